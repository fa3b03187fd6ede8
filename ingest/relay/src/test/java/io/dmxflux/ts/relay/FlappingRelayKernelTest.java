// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.SignalStats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** A relay on a tuner that loses its lock again and again: 100 Hz beside the carrier of vidtv, which is told to lose it. */
@Tag("kernel")
@Tag("flapping")
class FlappingRelayKernelTest {

    private static final String BESIDE =
            "dvb:0?system=dvb-c&frequency=474000100&symbolrate=6940k&modulation=qam256&fec=none&io=read";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void theStreamComesBackEachTimeAndTheBooksBalance() {
        RelayPlan.Output whole = RelayPlan.Output.whole(OutputUri.parse("file:" + directory.resolve("whole.ts")));
        RelayPlan plan = new RelayPlan(InputUri.parse(BESIDE), List.of(whole), Optional.empty());
        Relay relay = MultiplexRelay.open(plan, event -> {});
        Disposable running = relay.run().subscribe();
        try {
            Instant end = Instant.now().plus(MINUTE);
            while (Instant.now().isBefore(end)) {
                long losses = losses(relay);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(losses(relay))
                                .as("%s", relay.stats().signal())
                                .isGreaterThan(losses));
                long packets = relay.stats().packetsIn();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(relay.stats().packetsIn())
                                .as("%s", relay.stats().signal())
                                .isGreaterThan(packets + 1_000));
                await().atMost(PATIENCE).until(() -> relay.book().isBalanced()); // between two moves
            }
            assertThat(losses(relay)).as("in a minute").isGreaterThan(2); // tuned again after 5 s each
            assertThat(relay.book().missing())
                    .filteredOn(one -> one.cause() == Missing.Cause.SIGNAL)
                    .filteredOn(one -> one.certainty() == Missing.Certainty.UNKNOWN)
                    .singleElement()
                    .satisfies(missing -> assertThat(missing.out()).isPositive());
        } finally {
            relay.close(PATIENCE);
            running.dispose();
        }
        assertThat(relay.book().isBalanced()).isTrue();
    }

    private static long losses(Relay relay) {
        return relay.stats().signal().map(SignalStats::lockLosses).orElse(0L);
    }
}
