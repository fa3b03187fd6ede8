// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hosts whose names come to resolve, and lead elsewhere later; {@code ip netns} gives a namespace a hosts file of its own. */
class HostNamesTest {

    @RegisterExtension
    private static final TwoNamespaces NAMESPACES = new TwoNamespaces();

    private final Path directory = Path.of("/etc/netns", NAMESPACES.sender);
    private final Path hosts = directory.resolve("hosts");

    @BeforeEach
    void nobodyIsKnown() throws IOException {
        Files.createDirectories(directory);
        player("");
    }

    @AfterEach
    void forget() throws IOException {
        Files.deleteIfExists(hosts);
        Files.deleteIfExists(directory);
    }

    /** Within the same file, as that is mounted over the system's. */
    private void player(String address) throws IOException {
        Files.writeString(hosts, "127.0.0.1 localhost\n" + (address.isEmpty() ? "" : address + " player\n"));
    }

    private static void assertSent(String networkInterface, String to, int port) throws IOException {
        try (Capture capture = Capture.on(NAMESPACES, networkInterface, port, 100)) {
            assertThat(capture.frames())
                    .hasSize(100)
                    .allSatisfy(frame -> assertThat(frame.destination()).isEqualTo(to));
        }
    }

    @Test
    void anOutputGoesToWhereItsHostIs() throws IOException {
        try (Command relay = WireSender.startIn(NAMESPACES.sender)) {
            assertThat(relay.ask("relay sim: udp://239.255.8.1:5081?iface=v1 udp://player:5082"))
                    .isEqualTo("relaying");
            relay.awaitError("output udp://player:5082: host player does not resolve; waiting for it");
            assertSent("v1", "239.255.8.1", 5081);
            player("10.77.0.2");
            relay.awaitError("output udp://player:5082: goes on after ");
            assertSent("v0", "10.77.0.2", 5082);
            player("10.78.0.2");
            assertSent("v1", "10.78.0.2", 5082);
            player("");
            assertSent("v1", "10.78.0.2", 5082);
            assertThat(relay.ask("close"))
                    .contains("udp://player:5082: packets out ")
                    .contains("no address: ");
        }
    }

    /** Fed by relays on the other side. */
    @Test
    void anInputIsReceivedAtWhereItsNameLeads() throws IOException {
        try (Command feed = WireSender.startIn(NAMESPACES.receiver);
                Command relay = WireSender.startIn(NAMESPACES.sender)) {
            assertThat(feed.ask("relay sim: udp://10.77.0.1:5083 udp://10.77.0.3:5083"))
                    .isEqualTo("relaying");
            assertThat(relay.ask("relay udp://player:5083 udp://239.255.8.2:5084?iface=v1"))
                    .isEqualTo("relaying");
            relay.awaitError("input udp://player:5083: host player does not resolve; waiting for it");
            player("10.77.0.1");
            relay.awaitError("input udp://player:5083: goes on after ");
            assertSent("v1", "239.255.8.2", 5084);
            player("10.77.0.3");
            relay.awaitError("host has moved from udp://10.77.0.1:5083 to udp://10.77.0.3:5083");
            relay.awaitError("input udp://player:5083: goes on after ");
            assertSent("v1", "239.255.8.2", 5084);
        }
    }
}
