// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayLoopsTest {

    private static final String A = "udp://239.255.78.1:4101?iface=lo";
    private static final String B = "udp://239.255.78.2:4102?iface=lo";
    private static final String C = "udp://239.255.78.3:4103?iface=lo";
    private static final String ELSEWHERE = "udp://239.255.78.4:4104?iface=lo";

    /** Pairs of an input and its output. */
    private static List<RelayPlan> plans(String... places) {
        return Arrays.asList(places).stream()
                .map(pair -> pair.split(" > "))
                .map(pair -> RelayPlan.whole(InputUri.parse(pair[0]), OutputUri.parse(pair[1])))
                .toList();
    }

    @Test
    void twoInputsThatSendToEachOtherAreRefused() {
        assertThatThrownBy(() -> RelayLoops.refuse(plans(A + " > " + B, B + " > " + A)))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessage(A + ": is the input again, by " + A + " -> " + B + " -> " + A
                        + " (expected: no loop; another group, host or port)");
    }

    @Test
    void alsoByAThirdOne() {
        assertThatThrownBy(() ->
                        RelayLoops.refuse(plans(ELSEWHERE + " > " + A, A + " > " + B, B + " > " + C, C + " > " + A)))
                .hasMessageContaining("by " + A + " -> " + B + " -> " + C + " -> " + A);
    }

    @Test
    void aChainIsNoLoop() {
        assertThatCode(() -> RelayLoops.refuse(plans(A + " > " + B, B + " > " + C, C + " > " + ELSEWHERE)))
                .doesNotThrowAnyException();
    }
}
