// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.AnnouncedServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SapRouteTest {

    private static SapRoute route(String output) {
        return SapRoute.of(service(1, "one", output).to().config());
    }

    @ParameterizedTest
    @CsvSource({
        "239.255.0.1, 239.255.255.255",
        "239.1.2.3,   239.255.255.255",
        "239.191.0.1, 239.255.255.255",
        "239.192.0.1, 239.195.255.255",
        "239.195.7.1, 239.195.255.255",
        "239.196.0.1, 239.255.255.255",
        "224.0.0.77,  224.0.0.255",
        "224.0.1.77,  224.2.127.254",
        "232.1.1.1,   224.2.127.254",
        "238.1.1.1,   224.2.127.254",
        "[ff15::1],   ff05:0:0:0:0:0:2:7ffe",
        "[ff38::1],   ff08:0:0:0:0:0:2:7ffe",
        "[ff0e::1],   ff0e:0:0:0:0:0:2:7ffe",
    })
    void announcementsKeepToTheScopeOfWhatTheyAnnounce(String announced, String group) {
        assertThat(route("udp://" + announced + ":5004").group().getAddress().getHostAddress())
                .isEqualTo(group);
    }

    @Test
    void announcementsGoAsFarAsTheStreamAndTheSameWay() {
        SapRoute route = route("udp://127.0.0.1@239.255.0.1:5004?ttl=3&dscp=34&iface=lo");
        assertThat(route.ttl()).isEqualTo(3);
        assertThat(route.dscp()).isEqualTo(34);
        assertThat(String.valueOf(route.networkInterface())).contains("lo");
        assertThat(route.origin().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(route.group().getPort()).isEqualTo(9875);
    }

    @Test
    void anIpv6GroupOfTheLinkHasItsInterface() {
        SapRoute route = route("udp://[ff12::1%lo]:5004");
        assertThat(route.group().getAddress().getHostAddress()).isEqualTo("ff02:0:0:0:0:0:2:7ffe");
        assertThat(route.networkInterface()).isEqualTo("lo");
    }

    @Test
    void withoutASourceTheOriginIsTheInterfacesAddress() {
        assertThat(route("udp://239.255.0.1:5004?iface=lo").origin().getHostAddress())
                .isEqualTo("127.0.0.1");
    }
}
