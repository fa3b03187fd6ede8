// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class InterfacesTest {

    @Test
    void loopbackIsFound() {
        assertThat(Interfaces.loopback().getName()).isEqualTo("lo");
        assertThat(Interfaces.byName("lo")).isEqualTo(Interfaces.loopback());
    }

    @Test
    void onlyIpv6OfLinkLocalScopeNeedsAnInterface() throws IOException {
        assertThat(Interfaces.needsScope(InetAddress.getByName("fe80::1"))).isTrue();
        assertThat(Interfaces.needsScope(InetAddress.getByName("ff12::1"))).isTrue();
        assertThat(Interfaces.needsScope(InetAddress.getByName("ff05::1"))).isFalse();
        assertThat(Interfaces.needsScope(InetAddress.getByName("224.0.0.1"))).isFalse();
    }

    @Test
    void interfaceThatIsNotThereListsThoseThatAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interfaces.byName("eth99"))
                .withMessageMatching("interface: eth99 \\(expected: one of (.*, )?lo(, .*)?\\)");
    }

    @Test
    void numberOfAnInterfaceThatIsNotThereListsThoseThatAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interfaces.ofScope("ff02::1%99999"))
                .withMessageStartingWith("interface: 99999 (expected: one of ");
    }

    @Test
    void routeToThisMachineIsTheLoopbackInterface() throws IOException {
        MulticastRoute route = MulticastRoute.probe(InetAddress.getByName("127.0.0.1"), null);

        assertThat(route.exists()).isTrue();
        assertThat(route).hasToString("127.0.0.1: via lo from 127.0.0.1");
    }
}
