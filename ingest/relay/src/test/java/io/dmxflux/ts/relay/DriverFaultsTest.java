// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Relays over a driver each of whose verbs fails with each errno, at the start and in the middle, once and for ever: the relay
 * goes on, or waits and is tried again, as {@link DriverFault#outcome} says, and tells it in one line. However it ends, every
 * buffer is home, every packet on one account, and no thread or descriptor left.
 */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class DriverFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Buffers that have come through, after which a stream works. */
    private static final int FLOWS = 12;

    /** Tries to open the device, after which it is tried again and again. */
    private static final int TRIES = 4;

    private static final List<DmxVerb> VERBS = List.of(
            DmxVerb.REOPEN,
            DmxVerb.REQUEST_BUFFERS,
            DmxVerb.MAP,
            DmxVerb.SET_PES_FILTER,
            DmxVerb.START,
            DmxVerb.QUEUE,
            DmxVerb.DEQUEUE,
            DmxVerb.AWAIT,
            DmxVerb.STOP,
            DmxVerb.UNMAP);

    private static final List<Errno> ERRNOS = List.of(
            Errno.EPERM,
            Errno.EINTR,
            Errno.EIO,
            Errno.ENXIO,
            Errno.EAGAIN,
            Errno.ENOMEM,
            Errno.EACCES,
            Errno.EBUSY,
            Errno.ENODEV,
            Errno.EINVAL,
            Errno.EMFILE,
            Errno.ENOTTY,
            Errno.EOVERFLOW,
            Errno.ETIMEDOUT);

    @TempDir
    private static Path directory;

    /** One relay on a faulty driver. */
    private static final class FaultyRelay {

        private final DriverFault fault;
        private final List<RelayEvent> events = new CopyOnWriteArrayList<>();
        private final FaultyInput input;
        private final Relay relay;
        private volatile @Nullable Throwable failure;

        FaultyRelay(DriverFault fault, boolean straight) throws IOException {
            this.fault = fault;
            input = new FaultyInput(fault, events::add);
            InputUri from = InputUri.parse("dvb:0");
            Path files = Files.createTempDirectory(directory, straight ? "straight" : "multiplex");
            OutputUri whole = OutputUri.parse("file:" + files.resolve("whole.ts"));
            if (straight) {
                relay = StraightRelay.open(RelayPlan.whole(from, whole), input.source(), events::add);
            } else {
                List<RelayPlan.Output> outputs = List.of(
                        RelayPlan.Output.whole(whole),
                        RelayPlan.Output.service(
                                OutputUri.parse("file:" + files.resolve("one.ts")),
                                ServiceSelection.parse("1"),
                                ServiceEdit.NONE));
                relay = MultiplexRelay.open(
                        new RelayPlan(from, outputs, Optional.empty()),
                        input.source(),
                        new Destinations(),
                        events::add);
            }
            relay.run().subscribe(nothing -> {}, failed -> failure = failed);
        }

        boolean isDone() {
            return failure != null
                    || switch (fault.outcome()) {
                        case UNSEEN, GAP -> input.lentBuffers() >= FLOWS;
                        case REFUSED -> input.lentBuffers() >= FLOWS && events(PoolEvent.BufferRefused.class) > 0;
                        case SILENT -> input.overflows() >= FLOWS;
                        case BACK -> input.tries() > 1 && input.isOpen() && input.lentBuffers() >= FLOWS;
                        case WAITS -> input.tries() >= TRIES;
                    };
        }

        private long events(Class<?> kind) {
            return events.stream()
                    .map(event -> event instanceof RelayEvent.Pool pool ? pool.event() : event)
                    .filter(kind::isInstance)
                    .count();
        }

        void step() {
            input.step();
        }

        void end() {
            if (fault.outcome() == DriverFault.Outcome.BACK) {
                input.passProbation();
            }
            relay.close(PATIENCE);
            input.close();
        }

        void check() {
            assertThat(failure).as("%s: what ended the relay", this).isNull();
            input.assertAllHome(PATIENCE);
            assertTold();
            assertBalanced(relay.book());
            assertLosses(relay.stats());
        }

        private void assertTold() {
            DriverFault.Outcome outcome = fault.outcome();
            boolean waits = outcome == DriverFault.Outcome.BACK || outcome == DriverFault.Outcome.WAITS;
            assertThat(events(WaitEvent.InputWaits.class))
                    .as("%s: told that it waits: %s", this, events)
                    .isEqualTo(waits ? 1 : 0);
            assertThat(events(WaitEvent.InputIsBack.class))
                    .as("%s: told that it is back: %s", this, events)
                    .isEqualTo(outcome == DriverFault.Outcome.BACK ? 1 : 0);
            assertThat(relay.stats().waitsFor().isPresent())
                    .as("%s: waits", this)
                    .isEqualTo(outcome == DriverFault.Outcome.WAITS);
            if (fault.isTold()) {
                assertThat(events)
                        .as("%s", this)
                        .filteredOn(WaitEvent.InputWaits.class::isInstance)
                        .allSatisfy(event -> assertThat(((WaitEvent.InputWaits) event).problem())
                                .startsWith(fault.verb().call() + "(sim:fault) failed: " + fault.errno() + " ("
                                        + fault.errno().number() + "), ")
                                .doesNotContain("\n"));
            }
        }

        private void assertBalanced(InputBook book) {
            assertThat(book.arrived().bytes()).as("%s: arrived", this).isEqualTo(input.receivedBytes());
            assertThat(book.imbalanceBytes()).as("%s: %s", this, book).isZero();
            assertThat(book.queuedBytes()).as("%s: waiting at the end", this).isZero();
            for (OutputBook output : book.outputs()) {
                assertThat(output.imbalanceBytes()).as("%s: %s", this, output).isZero();
                assertThat(output.queuedBytes())
                        .as("%s: %s waits at the end", this, output.output())
                        .isZero();
            }
        }

        private void assertLosses(RelayStats stats) {
            long losses = stats.losses().kernelLosses();
            switch (fault.outcome()) {
                case GAP ->
                    assertThat(losses).as("%s: losses by the kernel", this).isPositive();
                case BACK -> assertThat(losses).as("%s: %s", this, stats).isGreaterThanOrEqualTo(begun() ? 1 : 0);
                default -> assertThat(losses).as("%s: %s", this, stats).isNotNegative();
            }
        }

        /** Whether packets had come before it waited. */
        private boolean begun() {
            return fault.needsUnplug();
        }

        @Override
        public String toString() {
            return fault + (relay instanceof StraightRelay ? " straight" : " multiplex");
        }
    }

    static Stream<Arguments> situations() {
        return VERBS.stream()
                .flatMap(verb -> Stream.of(DriverFault.When.values())
                        .flatMap(when -> Stream.of(DriverFault.Length.values())
                                .map(length -> Arguments.of(verb, when, length))));
    }

    /** Opens every file, class and thread that stays. */
    @BeforeAll
    static void warmUp() throws Exception {
        run(List.of(
                new DriverFault(DmxVerb.DEQUEUE, Errno.EIO, DriverFault.When.IN_THE_MIDDLE, DriverFault.Length.ONCE)));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void eachErrnoIsSurvivedInBalance(DmxVerb verb, DriverFault.When when, DriverFault.Length length) throws Exception {
        Map<String, Long> descriptors = openDescriptors();
        Set<Thread> threads = threads();
        run(ERRNOS.stream()
                .filter(errno -> errno != Errno.EINTR || length == DriverFault.Length.ONCE)
                .map(errno -> new DriverFault(verb, errno, when, length))
                .toList());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(openDescriptors())
                        .as("descriptors of each kind, and before: %s", descriptors)
                        .allSatisfy((kind, count) ->
                                assertThat(count).isLessThanOrEqualTo(descriptors.getOrDefault(kind, 0L))));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(threads()).as("threads").isSubsetOf(threads));
    }

    /** All at once, as the driver is looked at twice a second only. */
    private static void run(List<DriverFault> faults) throws IOException {
        List<FaultyRelay> relays = new ArrayList<>();
        for (DriverFault fault : faults) {
            relays.add(new FaultyRelay(fault, true));
            relays.add(new FaultyRelay(fault, false));
        }
        List<FaultyRelay> running = new ArrayList<>(relays);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!running.isEmpty() && System.nanoTime() < end) {
            running.forEach(FaultyRelay::step);
            LockSupport.parkNanos(100_000);
            running.removeIf(FaultyRelay::isDone);
        }
        relays.forEach(FaultyRelay::end);
        assertThat(running).as("do not get where they should").isEmpty();
        assertThat(relays).allSatisfy(FaultyRelay::check);
    }

    /** Those of the kinds that a relay of a driver into files opens, by kind; sockets are left by tests of the network. */
    private static Map<String, Long> openDescriptors() throws IOException {
        Map<String, Long> kinds = new TreeMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("anon_inode:") || target.startsWith(directory.toString())) {
                    kinds.merge(target, 1L, Long::sum);
                }
            }
        }
        return kinds;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dmxflux")
                        && !thread.getName().startsWith("dmxflux-udp"))
                .collect(Collectors.toSet());
    }
}
