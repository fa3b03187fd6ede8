// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.ts.wire.Capture.Frame;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sink in one network namespace, tcpdump in another. */
class UdpSinkWireTest {

    private static final String ALL_SENT = "{} KernelOffload[active=true, reason=null]";

    @RegisterExtension
    static final TwoNamespaces NAMESPACES = new TwoNamespaces();

    private static Command sender;

    @BeforeAll
    static void startSender() throws IOException {
        sender = WireSender.startIn(NAMESPACES.sender);
    }

    @AfterAll
    static void stopSender() {
        sender.close();
    }

    @ParameterizedTest
    @CsvSource({
        "239.1.1.1, v0 ttl=7 dscp=34 source=10.77.0.3, v0, 7, 34, 10.77.0.3",
        "239.1.1.1, v1 ttl=255, v1, 255, 0, 10.78.0.1",
        "239.1.1.1, v1, v1, 64, 0, 10.78.0.1",
        "ff05::7, v0 ttl=9 dscp=46 source=fd77::1, v0, 9, 46, fd77:0:0:0:0:0:0:1",
        "ff05::7, v1, v1, 64, 0, fd78:0:0:0:0:0:0:1",
        "10.78.0.2, v1 ttl=5 dscp=10, v1, 5, 10, 10.78.0.1",
        "fd78::2, v1 ttl=5 dscp=10, v1, 5, 10, fd78:0:0:0:0:0:0:1",
    })
    void headersOnTheWireAreThoseConfigured(
            String host, String options, String arrivesOn, int ttl, int dscp, String source) throws IOException {
        try (Capture capture = Capture.on(NAMESPACES, arrivesOn, 5000, 49)) {
            assertThat(sender.ask("open " + host + " 5000 iface=" + options)).isEqualTo("opened");
            assertThat(sender.ask("send 343")).isEqualTo("49 " + ALL_SENT);

            List<Frame> frames = capture.frames();
            assertThat(frames).hasSize(49).allSatisfy(frame -> {
                assertThat(frame.ttl()).as("ttl").isEqualTo(ttl);
                assertThat(frame.dscp()).as("dscp").isEqualTo(dscp);
                assertThat(frame.source()).as("source").isEqualTo(source);
                assertThat(frame.payloadBytes()).as("payload").isEqualTo(1316);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "udp://239.255.1.1:5000?iface=v1&ttl=7&dscp=34, v1, 239.255.255.255, 7, 34, 10.78.0.1",
        "rtp://10.77.0.3@232.1.1.1:5000?iface=v0, v0, 224.2.127.254, 64, 0, 10.77.0.3",
        "udp://[ff15::1]:5000?iface=v1&ttl=9, v1, ff05:0:0:0:0:0:2:7ffe, 9, 0, fd78:0:0:0:0:0:0:1",
    })
    void announcementsGoTheWayOfTheStreamToTheGroupOfItsScope(
            String output, String arrivesOn, String group, int ttl, int dscp, String source) throws IOException {
        try (Capture capture = Capture.on(NAMESPACES, arrivesOn, 9875, 2)) {
            assertThat(sender.ask("announce " + output)).isEqualTo("announced");
            assertThat(capture.frames())
                    .as("announcement and deletion")
                    .hasSize(2)
                    .allSatisfy(frame -> {
                        assertThat(frame.destination()).as("group").isEqualTo(group);
                        assertThat(frame.ttl()).as("ttl").isEqualTo(ttl);
                        assertThat(frame.dscp()).as("dscp").isEqualTo(dscp);
                        assertThat(frame.source()).as("source").isEqualTo(source);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"239.1.1.2", "ff05::8"})
    void sendingGoesOnWhenTheLinkIsBack(String group) throws IOException {
        assertThat(sender.ask("open " + group + " 5001 iface=v0")).isEqualTo("opened");
        assertThat(sender.ask("send 700")).isEqualTo("100 " + ALL_SENT);

        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v0 down");
        assertThat(sender.ask("send 700"))
                .isEqualTo("100 {ENETUNREACH=FailedSends[datagrams=100, bytes=131600]}"
                        + " KernelOffload[active=true, reason=null]");

        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v0 up");
        try (Capture capture = Capture.on(NAMESPACES, "v0", 5001, 1)) {
            Awaitility.await().until(() -> !sender.ask("send 7").startsWith("100 "));
            assertThat(capture.frames()).hasSize(1);
        }
        awaitIpv6();
    }

    /** IPv6 takes a moment to come back, for the tests that follow. */
    private static void awaitIpv6() {
        Awaitility.await()
                .until(() -> sender.ask("open ff05::9 5009 iface=v0").equals("opened")
                        && sender.ask("send 7").startsWith("1 "));
    }

    @Test
    void whatTheInterfaceQueueDropsIsCounted() throws IOException {
        assertThat(sender.ask("open 239.1.1.3 5002 iface=v1")).isEqualTo("opened");
        NAMESPACES.inSender("tc qdisc add dev v1 root pfifo limit 0");
        try {
            assertThat(sender.ask("send 700"))
                    .isEqualTo("0 {ENOBUFS=FailedSends[datagrams=100, bytes=131600]}"
                            + " KernelOffload[active=true, reason=null]");
        } finally {
            NAMESPACES.inSender("tc qdisc delete dev v1 root");
        }
        assertThat(sender.ask("send 7")).startsWith("1 ");
    }

    @Test
    void sendingWaitsForASlowInterface() throws IOException {
        assertThat(sender.ask("open 239.1.1.7 5006 iface=v1")).isEqualTo("opened");
        NAMESPACES.inSender("tc qdisc add dev v1 root tbf rate 200mbit burst 100kb limit 16mb");
        try {
            assertThat(sender.ask("send 28000"))
                    .as("5 MB through a buffer of 1 MB")
                    .isEqualTo("4000 " + ALL_SENT);
        } finally {
            NAMESPACES.inSender("tc qdisc delete dev v1 root");
        }
    }

    @Test
    void whatTheInterfaceQueueDropsOfAPacedStreamIsCounted() throws IOException {
        assertThat(sender.ask("open 239.1.1.8 5007 iface=v1 burst=8")).isEqualTo("opened");
        assertThat(sender.ask("send 700")).isEqualTo("100 " + ALL_SENT);
        NAMESPACES.inSender("tc qdisc add dev v1 root pfifo limit 0");
        try {
            assertThat(sender.ask("send 700"))
                    .isEqualTo("100 {ENOBUFS=FailedSends[datagrams=100, bytes=131600]}"
                            + " KernelOffload[active=true, reason=null]");
        } finally {
            NAMESPACES.inSender("tc qdisc delete dev v1 root");
        }
    }

    /** It has a time to keep, so it cannot wait. */
    @Test
    void whatASlowInterfaceDoesNotTakeOfAPacedStreamInTimeIsCounted() throws IOException {
        assertThat(sender.ask("open 239.1.1.9 5008 iface=v1 burst=8")).isEqualTo("opened");
        NAMESPACES.inSender("tc qdisc add dev v1 root tbf rate 8mbit burst 100kb limit 16mb");
        try {
            Matcher totals = Pattern.compile("(\\d+) \\{EAGAIN=FailedSends\\[datagrams=(\\d+), .*")
                    .matcher(sender.ask("send 14000"));
            assumeTrue(totals.matches(), "io_uring");
            assertThat(Integer.parseInt(totals.group(1)) + Integer.parseInt(totals.group(2)))
                    .isEqualTo(2000);
        } finally {
            NAMESPACES.inSender("tc qdisc delete dev v1 root");
        }
    }

    @Test
    void interfaceThatCannotSegmentGetsOneDatagramPerMessage() throws IOException {
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v1 mtu 1300");
        try {
            assertThat(sender.ask("open 239.1.1.4 5003 iface=v1")).isEqualTo("opened");
            assertThat(sender.ask("send 1400"))
                    .matches(
                            "200 \\{} KernelOffload\\[active=false, reason=refused for this route: (EINVAL|EMSGSIZE)]");
            assertThat(sender.ask("send 1400")).startsWith("400 {}");
        } finally {
            TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v1 mtu 1500");
        }
    }

    @Test
    void missingRouteIsKnownBeforeAnythingIsSent() throws IOException {
        assertThat(sender.ask("route 239.1.1.5")).isEqualTo("false 239.1.1.5: no route (Network is unreachable)");
        assertThat(sender.ask("route 10.78.0.2")).isEqualTo("true 10.78.0.2: via v1 from 10.78.0.1");
        assertThat(sender.ask("open 239.1.1.5 5004")).isEqualTo("opened");
        assertThat(sender.ask("send 7")).startsWith("0 {ENETUNREACH=FailedSends[datagrams=1, bytes=1316]}");
    }

    @Test
    void groupOnTheLoopbackInterfaceNeedsNoRoute() throws IOException {
        assertThat(sender.ask("open 239.1.1.6 5005 iface=lo")).isEqualTo("opened");
        assertThat(sender.ask("send 7")).isEqualTo("1 " + ALL_SENT);
    }
}
