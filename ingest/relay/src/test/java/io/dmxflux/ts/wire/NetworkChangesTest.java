// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Relays in one network namespace while its interfaces come and go; tcpdump, in another, says what is on the wire. */
class NetworkChangesTest {

    private static final String WAITS = "interface v2 is not there; waiting for it";

    @RegisterExtension
    private static final TwoNamespaces NAMESPACES = new TwoNamespaces();

    private static void plugIn() throws IOException {
        TwoNamespaces.ip(
                "link add v2 netns " + NAMESPACES.sender + " type veth peer name v2 netns " + NAMESPACES.receiver);
        TwoNamespaces.ip("-n " + NAMESPACES.receiver + " link set v2 up");
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " address add 10.79.0.1/24 dev v2");
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v2 up");
    }

    private static void unplug() throws IOException {
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link delete v2");
    }

    private static void assertOnAir(String networkInterface, int port) throws IOException {
        try (Capture capture = Capture.on(NAMESPACES, networkInterface, port, 100)) {
            assertThat(capture.frames()).hasSize(100);
        }
    }

    @Test
    void outputOfAnInterfaceThatComesAndGoesIsOnAirWheneverItIsThere() throws IOException {
        try (Command relay = WireSender.startIn(NAMESPACES.sender)) {
            assertThat(relay.ask("relay sim: udp://239.255.7.1:5071?iface=v1 udp://239.255.7.2:5072?iface=v2"))
                    .isEqualTo("relaying");
            relay.awaitError("output udp://239.255.7.2:5072?iface=v2: " + WAITS);
            assertOnAir("v1", 5071);
            for (int round = 0; round < 2; round++) {
                plugIn();
                assertThat(relay.awaitError("output udp://239.255.7.2:5072?iface=v2: goes on after "))
                        .matches(".* s; it lacks [1-9]\\d* packets");
                assertOnAir("v2", 5072);
                unplug();
                relay.awaitError("output udp://239.255.7.2:5072?iface=v2: " + WAITS);
                assertOnAir("v1", 5071);
            }
            assertThat(relay.ask("close"))
                    .contains(
                            "udp://239.255.7.1:5071?iface=v1: packets out ",
                            ", still waiting: interface v2 is not there")
                    .contains("ENODEV: ")
                    .containsOnlyOnce("still waiting");
        }
    }

    /** The input is fed by a relay on the other side, over the same cable. */
    @Test
    void inputOfAnInterfaceThatComesAndGoesIsReceivedWheneverItIsThere() throws IOException {
        try (Command feed = WireSender.startIn(NAMESPACES.receiver);
                Command relay = WireSender.startIn(NAMESPACES.sender)) {
            assertThat(feed.ask("relay sim: udp://239.255.7.3:5073?iface=v2")).isEqualTo("relaying");
            assertThat(relay.ask("relay udp://239.255.7.3:5073?iface=v2 udp://239.255.7.4:5074?iface=v1"))
                    .isEqualTo("relaying");
            relay.awaitError("input udp://239.255.7.3:5073?iface=v2: " + WAITS);
            for (int round = 0; round < 2; round++) {
                plugIn();
                TwoNamespaces.ip("-n " + NAMESPACES.receiver + " address add 10.79.0.2/24 dev v2");
                relay.awaitError("input udp://239.255.7.3:5073?iface=v2: goes on after ");
                int before = packets(relay);
                Awaitility.await().until(() -> packets(relay) > before + 1000);
                unplug();
                relay.awaitError("input udp://239.255.7.3:5073?iface=v2: " + WAITS);
            }
            assertThat(relay.ask("close"))
                    .contains("still waiting: interface v2 is not there")
                    .contains("missing, signal: an unknown number, 3 times, of which nothing could be received for ");
        }
    }

    private static int packets(Command relay) throws IOException {
        return Integer.parseInt(relay.ask("packets"));
    }
}
