// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.config.RelayConfig;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty changes of configuration a minute for ten minutes are two hundred; here they come as fast as they are done, and
 * the receivers of what does not change miss nothing.
 */
@ExtendWith(LeakCheck.class)
class ReloadTest {

    private static final int CHANGES = 200;

    /** Before anybody listens: a simulated tuner goes on while a cold machine finds its classes. */
    private static final int WARM_UP = 24;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** This process's own: another run of the same tests may be under way on this machine. */
    private static final String GROUP = Stream.of(16, 8, 0)
            .map(shift -> Long.toString(ProcessHandle.current().pid() >> shift & 0xFF))
            .collect(Collectors.joining(".", "239.", ""));

    private static final int WHOLE_PORT = 43_001;
    private static final int SERVICE_PORT = 43_002;

    private static final String STAYS = """
                    inputs:
                      - from: 'sim:'
                        outputs:
                          - {to: 'udp://GROUP:43001?iface=lo'}
                          - {to: 'rtp://GROUP:43002?iface=lo', service: dmxflux one}
                    """;

    /** What comes and goes: none of these divides the number of another, so that they meet in many ways. */
    private static final List<String> OTHERS = List.of(
            "      - {to: 'udp://GROUP:43003?iface=lo'}\n",
            "      - {to: 'rtp://GROUP:43004?iface=lo', service: 2, drop: [audio]}\n",
            "      - {to: 'udp://GROUP:43005?iface=lo', service: dmxflux one, service-id: 7}\n",
            "    every-service:\n      to: udp://GROUP:4301{n}?iface=lo\n");

    @TempDir
    private Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Relays relays = Relays.open(List.of(), event -> notices.addAll(EventText.lines(event)));

    @BeforeEach
    void start() throws Exception {
        relays = Relays.open(write(0).plans(), event -> notices.addAll(EventText.lines(event)));
        relays.run().subscribe();
    }

    @AfterEach
    void close() {
        relays.close(PATIENCE);
    }

    private RelayConfig write(int change) throws IOException {
        StringBuilder text = new StringBuilder(STAYS);
        for (int other = 0; other < OTHERS.size(); other++) {
            if (change % (other + 2) == 1) {
                text.append(OTHERS.get(other));
            }
        }
        return RelayConfig.read(Files.writeString(
                directory.resolve("relay.yaml"), text.toString().replace("GROUP", GROUP)));
    }

    @Test
    void whatDoesNotChangeLosesNothing() throws Exception {
        change(WARM_UP);
        try (GroupReceiver whole = new GroupReceiver(GROUP, WHOLE_PORT, "lo");
                GroupReceiver service = new GroupReceiver(GROUP, SERVICE_PORT, "lo")) {
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> change(CHANGES));
            CompletableFuture<Void> listening = CompletableFuture.runAsync(() -> receiveUntil(changing, service));
            receiveUntil(changing, whole);
            listening.get();
            changing.get();
            assumeThat(relays.stats().get(0).losses().kernelLosses())
                    .as("losses of the driver, since this process got no CPU for half a second")
                    .isZero();
            assertThat(whole.continuityErrors())
                    .as(() -> "of the whole: "
                            + StatsText.summary(
                                    relays.stats().get(0),
                                    relays.books().inputs().get(0)))
                    .isZero();
            assertThat(service.continuityErrors()).as("of the service").isZero();
            assertThat(service.sequenceGaps()).as("RTP gaps").isZero();
            assertThat(service.sources()).as("RTP sources").isEqualTo(1);
            assertThat(service.packets())
                    .as("those of the little longer, at least")
                    .isGreaterThanOrEqualTo(700);
        }
        assertThat(relays.stats().get(0).packetsDropped()).isZero();
        assertThat(notices).noneMatch(notice -> notice.contains("ended") || notice.contains("no output"));
    }

    private void change(int times) {
        try {
            for (int change = 1; change <= times; change++) {
                relays.change(write(change).plans());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until it is done, and a little longer. */
    private static void receiveUntil(CompletableFuture<Void> done, GroupReceiver receiver) {
        try {
            while (!done.isDone()) {
                receiver.receivePackets(receiver.packets() + 1, PATIENCE);
            }
            receiver.receivePackets(receiver.packets() + 700, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
