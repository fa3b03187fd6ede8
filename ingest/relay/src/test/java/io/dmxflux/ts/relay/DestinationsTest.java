// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which outputs may be together. */
class DestinationsTest {

    private static final InputUri SIM = InputUri.parse("sim:");
    private static final InputUri OTHER = InputUri.parse("udp://239.9.9.9:5000");
    private static final String TEMPLATE = "udp://239.1.1.{sid}:5000";

    private final Destinations destinations = new Destinations();

    private static RelayPlan plan(InputUri from, String... to) {
        return new RelayPlan(
                from,
                List.of(to).stream()
                        .map(text -> RelayPlan.Output.whole(OutputUri.parse(text)))
                        .toList(),
                Optional.empty());
    }

    private static RelayPlan every(InputUri from, String template) {
        EveryService every = new EveryService(template, ServiceEdit.NONE, Optional.empty(), false);
        return new RelayPlan(from, List.of(), Optional.of(every));
    }

    private static Destinations.Owner service(InputUri from, int id, String to) {
        return new Destinations.Owner(
                from, RelayPlan.Output.service(OutputUri.parse(to), new ServiceSelection.ById(id), ServiceEdit.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "udp://239.1.1.1:5000, udp://239.1.1.1:5000, true",
        "udp://239.1.1.1:5000, rtp://239.1.1.1:5000, true",
        "udp://239.1.1.1:5000, udp://239.1.1.1:5000?iface=lo, true",
        "udp://239.1.1.1:5000?ttl=3, udp://239.1.1.1:5000?ttl=4, true",
        "udp://239.1.1.1:5000, udp://239.1.1.1:5002, false",
        "udp://239.1.1.1:5000, udp://239.1.1.2:5000, false",
        "udp://239.1.1.1:5000?iface=lo, udp://239.1.1.1:5000?iface=eth9, false",
        "udp://239.1.1.1:5000?shared, udp://239.1.1.1:5000?shared, false",
        "udp://239.1.1.1:5000?shared, udp://239.1.1.1:5000, true",
        "file:a.ts, file:./a.ts, true",
        "file:a.ts, file:b.ts, false"
    })
    void twoOutputsMeetOrNot(String one, String other, boolean meet) {
        assertThat(OutputUri.parse(one).meets(OutputUri.parse(other))).isEqualTo(meet);
        assertThat(OutputUri.parse(other).meets(OutputUri.parse(one))).isEqualTo(meet);
        List<RelayPlan> plans = List.of(plan(SIM, one), plan(OTHER, other));
        if (meet) {
            assertThatThrownBy(() -> destinations.check(plans))
                    .isInstanceOf(RefusedPlanException.class)
                    .hasMessageContaining(": is another output's, ")
                    .hasMessageContaining(" of sim: (expected: a place of its own");
        } else {
            destinations.check(plans);
        }
    }

    @Test
    void whereTheFirstServiceGoesIsCheckedIfItIsKnown() {
        assertThatThrownBy(() -> destinations.check(
                        List.of(every(SIM, "udp://239.1.1.{n}:5000"), every(OTHER, "udp://239.1.1.{n}:5000?iface=lo"))))
                .isInstanceOf(RefusedPlanException.class);
        assertThatThrownBy(() -> destinations.check(
                        List.of(every(SIM, "udp://239.1.1.{n}:5000"), plan(OTHER, "udp://239.1.1.1:5000"))))
                .isInstanceOf(RefusedPlanException.class);
        destinations.check(List.of(every(SIM, TEMPLATE), every(OTHER, TEMPLATE), plan(OTHER, "udp://239.1.1.1:5000")));
    }

    @Test
    void aServiceThatAppearsLaterWaitsForThePlaceOfAnother() {
        Destinations.Owner first = service(SIM, 7, "udp://239.1.1.7:5000");
        Destinations.Owner second = service(OTHER, 7, "udp://239.1.1.7:5000?iface=lo");
        destinations.claim(first, TEMPLATE);
        assertThatThrownBy(() -> destinations.claim(second, TEMPLATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "udp://239.1.1.7:5000?iface=lo: is another output's, udp://239.1.1.7:5000 (service 7) of sim:"
                                + " (expected: a place of its own, or ?shared with both)");
        destinations.release(first);
        destinations.claim(second, TEMPLATE);
    }

    @Test
    void anOutputOfAPlanMayNotTakeThePlaceOfAServiceThatGoesOn() {
        Destinations.Owner owner = service(SIM, 7, "udp://239.1.1.7:5000");
        destinations.claim(owner, TEMPLATE);
        destinations.started(owner);
        RelayPlan clash = plan(OTHER, "udp://239.1.1.7:5000");
        assertThatThrownBy(() -> destinations.check(List.of(every(SIM, TEMPLATE), clash)))
                .isInstanceOf(RefusedPlanException.class);
        assertThatCode(() -> destinations.check(List.of(every(SIM, "udp://239.1.2.{sid}:5000"), clash)))
                .doesNotThrowAnyException();
        assertThatCode(() -> destinations.check(List.of(clash))).doesNotThrowAnyException();
        destinations.check(List.of(every(SIM, TEMPLATE)));
    }
}
