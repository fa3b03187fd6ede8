// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A look each half a second, at a counter of packets. */
class RateWatchTest {

    private static final RateBounds BOUNDS = RateBounds.of(Optional.of(4_000_000L), Optional.of(6_000_000L));

    private final RateWatch watch = new RateWatch(Trouble.Subject.input("dvb:0"), 0, Duration.ZERO);
    private RateBounds bounds = BOUNDS;
    private long packets;
    private long millis;
    private boolean stopped;

    /** So many looks while packets come at a bit rate. */
    private List<String> at(double megabits, int looks) {
        List<String> lines = new ArrayList<>();
        for (int look = 0; look < looks; look++) {
            millis += 500;
            packets += Math.round(megabits * 500_000 / 1504);
            watch.look(bounds, packets, Duration.ofMillis(millis), stopped)
                    .forEach(event -> lines.addAll(EventText.lines(event)));
        }
        return lines;
    }

    @Test
    void aRateThatIsTooLowIsToldOnceWithinTwoSecondsAndOnceWhenItIsBack() {
        assertThat(at(5, 10)).isEmpty();
        assertThat(at(2, 4)).containsExactly("dvb:0: bit rate 2.00 Mbit/s, less than minrate, 4.00 Mbit/s");
        assertThat(at(3, 100)).isEmpty();
        assertThat(at(5, 5)).isEmpty();
        assertThat(at(5, 10))
                .containsExactly(
                        "dvb:0: bit rate within its bounds again, after 52.0 s; it was 2.00 Mbit/s to 3.00 Mbit/s");
        assertThat(at(5, 100)).isEmpty();
    }

    @Test
    void aRateThatIsTooHighIsTold() {
        at(5, 10);
        assertThat(at(7, 4)).singleElement().asString().endsWith("Mbit/s, more than maxrate, 6.00 Mbit/s");
    }

    /** An encoder that has come back with another profile: the second trouble is not hidden by the first. */
    @Test
    void aRateThatGoesFromTooLowToTooHighIsToldAgain() {
        at(5, 10);
        assertThat(at(2, 10)).hasSize(1);
        assertThat(at(7, 4))
                .containsExactly(
                        "dvb:0: bit rate not less than minrate any more, after 5.0 s; it was 2.00 Mbit/s",
                        "dvb:0: bit rate 7.00 Mbit/s, more than maxrate, 6.00 Mbit/s");
        assertThat(at(2, 4))
                .first()
                .asString()
                .startsWith("dvb:0: bit rate not more than maxrate any more, after 2.0 s; it was 7.00 Mbit/s");
        assertThat(at(5, 10)).singleElement().asString().contains("within its bounds again, after 2.0 s");
    }

    @Test
    void aRateThatFlapsIsOneTrouble() {
        at(5, 10);
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            lines.addAll(at(2, 3));
            lines.addAll(at(5, 3));
        }
        assertThat(lines).hasSize(1);
    }

    @Test
    void oneBurstIsNone() {
        at(5, 10);
        assertThat(at(9, 1)).isEmpty();
        assertThat(at(5, 10)).isEmpty();
    }

    /** That nothing comes is told as that, and so is a process that stands still. */
    @Test
    void silenceAndAStopAreNoBitRate() {
        at(5, 10);
        assertThat(at(1, 1)).isEmpty();
        assertThat(at(0, 20)).isEmpty();
        assertThat(at(5, 10)).isEmpty();
        stopped = true;
        assertThat(at(40, 1)).isEmpty();
        stopped = false;
        assertThat(at(5, 10)).isEmpty();
    }

    @Test
    void boundsThatAReloadRemovesAreToldOfNoMore() {
        at(5, 10);
        assertThat(at(2, 10)).hasSize(1);
        bounds = RateBounds.NONE;
        assertThat(at(5, 20)).isEmpty();
        bounds = BOUNDS;
        assertThat(at(2, 10)).hasSize(1);
    }

    @Test
    void aLowRateIsShownInKilobits() {
        bounds = RateBounds.of(Optional.of(192_000L), Optional.empty());
        assertThat(at(0.1, 10))
                .singleElement()
                .asString()
                .matches("dvb:0: bit rate \\d+\\.\\d kbit/s, less than minrate, 192.0 kbit/s");
    }
}
