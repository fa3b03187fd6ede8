// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.cli.EventText;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLimitTest {

    private static final long MILLI = 1_000_000;

    private final List<String> lines = new ArrayList<>();
    private long now;
    private final EventLimit limit = new EventLimit(event -> lines.addAll(EventText.lines(event)), () -> now);

    private static RelayEvent left(String input, int service) {
        return new RelayEvent.Split(input, new SplitEvent.ServiceLeft(ServiceSelection.parse("" + service)));
    }

    private static RelayEvent returned(String input, int service) {
        return new RelayEvent.Split(input, new SplitEvent.ServiceReturned(ServiceSelection.parse("" + service)));
    }

    /** As a PAT that is another one three hundred times a second does it; a look twice a second. */
    private void flap(int seconds) {
        for (int change = 0; change < 300 * seconds; change++) {
            limit.tell(change % 2 == 0 ? left("dvb:0", 7) : returned("dvb:0", 7));
            now += MILLI * 1_000 / 300;
            if (change % 150 == 149) {
                limit.look();
            }
        }
    }

    private void quiet(int seconds) {
        for (int half = 0; half < 2 * seconds; half++) {
            now += 500 * MILLI;
            limit.look();
        }
    }

    @Test
    void whatHappensNowAndThenIsToldAtOnce() {
        for (int time = 0; time < 20; time++) {
            limit.tell(left("dvb:0", 7));
            limit.tell(returned("dvb:0", 7));
            quiet(10);
        }
        assertThat(lines).hasSize(40).allMatch(line -> line.startsWith("dvb:0: service 7: ") && !line.contains("last"));
    }

    @Test
    void whatFlapsIsAFewLinesAndThenSummedUpMoreAndMoreSeldom() {
        flap(60);
        assertThat(lines).hasSize(EventLimit.AT_ONCE + 5);
        assertThat(lines.get(EventLimit.AT_ONCE))
                .matches("dvb:0: service 7: is back in the multiplex \\(the last of \\d+ changes in 1.[05] s\\)");
        assertThat(lines.get(9)).contains("in 16.");
    }

    @Test
    void theLastStateIsToldAndThenItBeginsAgain() {
        flap(10);
        lines.clear();
        limit.tell(left("dvb:0", 7));
        quiet(20);
        assertThat(lines).singleElement().asString().startsWith("dvb:0: service 7: has left the multiplex");
        quiet(60);
        limit.tell(returned("dvb:0", 7));
        assertThat(lines).hasSize(2);
    }

    @Test
    void otherSubjectsAreNotHeldBack() {
        flap(2);
        lines.clear();
        limit.tell(left("dvb:0", 8));
        limit.tell(left("dvb:1", 7));
        assertThat(lines).hasSize(2);
    }

    @Test
    void ofAnOutputThatIsRemovedNothingMoreIsSummedUp() {
        RelayPlan.Output one = output("udp://239.1.1.1:5");
        RelayPlan.Output two = output("udp://239.1.1.2:5");
        limit.tell(new RelayEvent.OutputStarted(one));
        limit.tell(new RelayEvent.OutputStarted(two));
        flap(2);
        limit.tell(new RelayEvent.OutputEnded(one, Optional.empty()));
        lines.clear();
        flap(1);
        quiet(10);
        assertThat(lines).as("the service has another output").isNotEmpty();
        flap(5);
        limit.tell(new RelayEvent.OutputEnded(two, Optional.empty()));
        lines.clear();
        quiet(100);
        assertThat(lines).isEmpty();
    }

    private static RelayPlan.Output output(String to) {
        return RelayPlan.Output.service(OutputUri.parse(to), ServiceSelection.parse("7"), ServiceEdit.NONE);
    }
}
