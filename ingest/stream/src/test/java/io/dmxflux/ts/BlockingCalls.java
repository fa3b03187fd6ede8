// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.core.scheduler.NonBlocking;

/**
 * Fails each test in which a call blocks an event loop, or any other thread that is Reactor's {@code NonBlocking}: sleep, park,
 * wait, files and sockets of the JDK. BlockHound finds them, and does not see what our own native calls do.
 *
 * <p>In force for every test that the build runs: JUnit finds it in {@code META-INF/services}.
 */
public final class BlockingCalls implements BeforeAllCallback, AfterEachCallback {

    private static final int CALLERS = 20;

    private static final Queue<BlockingOperationError> FOUND = new ConcurrentLinkedQueue<>();

    /** Whether BlockHound is installed, which it is once and for the whole JVM. */
    private static final boolean INSTALLED = install();

    /** Takes what has been found so far, for a test that expects it. */
    static List<BlockingOperationError> takeFound() {
        List<BlockingOperationError> found = new ArrayList<>();
        for (BlockingOperationError error = FOUND.poll(); error != null; error = FOUND.poll()) {
            found.add(error);
        }
        return found;
    }

    private static boolean install() {
        BlockHound.builder()
                .loadIntegrations()
                // Netty's counts each of its threads, also those that are ours to block
                .nonBlockingThreadPredicate(others -> thread -> thread instanceof NonBlocking)
                // the lock of its queue or of its threads, held for some instructions: a task for the thread of a file,
                // of messages or of a frontend; a timer that is set or cancelled
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "remove")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "schedule")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "scheduleAtFixedRate")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "scheduleWithFixedDelay")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "shutdownNow")
                // they wait for another thread that is some instructions away from done
                .allowBlockingCallsInside("io.dmxflux.dmx.device.WakeUp", "reset")
                .allowBlockingCallsInside("io.dmxflux.book.BookMoves", "read")
                .allowBlockingCallsInside("io.dmxflux.ts.books.SettledBook", "read")
                // before a loop serves anything, the first one loads the native library
                .allowBlockingCallsInside("io.dmxflux.ts.net.SchedulerSlice", "shorten")
                // to close a simulated driver is to wait for its thread, as close() of a real one is a call of the
                // kernel
                .allowBlockingCallsInside("io.dmxflux.dmx.device.sim.SimulatedReceiver", "joinUninterruptibly")
                // they hold up an event loop to see what is lost
                .allowBlockingCallsInside("io.dmxflux.ts.source.UdpSourceTest", "await")
                .allowBlockingCallsInside("io.dmxflux.ts.sink.UdpMulticastSinkTest", "await")
                .allowBlockingCallsInside("io.dmxflux.ts.relay.BooksTest", "standStill")
                .allowBlockingCallsInside("io.dmxflux.ts.relay.StalledRelayTest", "await")
                .blockingMethodCallback(BlockingCalls::found)
                .install();
        return true;
    }

    /** Thrown in the middle of something, it would break what the test is about, and often hang it. */
    private static void found(BlockingMethod method) {
        FOUND.add(new BlockingOperationError(method));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!INSTALLED) {
            throw new AssertionError("BlockHound: not installed (expected: installed)");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<BlockingOperationError> found = takeFound();
        if (!found.isEmpty()) {
            AssertionError failure = new AssertionError(found.size() + " blocking calls on event loops, the first: "
                    + found.get(0).getMethod() + " of " + callers(found.get(0)));
            found.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** The calls that led there, innermost first, for where only the message of a failure is seen. */
    private static String callers(BlockingOperationError error) {
        return Arrays.stream(error.getStackTrace())
                .skip(1)
                .limit(CALLERS)
                .map(call -> call.getClassName() + '.' + call.getMethodName() + ':' + call.getLineNumber())
                .collect(Collectors.joining(" < "));
    }
}
