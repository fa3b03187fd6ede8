// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.AnnouncedServices.service;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDescriptionTest {

    private static SessionDescription describe(String name, String to, String origin) throws UnknownHostException {
        return new SessionDescription(service(1045, name, to), InetAddress.getByName(origin), 3_900_000_000L);
    }

    @Test
    void rtpHasAProfileAndAClock() throws Exception {
        assertThat(describe("France 5", "rtp://239.255.2.1:5004?ttl=4", "10.0.0.1")
                        .text())
                .isEqualTo(String.join(
                        "\r\n",
                        "v=0",
                        "o=- 263878529323916 3900000000 IN IP4 10.0.0.1",
                        "s=France 5",
                        "c=IN IP4 239.255.2.1/4",
                        "t=0 0",
                        "a=tool:dmxflux",
                        "a=type:broadcast",
                        "m=video 5004 RTP/AVP 33",
                        "a=rtpmap:33 MP2T/90000",
                        ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    udp://239.255.2.1:5004         | c=IN IP4 239.255.2.1/64          | m=video 5004 udp 33
                    rtp://239.255.2.1:5004?pt=96   | c=IN IP4 239.255.2.1/64          | a=rtpmap:96 MP2T/90000
                    udp://[ff15::3]:5006           | c=IN IP6 ff15:0:0:0:0:0:0:3      | m=video 5006 udp 33
                    udp://[ff12::3]:5006?iface=lo  | c=IN IP6 ff12:0:0:0:0:0:0:3      | m=video 5006 udp 33
                    udp://10.0.0.9@232.1.1.1:5004  | c=IN IP4 232.1.1.1/64            | a=source-filter: incl IN IP4 232.1.1.1 10.0.0.9
                    udp://10.0.0.9@239.1.1.1:5004  | c=IN IP4 239.1.1.1/64            | m=video 5004 udp 33
                    """)
    void theAddressAndTheTransportAreTheOutputs(String output, String connection, String line) throws Exception {
        assertThat(describe("one", output, "10.0.0.1").text().lines()).contains(connection, line);
    }

    /** Also in the message of SAP, the text of which it is. */
    @ParameterizedTest
    @CsvSource({
        "'one\r\nc=IN IP4 239.9.9.9', s=one c=IN IP4 239.9.9.9",
        "'\u0000\u001b[2J\u0085two', s=[2J two",
        "'\u202e\u2029', s=Service 1045",
    })
    void aNameAddsNoLine(String name, String line) throws Exception {
        SessionDescription described = describe(name, "udp://239.255.2.1:5004", "10.0.0.1");
        assertThat(described.text().split("\r\n"))
                .hasSameSizeAs(describe("one", "udp://239.255.2.1:5004", "10.0.0.1")
                        .text()
                        .split("\r\n"))
                .contains(line);
        byte[] message = SapPacket.announcement(1, described);
        String sent = new String(
                message, 8 + "application/sdp".length() + 1, described.text().getBytes(UTF_8).length, UTF_8);
        assertThat(sent).isEqualTo(described.text());
    }

    @Test
    void aGroupOfAnySenderHasNoSourceFilter() throws Exception {
        assertThat(describe("one", "udp://10.0.0.9@239.1.1.1:5004", "10.0.0.9").text())
                .doesNotContain("source-filter");
    }

    @Test
    void theSessionIsTheSameUnderAnotherNameAndAnotherWhereItIsSentElsewhere() throws Exception {
        String line = describe("one", "udp://239.1.1.1:5004", "fd00::1").originLine();
        assertThat(line).endsWith(" 3900000000 IN IP6 fd00:0:0:0:0:0:0:1\r\n");
        assertThat(describe("two", "udp://239.1.1.1:5004", "fd00::1").originLine())
                .isEqualTo(line);
        assertThat(describe("one", "udp://239.1.1.2:5004", "fd00::1").originLine())
                .isNotEqualTo(line);
        assertThat(describe("one", "udp://239.1.1.1:5006", "fd00::1").originLine())
                .isNotEqualTo(line);
        assertThat(describe("one", "udp://[ff15::1]:5004", "fd00::1").originLine())
                .isNotEqualTo(describe("one", "udp://[ff15::2]:5004", "fd00::1").originLine())
                .matches("o=- [1-9][0-9]* 3900000000 .*\\s+");
    }
}
