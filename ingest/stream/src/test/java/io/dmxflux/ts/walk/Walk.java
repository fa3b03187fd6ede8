// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.walk;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.MethodEntryRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The project's own classes that some buffers pass through, seen by a debugger: each method that is entered between the
 * moment at which the driver has a buffer and the one at which it has it back.
 */
final class Walk {

    private static final String FIRST_CLASS = "io.dmxflux.dmx.flux.DmxSubscription";
    private static final String FIRST_METHOD = "ready";
    private static final String FIRST_WALKED = "EpollDmxLoop";
    private static final String FIRST_AFTER_EMISSION = "AlignPackets";
    /** The simulated driver stands for one of the kernel's. */
    private static final List<String> NOT_WALKED =
            List.of("io.dmxflux.dmx.recording.*", "io.dmxflux.dmx.device.sim.*", "io.dmxflux.packet.*");

    private static final int BUFFERS_BEFORE = 20;
    private static final int BUFFERS_WALKED = 4;

    private final Set<String> classes = new LinkedHashSet<>();
    private int buffers;

    private Walk() {}

    /** Starts a program in a process of its own and follows it. */
    static Set<String> through(Class<?> program) throws Exception {
        LaunchingConnector launcher = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = launcher.defaultArguments();
        arguments.get("main").setValue(program.getName());
        arguments
                .get("options")
                .setValue("-cp \"" + System.getProperty("java.class.path")
                        + "\" -Dio.netty.leakDetection.level=disabled");
        arguments.get("suspend").setValue("true");
        VirtualMachine machine = launcher.launch(arguments);
        try {
            Walk walk = new Walk();
            walk.follow(machine);
            return walk.classes;
        } finally {
            machine.process().destroyForcibly();
        }
    }

    private void follow(VirtualMachine machine) throws InterruptedException {
        EventRequestManager requests = machine.eventRequestManager();
        ClassPrepareRequest prepared = requests.createClassPrepareRequest();
        prepared.addClassFilter(FIRST_CLASS);
        prepared.enable();
        machine.resume();
        while (buffers < BUFFERS_BEFORE + BUFFERS_WALKED) {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof VMDeathEvent) {
                    throw new IllegalStateException("the program has ended");
                } else if (event instanceof ClassPrepareEvent first) {
                    requests.createBreakpointRequest(first.referenceType()
                                    .methodsByName(FIRST_METHOD)
                                    .get(0)
                                    .location())
                            .enable();
                } else if (event instanceof BreakpointEvent ready) {
                    bufferIsReady(ready.thread(), requests);
                } else if (event instanceof MethodEntryEvent entry) {
                    entered(
                            entry.method().declaringType().name(),
                            entry.method().name());
                }
            }
            events.resume();
        }
    }

    /** Outer classes by their simple names, from the moment at which a demux is told to be readable and a buffer emitted. */
    private void entered(String type, String method) {
        String outer = type.replaceAll("\\$.*", "").replaceAll(".*\\.", "");
        boolean readable = outer.equals(FIRST_WALKED) && method.equals("handle");
        if (readable && !classes.contains(FIRST_AFTER_EMISSION)) {
            classes.clear();
            buffers = BUFFERS_BEFORE;
        }
        if (readable || !classes.isEmpty()) {
            classes.add(outer);
        }
    }

    /** Only from here on: a machine that tells every method is slow. */
    private void bufferIsReady(ThreadReference loop, EventRequestManager requests) {
        if (++buffers == BUFFERS_BEFORE) {
            MethodEntryRequest entered = requests.createMethodEntryRequest();
            entered.addThreadFilter(loop);
            entered.addClassFilter("io.dmxflux.*");
            NOT_WALKED.forEach(entered::addClassExclusionFilter);
            entered.setSuspendPolicy(EventRequest.SUSPEND_NONE);
            entered.enable();
        }
    }
}
