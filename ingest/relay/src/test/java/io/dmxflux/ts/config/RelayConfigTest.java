// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpOption;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.http.TlsFiles;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.IndicatorLimits;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.KindPid;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceInformation;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.StreamFilter;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.LogFormat;
import io.dmxflux.ts.tr101290.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RelayConfigTest {

    private static final String KEYS =
            "bandwidth, channels, diseqc, diseqc-repeats, every-service, fec, frequency, from, frontend, inversion,"
                    + " jess, lnb, maxrate, minrate, modulation, outputs, pilot, pls, polarization, rolloff, sec-waits,"
                    + " stream, symbolrate, system, tr101290, tune, unicable";

    private static final String INPUT = "inputs:\n  - from: 'sim:'\n    outputs:\n";

    @TempDir
    private Path directory;

    private RelayConfig read(String yaml) throws Exception {
        return RelayConfig.read(Files.writeString(directory.resolve("relay.yaml"), yaml));
    }

    @Test
    void everyKeyIsReadAndItsPlaceIsKnown() throws Exception {
        RelayConfig config = read("""
            # a comment
            inputs:
              - from: dvb:0
                outputs:
                  - to: udp://239.255.0.1:5004             # the whole multiplex
                  - to: udp://239.255.1.1:5004?ttl=4
                    service: France 5
                    service-id: 1
                    transport-stream-id: 0x10
                    pids: {120: 256, 0x82: 257}
                    drop: [subtitles, audio:deu]
                    ecm: true
              - from: udp://10.0.0.1@232.1.1.1:1234
                every-service:
                  to: udp://239.255.2.{n}:5004
                  playlist: services.m3u
                  announce: true
            """);
        OutputUri whole = OutputUri.parse("udp://239.255.0.1:5004");
        OutputUri service = OutputUri.parse("udp://239.255.1.1:5004?ttl=4");
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.of(1),
                OptionalInt.of(16),
                Map.of(120, 256, 130, 257),
                List.of(StreamFilter.parse("subtitles"), StreamFilter.parse("audio:deu")),
                true);
        RelayPlan first = new RelayPlan(
                InputUri.parse("dvb:0"),
                List.of(
                        RelayPlan.Output.whole(whole),
                        RelayPlan.Output.service(service, new ServiceSelection.ByName("France 5"), edit)),
                Optional.empty());
        RelayPlan second = new RelayPlan(
                InputUri.parse("udp://10.0.0.1@232.1.1.1:1234"),
                List.of(),
                Optional.of(new EveryService(
                        "udp://239.255.2.{n}:5004", ServiceEdit.NONE, Optional.of(Path.of("services.m3u")), true)));
        assertThat(config.plans()).containsExactly(first, second);
        String name = directory.resolve("relay.yaml").toString();
        assertThat(config.where(first.from())).isEqualTo(name + ":3");
        assertThat(config.where(whole)).isEqualTo(name + ":5");
        assertThat(config.where(service)).isEqualTo(name + ":6");
        assertThat(config.where("elsewhere")).isEqualTo(name);
    }

    @Test
    void limitsOfTr101290AreAKeyOrAnOption() throws Exception {
        List<RelayPlan> plans = read("""
            inputs:
              - from: dvb:0
                tr101290: {pid: 1s, pcr-accuracy: 2us}
                outputs: [to: udp://239.255.0.1:5004]
              - from: dvb:1?tr101290=pid:1s
                outputs: [to: udp://239.255.0.2:5004]
              - from: dvb:2
                outputs: [to: udp://239.255.0.3:5004]
            """).plans();
        assertThat(plans)
                .extracting(RelayPlan::limits)
                .containsExactly(
                        new IndicatorLimits(
                                Map.of(Limit.PID, Duration.ofSeconds(1), Limit.PCR_ACCURACY, Duration.ofNanos(2_000))),
                        new IndicatorLimits(Map.of(Limit.PID, Duration.ofSeconds(1))),
                        IndicatorLimits.STANDARD);
        assertThat(plans.get(0).tr101290().limits()).containsEntry(Limit.PID, Duration.ofSeconds(1));
    }

    @Test
    void boundsOfBitRatesAreKeysOrOptions() throws Exception {
        RelayPlan plan = read("""
            inputs:
              - from: dvb:0?minrate=4M
                outputs:
                  - to: udp://239.255.0.1:5004
                    maxrate: 60M
                    minrate: 500k
                  - to: udp://239.255.0.2:5004?maxrate=6M
                    service: 1
            """).plans().get(0);
        assertThat(plan.rate()).isEqualTo(new RateBounds(4_000_000, Long.MAX_VALUE));
        assertThat(plan.outputs())
                .extracting(RelayPlan.Output::rate)
                .containsExactly(new RateBounds(500_000, 60_000_000), new RateBounds(0, 6_000_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1045        | service 1045
        0x415       | service 1045
        '0100'      | service 100
        "France 5"  | service "France 5"
        2nd         | service "2nd"
        yes         | service "yes"
        null hour   | service "null hour"
        3.14        | service "3.14"
        true        | service "true"
        """)
    void aServiceIsTheNumberOrTheNameAsWritten(String written, String meant) throws Exception {
        RelayConfig config = read(INPUT + "      - {to: 'udp://239.255.0.1:5004', service: " + written + "}\n");
        assertThat(config.plans().get(0).outputs().get(0).service())
                .hasValueSatisfying(selection -> assertThat(selection).hasToString(meant));
    }

    @Test
    void namesNetworksEventsAndPidsByKindAreRead() throws Exception {
        RelayConfig config = read(INPUT + """
                  - to: udp://239.255.0.1:5004
                    service: 1
                    service-name: Erstes
                    provider: Wir
                    original-network-id: 0x2000
                    network-id: 0x3001
                    network-name: Kabel
                    eit: schedule
                    pids: {pmt: 32, audio:deu: 257, 0x82: 300, audio: 258}
            """);
        ServiceEdit edit = config.plans().get(0).outputs().get(0).edit();
        assertThat(edit.information())
                .isEqualTo(new ServiceInformation(
                        Optional.of("Erstes"),
                        Optional.of("Wir"),
                        OptionalInt.of(0x2000),
                        OptionalInt.of(0x3001),
                        Optional.of("Kabel"),
                        ServiceInformation.Nit.OWN,
                        ServiceInformation.Events.SCHEDULE));
        assertThat(edit.pids()).containsExactly(Map.entry(0x82, 300));
        assertThat(edit.kinds())
                .containsExactly(
                        KindPid.parse("pmt", 32), KindPid.parse("audio:deu", 257), KindPid.parse("audio", 258));
    }

    static List<Arguments> mistakes() {
        String to = "      - to: udp://239.255.0.1:5004\n";
        String one = INPUT + to;
        String every = "inputs:\n  - from: 'sim:'\n    every-service:\n";
        return List.of(
                // nothing to do
                mistake("", "1: inputs: missing (expected: inputs: and a list of them)"),
                mistake("# only words\n", "1: inputs: missing (expected: inputs: and a list of them)"),
                mistake("inputs:\n", "1: inputs: nothing (expected: a list of inputs, each with from: and outputs:)"),
                mistake("inputs: []\n", "1: inputs: missing (expected: one or more)"),
                mistake(
                        "inputs:\n  - from: 'sim:'\n",
                        "2: outputs: missing (expected: outputs: or every-service:, or both; none with http: in the file)"),
                mistake(
                        INPUT + "      []\n",
                        "2: outputs: missing (expected: outputs: or every-service:, or both; none with http: in the file)"),
                // keys
                mistake(
                        "input:\n  - from: dvb:0\n",
                        "1: input: no such key (expected: one of http, inputs, log, metrics, strict)"),
                mistake(
                        one + "        servise: 1\n",
                        "5: servise: no such key (expected: one of drop, ecm, eit, maxrate, minrate, network-id,"
                                + " network-name, nit, original-network-id, pids, provider, service, service-id,"
                                + " service-name, to, transport-stream-id)"),
                mistake("inputs:\n  - form: dvb:0\n", "2: form: no such key (expected: one of " + KEYS + ")"),
                mistake(
                        every + "      to: udp://239.255.2.{n}:5\n      service: 1\n",
                        "5: service: no such key (expected: one of announce, drop, ecm, eit, network-id, network-name,"
                                + " nit, original-network-id, pids, playlist, provider, to, transport-stream-id)"),
                // keys without an effect
                mistake(
                        every + "      playlist: tv.m3u\n      to: file:{sid}.ts\n",
                        "4: playlist: tv.m3u (expected: none, as services go to file:{sid}.ts, and a playlist lists"
                                + " what is sent to the network)"),
                mistake(
                        every + "      to: udp://10.0.0.1:{sid}\n      announce: true\n",
                        "5: announce: udp://10.0.0.1:{sid} (expected: a group, as in udp://239.255.1.{n}:5004: nothing"
                                + " else is announced by SAP)"),
                mistake(
                        "inputs:\n  - from: 'sim:'\n    tr101290: {schedule: 10s}\n    outputs:\n" + to,
                        "3: tr101290: schedule (expected: with analyze alone, as a relay does not look at event"
                                + " schedules)"),
                mistake(
                        "inputs:\n  - from: sim:?tr101290=schedule:10s\n    outputs:\n" + to,
                        "2: tr101290: schedule (expected: with analyze alone, as a relay does not look at event"
                                + " schedules)"),
                mistake(
                        one + "        service: 1\n        service: 2\n",
                        "6: service: twice (expected: once; line 5 has it already)"),
                mistake("inputs:\n  - outputs:\n" + to, "2: from: missing (expected: an input, as in dvb:0)"),
                mistake(
                        INPUT + "      - service: 1\n",
                        "4: to: missing (expected: an output, as in udp://239.255.0.1:5004)"),
                mistake(
                        every + "      announce: true\n",
                        "4: to: missing (expected: an output with {n}, {sid} or {name})"),
                // shapes
                mistake(
                        "just words\n",
                        "1: file: just words (expected: keys and values, of http, inputs, log, metrics, strict)"),
                // HTTP and messages
                mistake(
                        one + "http: {port: 1}\n",
                        "5: port: no such key (expected: one of address, cert, cors, hosts, key, public, timeshift,"
                                + " token-file)"),
                mistake(
                        one + "http: {public: true}\n",
                        "5: address: missing (expected: ADDRESS:PORT, as in 127.0.0.1:8080, or metrics: beside http:)"),
                mistake(
                        one + "http: {address: x}\n",
                        "5: address: x (expected: ADDRESS:PORT or PORT, as in 127.0.0.1:8080 or [::1]:8080)"),
                mistake(
                        one + "http: {address: 1, public: true, token-file: a}\n",
                        "5: public: with a token-file (expected: one of the two)"),
                mistake(one + "http: {address: 1, cert: a}\n", "5: cert: alone (expected: key: beside it)"),
                mistake(
                        one + "http: {address: 1, hosts: [a/b]}\n",
                        "5: hosts: a/b (expected: a name without a port, as in tv.example.org)"),
                mistake(
                        one + "http: {address: 1, cors: ['*']}\n",
                        "5: cors: * (expected: a scheme, a host and a port if it has one, as in"
                                + " https://wall.example.org)"),
                mistake(one + "log: {format: xml}\n", "5: format: xml (expected: text, json or logfmt)"),
                mistake(
                        "- inputs\n",
                        "1: file: a list (expected: keys and values, of http, inputs, log, metrics, strict)"),
                mistake(
                        "inputs: dvb:0\n",
                        "1: inputs: dvb:0 (expected: a list of inputs, each with from: and outputs:)"),
                mistake("inputs:\n  - dvb:0\n", "2: inputs: dvb:0 (expected: keys and values, of " + KEYS + ")"),
                mistake("inputs:\n  - from: [dvb:0]\n", "2: from: a list (expected: an input, as in dvb:0)"),
                mistake("inputs:\n  - from:\n", "2: from: nothing (expected: an input, as in dvb:0)"),
                mistake(
                        INPUT + "      to: udp://239.255.0.1:5004\n",
                        "4: outputs: keys and values (expected: a list, each with to:)"),
                mistake(
                        one + "        service: {id: 1}\n",
                        "5: service: keys and values (expected: a number or a name)"),
                mistake(
                        one + "        service: 1\n        drop: audio\n",
                        "6: drop: audio (expected: a list, as in [subtitles, audio:deu])"),
                mistake(
                        one + "        service: 1\n        drop:\n          - [audio]\n",
                        "7: drop: a list (expected: a list, as in [subtitles, audio:deu])"),
                mistake(
                        one + "        service: 1\n        pids: [120]\n",
                        "6: pids: a list (expected: old and new PIDs, as in {120: 256, 0x82: 257})"),
                mistake(
                        every + "      to: udp://239.255.2.{n}:5\n      playlist:\n",
                        "5: playlist: nothing (expected: a file)"),
                // values
                mistake(
                        one + "        minrate: 4 Mbit/s\n",
                        "5: minrate: 4 Mbit/s (expected: bits per second, as in 4M, 2.5M, 192k or 4000000)"),
                mistake(
                        one + "        minrate: 4M\n        maxrate: 3M\n",
                        "5: minrate: 4000000 (expected: less than maxrate, 3000000 bit/s)"),
                mistake(
                        INPUT + "      - to: udp://239.255.0.1:5004?minrate=1M\n        maxrate: 3M\n",
                        "5: maxrate: in to: as well (expected: bounds in one of the two places)"),
                mistake(
                        "inputs:\n  - from: dvb:0\n    tr101290: {pid: soon}\n    outputs:\n" + to,
                        "3: tr101290: pid: soon (expected: 1ms to 3600s, as in 40ms or 2s)"),
                mistake(
                        "inputs:\n  - from: dvb:0\n    tr101290: pid\n    outputs:\n" + to,
                        "3: tr101290: pid (expected: limits and their times, as in {pid: 1s, pcr-repetition: 40ms})"),
                mistake(
                        "inputs:\n  - from: dvb:0?tr101290=pid:1s\n    tr101290: {pts: 1s}\n    outputs:\n" + to,
                        "3: tr101290: in from: as well (expected: limits in one of the two places)"),
                mistake(
                        "inputs:\n  - from: dvb:0\n    tr101290: {shortest: 10s}\n    outputs:\n" + to,
                        "3: tr101290: nit: PT10S (expected: more than shortest, PT10S)"),
                mistake(
                        "inputs:\n  - from: dvb:0?minrate=x\n    outputs:\n" + to,
                        "2: from: dvb:0?minrate=x: minrate: x (expected: bits per second, as in 4M, 2.5M, 192k or"
                                + " 4000000)"),
                mistake(
                        "inputs:\n  - from: dvd:0\n",
                        "2: from: dvd:0: no such kind of stream (expected: one of dvb:, file:, kafka:, log:, rtp:,"
                                + " sim:, udp:)"),
                mistake(
                        INPUT + "      - to: udp://239.255.0.1:70000\n",
                        "4: to: udp://239.255.0.1:70000: port: 70000 (expected: a number from 1 to 65535)"),
                mistake(
                        INPUT + "      - to: dvb:0\n",
                        "4: to: dvb:0: no such kind of stream (expected: one of file:, kafka:, log:, rtp:, udp:)"),
                mistake(one + "        service: 0\n", "5: service: 0 (expected: 1 to 65535)"),
                mistake(
                        one + "        service: ' '\n",
                        "5: service: no name (expected: a service's number or its name)"),
                mistake(
                        one + "        service: 1\n        service-id: 65536\n",
                        "6: service-id: 65536 (expected: a number from 1 to 65535, or as 0xffff)"),
                mistake(
                        one + "        service: 1\n        service-id: one\n",
                        "6: service-id: one (expected: a number from 1 to 65535, or as 0xffff)"),
                mistake(
                        one + "        service: 1\n        transport-stream-id: -1\n",
                        "6: transport-stream-id: -1 (expected: a number from 0 to 65535, or as 0xffff)"),
                mistake(
                        one + "        service: 1\n        pids: {2: 256}\n",
                        "6: pids: 2 (expected: a number from 3 to 8190, or as 0x1ffe)"),
                mistake(
                        one + "        service: 1\n        pids:\n          100: 200\n          256: 0x1FFF\n",
                        "8: pids: 0x1FFF (expected: a number from 32 to 8190, or as 0x1ffe)"),
                mistake(
                        one + "        service: 1\n        pids: {256: 300, 0x100: 301}\n",
                        "6: pids: 0x100: twice (expected: each PID once)"),
                mistake(
                        one + "      - to: udp://239.255.0.1:5004?iface=lo\n",
                        "5: to: udp://239.255.0.1:5004?iface=lo: the place of line 4, udp://239.255.0.1:5004 (expected:"
                                + " another place, or ?shared with both)"),
                mistake(
                        one + "  - from: dvb:0\n    every-service:\n      to: udp://239.255.0.{n}:5004\n",
                        "7: to: udp://239.255.0.{n}:5004: the place of line 4, udp://239.255.0.1:5004 (expected:"
                                + " another place, or {sid} or {name} in it, or ?shared with both)"),
                mistake(
                        one + "        service: 1\n        pids: {spu: 300}\n",
                        "6: pids: spu (expected: a PID, pmt or a kind of streams, as in 0x78, video or audio:deu)"),
                mistake(
                        one + "        service: 1\n        pids: {video: 3}\n",
                        "6: pids: 3 (expected: a number from 32 to 8190, or as 0x1ffe)"),
                mistake(one + "        service: 1\n        nit: yes\n", "6: nit: yes (expected: none, own or source)"),
                mistake(
                        one + "        service: 1\n        network-id: 1\n        nit: source\n",
                        "7: nit: source (expected: own, with a network-id or network-name)"),
                mistake(
                        one + "        service: 1\n        eit: pf\n",
                        "6: eit: pf (expected: none, present-following or schedule)"),
                mistake(
                        one + "        service: 1\n        service-name: ''\n",
                        "6: service-name: \"\" (expected: a text of at most 126 bytes)"),
                mistake(
                        every + "      to: 'udp://239.255.0.{n}:5004'\n      service-name: One\n",
                        "5: service-name: no such key (expected: one of announce, drop, ecm, eit, network-id,"
                                + " network-name, nit, original-network-id, pids, playlist, provider, to,"
                                + " transport-stream-id)"),
                mistake(
                        one + "        service: 1\n        pids: {256: 300, 257: 300}\n",
                        "6: pids: {256=300, 257=300} (expected: no two PIDs mapped to the same)"),
                mistake(
                        one + "        service: 1\n        drop: [audio:german]\n",
                        "6: drop: audio:german (expected: KIND, KIND:LANGUAGE or :LANGUAGE, as in audio:deu)"),
                mistake(one + "        service: 1\n        ecm: maybe\n", "6: ecm: maybe (expected: true or false)"),
                mistake(
                        every + "      to: udp://239.255.2.1:5004\n",
                        "4: to: udp://239.255.2.1:5004: the same for all services (expected: {n}, {sid} or {name} in"
                                + " it, as in 239.255.1.{n}:5004)"),
                mistake(
                        every + "      to: udp://239.255.{n}:5004?tll=1\n",
                        "4: to: udp://239.255.1:5004?tll=1: no option tll (expected: one of broadcast, burst, dscp,"
                                + " fill, iface, maxrate, minrate, packets, shared, ttl)"),
                // what would have no effect, or a bad one
                mistake(
                        one + "        drop: [audio]\n",
                        "5: drop: for a whole multiplex (expected: service: beside it)"),
                mistake(
                        one + "      - to: rtp://239.255.0.1:5004\n",
                        "5: to: rtp://239.255.0.1:5004: the place of line 4, udp://239.255.0.1:5004 (expected: another"
                                + " place, or ?shared with both)"),
                mistake(
                        INPUT
                                + "      - to: file:a/../out.ts\n"
                                + "  - from: dvb:0\n"
                                + "    outputs:\n"
                                + "      - to: file:out.ts\n",
                        "7: to: file:out.ts: the place of line 4, file:a/../out.ts (expected: another place)"),
                mistake(
                        one + "  - from: 'sim:'\n    outputs:\n      - to: file:out.ts\n",
                        "5: from: the same as in line 2 (expected: each input once)"),
                mistake(
                        every + "      to: udp://239.255.2.{n}:5\n  - from: dvb:0\n    every-service:\n      to:"
                                + " udp://239.255.2.{n}:5\n",
                        "7: to: the same as in line 4 (expected: another place, or {sid} or {name} in it)"),
                // not the YAML that it seems
                mistake(
                        "inputs:\n  - from: sim:\n",
                        "2: not YAML: mapping values are not allowed here (expected: quotes around a value with a"
                                + " colon at its end, as in 'sim:')"),
                mistake(
                        "inputs:\n\t- from: dvb:0\n",
                        "2: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for"
                                + " indentation) (expected: keys and values)"),
                mistake(
                        "inputs:\n  - from: dvb:0\n    outputs: [\n",
                        "3: not YAML: expected the node content, but found '<stream end>' (expected: keys and values)"),
                mistake(
                        "inputs:\n  - from: 'sim:\n    outputs:\n      - to: o.ts\n",
                        "2: not YAML: found unexpected end of stream (expected: keys and values)"),
                mistake(
                        "inputs: {from: dvb:0\n",
                        "1: not YAML: expected ',' or '}', but got <stream end> (expected: keys and values)"),
                mistake(
                        "inputs:\n  - from: &in dvb:0\n    outputs:\n      - to: *in\n",
                        "4: *in: an alias (expected: the value itself)"),
                mistake(
                        "inputs:\n  - from: !in dvb:0\n    outputs:\n      - to: o.ts\n",
                        "2: !in: a tag (expected: the value without it)"),
                mistake(one + "---\n" + one, "5: ---: a second document (expected: one)"));
    }

    private static Arguments mistake(String yaml, String message) {
        return Arguments.of(yaml, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsOneLineWithFileLineAndKey(String yaml, String message) throws Exception {
        Path file = Files.writeString(directory.resolve("relay.yaml"), yaml);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayConfig.read(file))
                .withMessage(file + ":" + message);
    }

    @Test
    void theExampleOfTheReadmeIsRead() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String example = "http:" + readme.split("```yaml\nhttp:", -1)[1].split("```", 2)[0];
        assertThat(EventText.lines(
                        new ConfigEvent.Applied("relay.yaml", read(example).plans())))
                .containsExactly(
                        "relay.yaml: read again, and in force: 2 inputs, 2 outputs, and every service of 1 input");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        Path file = directory.resolve("nowhere.yaml");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayConfig.read(file))
                .withMessage(file + ": no such file (expected: a configuration in YAML)");
    }

    @Test
    void aDirectoryIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayConfig.read(directory))
                .withMessage(directory + ": cannot be read (expected: a configuration in YAML): Is a directory");
    }

    @Test
    void aFileThatIsNotTextIsTold() throws Exception {
        Path file = Files.write(directory.resolve("stream.ts"), new byte[] {0x47, (byte) 0xFF, (byte) 0xFE, 0});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayConfig.read(file))
                .withMessage(file + ": not text (expected: a configuration in YAML, in UTF-8)");
    }

    @Test
    void aFileOfControlCharactersIsTold() throws Exception {
        Path file = Files.write(directory.resolve("stream.ts"), new byte[] {0x47, 0, 1, 2});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayConfig.read(file))
                .withMessageStartingWith(file + ":1: not YAML: ")
                .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }

    @Test
    void httpHasAnAddressOrAllThatOptionsSay() throws Exception {
        String to = INPUT + "      - to: udp://239.255.0.1:5004\n";
        RelayConfig brief = read(to + "http: 8080\nmetrics: 9464\n");
        assertThat(brief.http().address(HttpKey.HTTP)).hasToString("Optional[127.0.0.1:8080]");
        assertThat(brief.http().address(HttpKey.METRICS)).hasToString("Optional[127.0.0.1:9464]");
        RelayConfig all = read(to + """
            http:
              address: 0.0.0.0:8443
              token-file: token
              cert: cert.pem
              key: key.pem
              hosts: [TV.example.org]
              cors: ['https://wall.example.org']
              timeshift: /var/lib/dmxflux?keep=8h,50GB
            log:
              format: logfmt
            """);
        assertThat(all.http())
                .isEqualTo(new HttpSettings(
                        Map.of(HttpKey.HTTP, new HttpAddress("0.0.0.0", 8443)),
                        Optional.of(Path.of("token")),
                        false,
                        Optional.of(new TlsFiles(Path.of("cert.pem"), Path.of("key.pem"))),
                        Set.of("tv.example.org"),
                        Set.of("https://wall.example.org"),
                        Optional.of(new TimeShiftSettings(
                                Path.of("/var/lib/dmxflux"), Duration.ofHours(8), 50_000_000_000L))));
        assertThat(all.log()).contains(LogFormat.LOGFMT);
        assertThat(all.where(HttpOption.TOKEN_FILE)).endsWith(":7");
    }
}
