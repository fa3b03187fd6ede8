// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.FrontendStatus;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A tuner's counters, each half a second later than the ones before. */
class LockWatchTest {

    private final LockWatch watch = new LockWatch(Trouble.Subject.input("dvb:0"));

    private long millis;
    private boolean locked = true;
    private long losses;
    private long unlockedMillis;
    private long missing;

    static SignalStats signal(boolean locked, long losses, long unlockedMillis) {
        FrontendState.Phase phase = locked ? FrontendState.Phase.LOCK : FrontendState.Phase.LOST;
        Set<FrontendStatus> status = locked ? Set.of(FrontendStatus.LOCK) : Set.of();
        FrontendState state = new FrontendState(phase, status, SignalFigures.NONE, Instant.EPOCH, Instant.EPOCH, 1);
        return new SignalStats("dvb-t 474 MHz", state, losses, unlockedMillis * 1_000_000, 0);
    }

    private List<String> look(int times) {
        List<String> told = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            Duration earlier = Duration.ofMillis(millis);
            millis += 500;
            unlockedMillis += locked ? 0 : 500;
            watch.look(earlier, Duration.ofMillis(millis), signal(locked, losses, unlockedMillis), missing)
                    .ifPresent(event -> told.addAll(EventText.lines(event)));
        }
        return told;
    }

    private void lose() {
        losses++;
        locked = false;
    }

    @Test
    void aLockThatIsThereIsNoNews() {
        assertThat(look(10)).isEmpty();
    }

    @Test
    void aLostLockIsToldAtOnceAndItsReturnWithWhatItCost() {
        look(4);
        lose();
        assertThat(look(1)).containsExactly("dvb:0: lock lost; check the antenna, its cable and what may disturb them");
        assertThat(look(5)).isEmpty();
        assertThat(watch.isLost()).isTrue();
        locked = true;
        assertThat(look(1)).isEmpty();
        missing += 1_234; // its packets come
        assertThat(look(4)).containsExactly("dvb:0: lock regained, after 3.0 s; at least 1234 packets missing");
        assertThat(watch.isLost()).isFalse();
    }

    @Test
    void aLossThatIsShorterThanALookLastedAsLongAsItDid() {
        look(4);
        losses++;
        unlockedMillis += 300;
        assertThat(look(5)).endsWith("dvb:0: lock regained, after 0.3 s; at least 0 packets missing");
    }

    @Test
    void aLockThatFlapsIsOneTrouble() {
        look(4);
        List<String> told = new ArrayList<>();
        for (int flap = 0; flap < 20; flap++) {
            losses++; // and back between two looks
            unlockedMillis += 100;
            missing += 10;
            told.addAll(look(2));
        }
        told.addAll(look(10));
        assertThat(told)
                .containsExactly(
                        "dvb:0: lock lost; check the antenna, its cable and what may disturb them",
                        "dvb:0: lock regained, after 19.5 s, lost 20 times, 2.0 s without it;"
                                + " at least 200 packets missing");
    }

    @Test
    void theNextLossIsCountedForItself() {
        lose();
        look(1);
        locked = true;
        look(10);
        lose();
        assertThat(look(1)).hasSize(1);
        locked = true;
        missing++;
        assertThat(look(10)).containsExactly("dvb:0: lock regained, after 0.5 s; at least 1 packet missing");
    }
}
