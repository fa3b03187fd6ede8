// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogUriTest {

    private static final Instant NOW = Instant.parse("2026-11-25T20:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "-1h, 2026-11-25T19:00:00Z",
        "-90s, 2026-11-25T19:58:30Z",
        "-30m, 2026-11-25T19:30:00Z",
        "-2d, 2026-11-23T20:00:00Z",
        "2026-11-25T20:15:00+01:00, 2026-11-25T19:15:00Z",
        "2026-11-25T20:15:00%2B01:00, 2026-11-25T19:15:00Z",
        "2026-11-25T19:15:00Z, 2026-11-25T19:15:00Z"
    })
    void aMomentIsBeforeNowOrOfTheCalendar(String text, Instant expected) {
        LogInput input = (LogInput) InputUri.parse("log:hd@/var/log/dmxflux?at=" + text);
        assertThat(input.at().map(at -> at.at(NOW))).contains(expected);
        assertThat(input.isFinite()).isFalse();
    }

    @Test
    void whatIsNotSaidIsLiveAtItsSpeedAndWithoutAnEnd() {
        LogPlaceUri place = new LogFolderUri("hd", Path.of("/var/log/dmxflux"), LogSync.SEGMENTS);
        LogInput live = new LogInput(place, Optional.empty(), OptionalLong.empty(), Optional.empty(), false, 1);
        assertThat(InputUri.parse("log:hd@/var/log/dmxflux"))
                .isEqualTo(live)
                .extracting(InputUri::name)
                .isEqualTo(place.toString());
        assertThat(InputUri.parse("log:hd@/var/log/dmxflux?at=live&speed=1")).isEqualTo(live);
        assertThat(InputUri.parse("log:hd@/var/log/dmxflux?at=-2h&until=-1h").isFinite())
                .isTrue();
    }

    @Test
    void optionsOfAnOutput() {
        assertThat(OutputUri.parse("log:hd@logs?keep=7d&keep-bytes=500GB&sync=1s"))
                .isEqualTo(new LogOutput(
                        new LogFolderUri("hd", Path.of("logs"), LogSync.parse("1s")),
                        new LogRetention(Duration.ofDays(7), 500_000_000_000L)))
                .hasToString("log:hd@logs");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        log:hd                      | no stream of a log (expected: log:NAME@DIRECTORY, as in log:hd@/var/log/dmxflux)
        log:@logs                   | no stream of a log (expected: log:NAME@DIRECTORY, as in log:hd@/var/log/dmxflux)
        log:h d@logs                | stream: h d (expected: letters, digits, dots, dashes and underscores, up to 100)
        log:hd@logs?at=now          | at: now (expected: -30m, with s, m, h or d, 2026-11-25T20:15:00+01:00, or live)
        log:hd@logs?at=-1h&until=now | until: now (expected: -30m, with s, m, h or d, 2026-11-25T20:15:00+01:00, or end)
        log:hd@logs?until=end       | live, and until or speed (expected: ?at= with them)
        log:hd@logs?at=-1h&until=-2h| until: -2h (expected: a time later than at, which is -1h)
        log:hd@logs?at=-1h&speed=0  | speed: 0 (expected: a number above 0, up to 1000, as 1 or 0.5)
        log:hd@logs?keep=7d         | no option keep (expected: one of at, maxrate, minrate, speed, tr101290, until)
        """)
    void mistakesOfAnInputAreOneLine(String uri, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse(uri))
                .withMessage(uri + ": " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        log:hd@logs?at=-1h         | no option at (expected: one of keep, keep-bytes, maxrate, minrate, sync)
        log:hd@logs?keep=1GB       | keep: 1GB (expected: a time in s, m, h or d, as 7d)
        log:hd@logs?keep-bytes=1h  | keep-bytes: 1h (expected: a size in MB, GB or TB, as 500GB)
        log:hd@logs?sync=never     | sync: never (expected: segments, each, or a time in ms or s between forced writes, as 1s)
        log:hd@logs?sync=0s        | sync: 0s (expected: segments, each, or a time in ms or s between forced writes, as 1s)
        """)
    void mistakesOfAnOutputAreOneLine(String uri, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputUri.parse(uri))
                .withMessage(uri + ": " + expected);
    }

    @Test
    void aClusterIsNamedByItsBrokersAndPropertiesByTheirFile() {
        String uri = "kafka://10.0.0.1:9092,[::1]:9092/hd";
        assertThat(OutputUri.parse(uri + "?keep=7d&replicas=5&properties=client.properties&standby=hot"))
                .isEqualTo(new LogOutput(
                        new LogClusterUri(
                                "hd",
                                "10.0.0.1:9092,[::1]:9092",
                                Optional.of(Path.of("client.properties")),
                                5,
                                Optional.of(LogClusterUri.Standby.HOT)),
                        new LogRetention(Duration.ofDays(7), 0)))
                .hasToString(uri);
        InputUri input = InputUri.parse(uri + "?at=-1h&until=end&properties=client.properties");
        assertThat(input.name()).isEqualTo(uri + "?at=-1h&until=end");
        assertThat(input.isFinite()).isTrue();
        assertThat(input.isOfLog()).isTrue();
    }

    @Test
    void aServiceInSlotsOfALogIsCutSoAndOfNothingElse() {
        OutputUri output = OutputUri.parse("rtp://239.1.1.1:5004?every=8");
        assertThat(output.cutOfService().logShare()).isEqualTo(8);
        assertThat(output.cutOfMultiplex().isCutAsLog()).isTrue();
        InputUri log = InputUri.parse("log:hd@/logs?at=-1h");
        output.refuseUnfit(log, true);
        assertThatThrownBy(() -> output.refuseUnfit(log, false))
                .hasMessage("rtp://239.1.1.1:5004: every: 8, and the whole is sent (expected: ?every= with a service)");
        for (String other : List.of("dvb:0", "log:hd@/logs?at=-1h&speed=2")) {
            assertThatThrownBy(() -> output.refuseUnfit(InputUri.parse(other), true))
                    .hasMessageStartingWith("rtp://239.1.1.1:5004: every: 8, and the input is ")
                    .hasMessageEndingWith(" (expected: a log, without ?speed=)");
        }
        assertThatThrownBy(() -> OutputUri.parse("rtp://239.1.1.1:5004?every=8&packets=6"))
                .hasMessageContaining("every, and packets: 6 (expected: 7 packets with it, as in a log)");
        assertThat(OutputUri.parse("rtp://239.1.1.1:5004?every=8&packets=07")
                        .cutOfService()
                        .logShare())
                .isEqualTo(8);
        assertThatThrownBy(() -> OutputUri.parse("udp://239.1.1.1:5004?every=8"))
                .hasMessageContaining("no option every");
    }

    @ParameterizedTest
    @CsvSource({
        "log:hd@/logs, log:hd@/logs/, true",
        "log:hd@/logs, log:sd@/logs, false",
        "'kafka://a:9092,b:9092/hd', kafka://b:9092/hd, true",
        "'kafka://a:9092,b:9092/hd', kafka://b:9092/sd, false",
        "kafka://a:9092/hd, kafka://b:9092/hd, false",
        "kafka://a:9092/hd, log:hd@/logs, false"
    })
    void aStreamIsNotWrittenWhereItIsReadOrTwice(String one, String other, boolean isSame) {
        OutputUri output = OutputUri.parse(one);
        assertThat(output.meets(OutputUri.parse(other))).isEqualTo(isSame);
        assertThat(catchThrowable(() -> output.refuseIfInput(InputUri.parse(other))) != null)
                .isEqualTo(isSame);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        kafka://a:9092             | no stream of a log (expected: kafka://HOST:PORT[,HOST:PORT...]/NAME, as in kafka://10.0.0.1:9092/hd)
        kafka://a:9092/hd/2        | no stream of a log (expected: kafka://HOST:PORT[,HOST:PORT...]/NAME, as in kafka://10.0.0.1:9092/hd)
        kafka://a,b:9092/hd        | no broker: a (expected: kafka://HOST:PORT[,HOST:PORT...]/NAME, as in kafka://10.0.0.1:9092/hd)
        kafka://a:b@c:9092/hd      | port: b@c:9092 (expected: a number from 1 to 65535)
        kafka://a:99999/hd         | port: 99999 (expected: a number from 1 to 65535)
        kafka://a:9092/h d         | stream: h d (expected: letters, digits, dots, dashes and underscores, up to 100)
        kafka://a:9092/hd?sync=1s  | no option sync (expected: one of keep, keep-bytes, maxrate, minrate, properties, replicas, standby)
        kafka://a:9092/hd?standby=warm | standby: warm (expected: hot, which keeps ready what comes, or cold, which does not)
        kafka://a:9092/hd?replicas=0  | replicas: 0 (expected: a number from 1 to 15)
        kafka://a:9092/hd?properties= | properties: no file (expected: properties of Kafka's client, as in properties=client.properties)
        """)
    void mistakesOfAClusterAreOneLine(String uri, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputUri.parse(uri))
                .withMessage(uri + ": " + expected);
    }

    @Test
    void thoseOfTheReadmeAreUnderstood() throws IOException {
        Matcher uris = Pattern.compile("^java .* (relay|record) (dvb:0 )?'(kafka://[^']*)'", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("README.md")));
        int found = 0;
        while (uris.find()) {
            String uri = uris.group(3);
            assertThat(uris.group(2) == null ? InputUri.parse(uri) : OutputUri.parse(uri))
                    .as(uri)
                    .isNotNull();
            found++;
        }
        assertThat(found).isEqualTo(3);
    }
}
