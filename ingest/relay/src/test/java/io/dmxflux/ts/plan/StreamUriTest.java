// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamUriTest {

    private final StreamUri uri = StreamUri.parse("dvb:0?pids=1", Set.of("dvb"));

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        udp://player:5                   , -                       , udp://10.0.0.1:5
        udp://player:5                   , udp://10.0.0.2:5        , udp://10.0.0.2:5
        udp://player:5                   , udp://10.0.0.9:5        , udp://10.0.0.1:5
        udp://[fd77::9]@player:5?iface=a , -                       , udp://[fd77::9]@[fd77:0:0:0:0:0:0:1]:5?iface=a
        udp://player@232.1.1.1:5         , -                       , udp://10.0.0.1@232.1.1.1:5
        udp://player@[ff3e::1]:5         , -                       , udp://[fd77:0:0:0:0:0:0:1]@[ff3e::1]:5
        udp://player@player:5            , -                       , udp://10.0.0.1@10.0.0.1:5
        """)
    void aNameIsWhereItWasOrElseOfTheFamilyOfTheOtherAddress(String text, String before, String shown)
            throws IOException {
        StreamUri named = StreamUri.parse(text, InputUri.SCHEMES);
        assertThat(named.names()).containsOnly("player");
        assertThat(named.shown()).isEqualTo(text);
        StreamUri then = before == null ? null : StreamUri.parse(before, InputUri.SCHEMES);
        StreamUri now = named.resolved(StreamUriTest::twoOfPlayer, then);
        assertThat(now.shown()).isEqualTo(shown);
        assertThat(now.names()).isEmpty();
        assertThat(now.text()).isEqualTo(text);
    }

    private static List<InetAddress> twoOfPlayer(String name) throws UnknownHostException {
        return List.of(
                InetAddress.getByName("10.0.0.1"), InetAddress.getByName("10.0.0.2"), InetAddress.getByName("fd77::1"));
    }

    @Test
    void aNameWithoutAnAddressOfTheFamilyIsTold() {
        StreamUri named = StreamUri.parse("udp://[fd77::9]@player:5", OutputUri.SCHEMES);
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> named.resolved(name -> List.of(InetAddress.getByName("10.0.0.1")), null))
                .withMessage("host player has no address of the family of [fd77::9]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://player:5", "udp://a.b-c.example.:5?packets=4&burst=8", "rtp://player:5?ssrc=1"})
    void anOutputIsCheckedBeforeItsNameResolves(String text) {
        assertThat(OutputUri.parse(text)).isInstanceOf(NamedOutput.class).isEqualTo(OutputUri.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        udp://play er:5         | udp://play er:5: address: play er (expected: an IPv4 address, an IPv6 address in brackets, or the name of a host)
        udp://player:5?packet=4 | udp://player:5?packet=4: no option packet (expected: one of broadcast, burst, dscp, fill, iface, maxrate, minrate, packets, shared, ttl)
        udp://player            | udp://player: no port (expected: udp://GROUP:PORT, as in udp://239.255.0.1:5004)
        udp://player:99999      | udp://player:99999: port: 99999 (expected: a number from 1 to 65535)
        """)
    void whatIsWrongBesideANameIsToldAtOnce(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputUri.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"256,256", "0256,256", "08,8", "0x100,256", "0X1fff,8191"})
    void aNumberIsDecimalUnlessItStartsWith0x(String written, long meant) {
        assertThat(uri.number("pid", written, 0, 8191)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#10", "0x", "0x-1", "1e3", "38M", "-1", "8192", "99999999999999999999"})
    void whatIsNoNumberWithinBoundsIsTold(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> uri.number("pid", written, 0, 8191))
                .withMessage("dvb:0?pids=1: pid: " + written + " (expected: a number from 0 to 8191)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in.ts",
                "/rec/in.ts",
                "rec/12:30.ts",
                "./12:30.ts",
                "../in",
                "./in",
                ".ts",
                "rec/a?b",
                "Česká 1.ts"
            })
    void whatHasNoSchemeAndIsMoreThanAWordIsAFile(String path) {
        StreamUri file = StreamUri.parse(path, InputUri.SCHEMES);
        assertThat(file.scheme()).isEqualTo("file");
        assertThat(file.place()).isEqualTo(path.replaceFirst("\\?.*", ""));
        assertThat(file.text()).isEqualTo(path);
    }

    @Test
    void aPathHasOptionsToo() {
        assertThat(StreamUri.parse("out.ts?rotate=1h,1GB&append", Set.of("file"))
                        .options())
                .containsExactly(Map.entry("rotate", "1h,1GB"), Map.entry("append", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse("in.ts?fats"))
                .withMessage("in.ts?fats: no option fats (expected: one of fast, maxrate, minrate, paced, tr101290)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "sim",
                "dvd:0",
                "c:/in.ts",
                "239.1.1.1",
                "239.1.1.1:5004",
                "12:30.ts",
                "http://host/in.ts",
                "in?a/b",
                "?x.ts"
            })
    void aWordOrWhatLooksLikeASchemeIsNoFile(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamUri.parse(text, InputUri.SCHEMES))
                .withMessageStartingWith(text
                        + ": no such kind of stream (expected: one of dvb:, file:, kafka:, log:, rtp:, sim:, udp:");
    }

    /** Our own playlists write it, and VLC reads and shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"udp://%s239.1.1.1:5004", "rtp://%s[ff15::3]:5004"})
    void anEmptySourceIsAny(String form) {
        assertThat(InputUri.parse(form.formatted("@"))).isEqualTo(InputUri.parse(form.formatted("")));
        assertThat(OutputUri.parse(form.formatted("@")).place())
                .isEqualTo(OutputUri.parse(form.formatted("")).place());
    }

    @Test
    void anEscapeThatIsNoneIsToldWithTheUri() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamUri.parse("udp://239.1.1.1:5?iface=%zz", Set.of("udp")))
                .withMessage("udp://239.1.1.1:5?iface=%zz: option iface: %zz (expected: %25 for a percent sign)");
    }
}
