// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves to the garbage collector for being watched, twice a second for as long as it runs. */
@ExtendWith(LeakCheck.class)
class WatchGarbageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOOKS = 200;

    @TempDir
    private Path directory;

    private OutputUri file(int number) {
        return OutputUri.parse("file:" + directory.resolve(number + ".ts"));
    }

    private RelayPlan.Output service(int number) {
        return RelayPlan.Output.service(file(number), new ServiceSelection.ById(1 + number % 2), ServiceEdit.NONE);
    }

    /** Returns bytes for a look, on average of those that find nothing to tell: a busy machine may starve the feed. */
    private static long garbage(Relays relays) {
        CompletableFuture<?> running = relays.run().toFuture();
        try {
            await().atMost(PATIENCE)
                    .until(() -> relays.stats().get(0).outputs().stream().allMatch(output -> output.packetsOut() > 0));
            RelaysWatch watch = new RelaysWatch(relays.runningStats());
            BooksWatch booksWatch = new BooksWatch();
            EventLimit limit = new EventLimit(event -> {});
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long end = System.nanoTime() + PATIENCE.toNanos();
            long allocated = 0;
            int quietLooks = -1; // the first one links lambdas
            while (quietLooks < LOOKS && System.nanoTime() < end) {
                long before = threads.getCurrentThreadAllocatedBytes();
                int told =
                        watch.look(relays.runningStats(), relays.endedStats()).size()
                                + booksWatch.look(relays.books()).size();
                limit.look();
                if (told == 0) {
                    quietLooks++;
                    allocated += quietLooks > 0 ? threads.getCurrentThreadAllocatedBytes() - before : 0;
                }
            }
            assertThat(quietLooks).as("looks at which nothing is wrong").isEqualTo(LOOKS);
            return allocated / LOOKS;
        } finally {
            relays.close(PATIENCE);
            assertThat(running).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void ofAWholeMultiplex() {
        Relays relays = Relays.straight(RelayPlan.whole(InputUri.parse("sim:"), file(0)), event -> {});
        assertThat(garbage(relays)).as("bytes for a look").isLessThan(4_000);
    }

    @Test
    void ofSixServices() {
        List<RelayPlan.Output> outputs =
                IntStream.range(0, 6).mapToObj(this::service).toList();
        Relays relays =
                Relays.open(List.of(new RelayPlan(InputUri.parse("sim:"), outputs, Optional.empty())), event -> {});
        assertThat(garbage(relays)).as("bytes for a look").isLessThan(15_000);
    }
}
