// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.op.LatenessStats;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateWatchTest {

    private static final String NAME = "dvb:0 -> udp://239.1.1.1:5: ";

    private final LateWatch watch =
            new LateWatch(Trouble.Subject.input("dvb:0").output("udp://239.1.1.1:5"), LatenessStats.NONE);
    private long millis;

    private List<String> look(int looks, long packets, long worstMillis) {
        List<String> lines = new ArrayList<>();
        for (int look = 0; look < looks; look++) {
            Duration before = Duration.ofMillis(millis);
            millis += 500;
            LatenessStats stats = new LatenessStats(packets, worstMillis * 1_000_000);
            watch.look(before, Duration.ofMillis(millis), stats)
                    .ifPresent(event -> lines.addAll(EventText.lines(event)));
        }
        return lines;
    }

    @Test
    void packetsThatLeaveLateAreToldAtOnceAndSummedUpWhenTheyAreInTimeAgain() {
        assertThat(look(10, 0, 0)).isEmpty();
        assertThat(look(1, 21, 61))
                .containsExactly(
                        NAME + "late: 21 packets left up to 61 ms after their time; check the load of this machine");
        assertThat(look(1, 700, 240)).isEmpty();
        assertThat(look(9, 700, 240)).isEmpty();
        assertThat(look(1, 700, 240))
                .containsExactly(NAME + "in time again, after 1.0 s; 700 packets left up to 240 ms late");
        assertThat(look(100, 700, 240)).isEmpty();
        assertThat(look(1, 707, 55)).singleElement().asString().contains("late: 7 packets left up to 55 ms");
    }

    @Test
    void whatWasLateBecauseTheProcessStoodStillIsLeftOut() {
        watch.skip(new LatenessStats(500, 5_000_000_000L));
        assertThat(look(20, 500, 5_000)).isEmpty();
    }
}
