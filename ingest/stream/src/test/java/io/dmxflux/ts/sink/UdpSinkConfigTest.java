// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UdpSinkConfigTest {

    @Test
    void defaultsAreThoseOfARelay() {
        UdpSinkConfig config = UdpSinkConfig.to("239.1.1.1", 5000).build();

        assertThat(config.ttl()).isEqualTo(64);
        assertThat(config.dscp()).isZero();
        assertThat(config.packetsPerDatagram()).isEqualTo(7);
        assertThat(config.batching().buffersInFlight()).isEqualTo(2);
        assertThat(config.batching().buffersAtOnce()).isEqualTo(1);
        assertThat(config.segmentationOffload()).isTrue();
        assertThat(config.rtp()).isNull();
        assertThat(config.isMulticast()).isTrue();
        assertThat(config).hasToString("udp://239.1.1.1:5000");
    }

    @Test
    void broadcastIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSinkConfig.to("255.255.255.255", 5004).build())
                .withMessageStartingWith("host: 255.255.255.255 (expected: a group or a host, or ?broadcast; ");
    }

    @Test
    void uriShowsRtpAndBrackets() {
        UdpSinkConfig config =
                UdpSinkConfig.to("[ff05::1]", 5004).rtp(RtpSession.random()).build();

        assertThat(config).hasToString("rtp://[ff05:0:0:0:0:0:0:1]:5004");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                wrong("ttl: -1 (expected: 0 to 255)", builder -> builder.ttl(-1)),
                wrong("ttl: 256 (expected: 0 to 255)", builder -> builder.ttl(256)),
                wrong("dscp: 64 (expected: 0 to 63, such as 34 for AF41)", builder -> builder.dscp(64)),
                wrong(
                        "packetsPerDatagram: 8 (expected: 1 to 7; 7 fill an Ethernet frame)",
                        b -> b.packetsPerDatagram(8)),
                wrong(
                        "packetsPerDatagram: 0 (expected: 1 to 7; 7 fill an Ethernet frame)",
                        b -> b.packetsPerDatagram(0)),
                wrong("longestFill: PT-0.001S (expected: not negative)", b -> b.longestFill(Duration.ofMillis(-1))),
                wrong("buffersInFlight: 0 (expected: 1 or more)", builder -> builder.buffersInFlight(0, 1)),
                wrong("buffersAtOnce: 0 (expected: 1 to 4)", builder -> builder.buffersInFlight(4, 0)),
                wrong("buffersAtOnce: 5 (expected: 1 to 4)", builder -> builder.buffersInFlight(4, 5)),
                wrong("sendBufferBytes: 0 (expected: 1 or more)", builder -> builder.sendBufferBytes(0)),
                wrong(
                        "source: 0:0:0:0:0:0:0:1 (expected: an address of the family of 239.1.1.1)",
                        builder -> builder.sourceAddress(
                                InetAddress.getLoopbackAddress() instanceof Inet6Address
                                        ? InetAddress.getLoopbackAddress()
                                        : ipv6Loopback())),
                wrong("pt: 128 (expected: 0 to 127; 33 for a transport stream)", b -> b.rtp(new RtpSession(128, 0))));
    }

    private static Arguments wrong(String message, UnaryOperator<UdpSinkConfig.Builder> change) {
        return Arguments.of(message, change);
    }

    private static InetAddress ipv6Loopback() {
        try {
            return InetAddress.getByName("::1");
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void valueOutOfRangeIsNamedWithWhatIsExpected(String message, UnaryOperator<UdpSinkConfig.Builder> change) {
        UdpSinkConfig.Builder builder = UdpSinkConfig.to("239.1.1.1", 5000);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(builder).build())
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "239.1.1.1 | 0 | port: 0 (expected: 1 to 65535)",
                "239.1.1.1 | 65536 | port: 65536 (expected: 1 to 65535)",
                "0.0.0.0 | 5000 | host: 0.0.0.0 (expected: a group or a host, not the wildcard)",
                "no such host | 5000 | host: no such host (expected: an address or a name that resolves)",
                "ff02::1 | 5000 | host: ff02:0:0:0:0:0:0:1 (expected: an interface with an address of link-local scope: "
                        + "%eth0 behind it)"
            })
    void destinationOutOfRangeIsNamedWithWhatIsExpected(String host, int port, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSinkConfig.to(host, port).build())
                .withMessage(message);
    }

    @Test
    void unicastNeedsATtl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSinkConfig.to("127.0.0.1", 5000).ttl(0).build())
                .withMessage("ttl: 0 (expected: 1 to 255 for a single host)");
        assertThat(UdpSinkConfig.to("239.1.1.1", 5000).ttl(0).build().ttl()).isZero();
    }

    @Test
    void interfaceNeedNotBeThere() {
        assertThat(UdpSinkConfig.to("239.1.1.1", 5000).networkInterface("eth99").build())
                .hasToString("udp://239.1.1.1:5000?iface=eth99");
    }

    @Test
    void scopeOfAnAddressIsItsInterface() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByName("lo");

        UdpSinkConfig byName = UdpSinkConfig.to("ff02::1%lo", 5000).build();
        UdpSinkConfig byNumber =
                UdpSinkConfig.to("ff02::1%" + loopback.getIndex(), 5000).build();

        assertThat(byName.networkInterface()).isEqualTo("lo");
        assertThat(byNumber.networkInterface()).isEqualTo("lo");
        assertThat(UdpSinkConfig.to("ff02::1%eth99", 5000).build().networkInterface())
                .isEqualTo("eth99");
    }

    /** The number of an interface changes when it is made again. */
    @Test
    void destinationKeepsNoScope() {
        UdpSinkConfig config =
                UdpSinkConfig.to("ff02::1%lo", 5000).networkInterface("eth99").build();

        assertThat(config.networkInterface()).isEqualTo("eth99");
        assertThat(config.destination().getAddress())
                .isInstanceOfSatisfying(
                        Inet6Address.class,
                        address -> assertThat(address.getScopeId()).isZero());
    }

    @Test
    void anotherConfigurationHasTheSameValuesButForWhatIsSet() throws Exception {
        UdpSinkConfig config = UdpSinkConfig.to("ff02::1%lo", 5000)
                .sourceAddress(ipv6Loopback())
                .ttl(3)
                .dscp(34)
                .packetsPerDatagram(4)
                .pacedBurst(9)
                .buffersInFlight(5, 3)
                .sendBufferBytes(70_000)
                .segmentationOffload(false)
                .rtp(new RtpSession(33, 7))
                .build();

        UdpSinkConfig other = config.toBuilder().shortDatagrams().build();

        assertThat(config.fullDatagrams()).isTrue();
        assertThat(other.fullDatagrams()).isFalse();
        assertThat(values(other)).isEqualTo(values(config)).doesNotContainNull();
    }

    private static List<Object> values(UdpSinkConfig config) {
        return Arrays.asList(
                config.destination(),
                config.networkInterface(),
                config.sourceAddress(),
                config.ttl(),
                config.dscp(),
                config.packetsPerDatagram(),
                config.batching(),
                config.rtp());
    }

    @Test
    void whatIsSetOnABuilderAfterwardsChangesNothingThatWasBuilt() {
        UdpSinkConfig.Builder builder = UdpSinkConfig.to("239.1.1.1", 5000).ttl(3);
        UdpSinkConfig config = builder.build();
        builder.ttl(4);
        assertThat(config.ttl()).isEqualTo(3);
    }

    @Test
    void aPacedBurstIsNoLongerThanASend() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> UdpSinkConfig.to("239.1.1.1", 5000).pacedBurst(50).build())
                .withMessage("pacedBurst: 50 (expected: 0 to 49)");
    }

    @Test
    void configurationsOfEqualValuesAreEqual() {
        UdpSinkConfig config = UdpSinkConfig.to("239.1.1.1", 5004).ttl(4).build();
        assertThat(config)
                .isEqualTo(UdpSinkConfig.to("239.1.1.1", 5004).ttl(4).build())
                .hasSameHashCodeAs(UdpSinkConfig.to("239.1.1.1", 5004).ttl(4).build())
                .isNotEqualTo(config.toBuilder().ttl(5).build())
                .isNotEqualTo(config.toBuilder().pacedBurst(8).build())
                .isNotEqualTo(config.toBuilder().shortDatagrams().build())
                .isNotEqualTo(UdpSinkConfig.to("239.1.1.1", 5006).ttl(4).build());
    }
}
