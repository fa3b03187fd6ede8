// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import io.dmxflux.ts.state.Condition;
import io.dmxflux.ts.state.Indication;
import io.dmxflux.ts.state.InputState;
import io.dmxflux.ts.state.OutputState;
import io.dmxflux.ts.state.RelayState;
import io.dmxflux.ts.state.ServiceState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * States of a head end that is not there: of any size, well or with five things broken, and moving.
 *
 * <p><b>Threading:</b> immutable.
 */
record BenchState(int services, boolean broken, Instant begin, String prefix) {

    private static final int SERVICES_OF_INPUT = 8;
    private static final List<String> NAMES = List.of(
            "Das Erste HD",
            "arte HD",
            "SWR Fernsehen HD",
            "ZDF HD",
            "3sat HD",
            "KiKA HD",
            "Deutschlandfunk",
            "BR-Klassik");
    private static final List<String> TITLES = List.of(
            "Tagesschau",
            "Die Reise der Pinguine",
            "Landesschau",
            "heute-journal",
            "Kulturzeit",
            "Logo!",
            "Nachrichten",
            "Konzert");

    BenchState(int services, boolean broken, Instant begin) {
        this(services, broken, begin, "");
    }

    /** The document at a second after the begin. */
    RelayState at(long second) {
        Map<String, InputState> inputs = new LinkedHashMap<>();
        Map<String, ServiceState> all = new LinkedHashMap<>();
        Map<String, OutputState> outputs = new LinkedHashMap<>();
        int count = (services + SERVICES_OF_INPUT - 1) / SERVICES_OF_INPUT;
        for (int input = 0; input < count; input++) {
            inputs.put("dvb-" + input, input(input, count, second));
        }
        for (int number = 0; number < services; number++) {
            all.put(id(number), service(number, second));
            outputs.put("dvb-" + number / SERVICES_OF_INPUT + "/" + number % SERVICES_OF_INPUT, output(number, second));
        }
        long bitrate = inputs.values().stream().mapToLong(InputState::bitrate).sum();
        RelayState.Summary summary = broken
                ? new RelayState.Summary(Condition.FAULT, badSummary(count), services, bitrate)
                : new RelayState.Summary(Condition.OK, "all on air", services, bitrate);
        return new RelayState(
                1,
                begin.plusSeconds(second),
                "head-1",
                "0.1.0-SNAPSHOT",
                begin.minus(Duration.ofHours(339)),
                summary,
                inputs,
                all,
                outputs);
    }

    private String badSummary(int inputs) {
        int off = (services > 2 ? 1 : 0)
                + (isSilent(inputs - 1, inputs) ? services - (inputs - 1) * SERVICES_OF_INPUT : 0);
        return off == 0
                ? "losses at 1 input"
                : off + " of " + services + (off == 1 ? " services is" : " services are") + " not on air";
    }

    static String id(int number) {
        return "dvb-" + number / SERVICES_OF_INPUT + "-" + (28106 + number);
    }

    private boolean isSilent(int input, int inputs) {
        return broken && inputs > 2 && input == inputs - 1;
    }

    private long wave(long base, int seed, long second) {
        double part = 0.08 * Math.sin((second + seed * 17) / 9.0) + 0.05 * Math.sin((second * 7 + seed * 31) / 13.0);
        return Math.round(base * (1 + part));
    }

    private InputState input(int input, int inputs, long second) {
        boolean losing = broken && input == 0;
        boolean silent = isSilent(input, inputs);
        Condition condition = silent ? Condition.SILENT : losing ? Condition.ATTENTION : Condition.OK;
        String reason = silent
                ? "nothing for 252.0 s"
                : losing
                        ? "lost by signal: at least " + (12 + second / 3) + " packets missing (continuity_counter)"
                        : null;
        int filled = (int) (second + input) % 3;
        int lent = silent ? 0 : 2 + (int) (second * 3 + input) % 3;
        Map<String, Integer> holders = lent == 0 ? Map.of() : Map.of("239.1.1.1:5004", lent - 1, "split", 1);
        long packets = silent ? 81_000_000 : 98_274_913 + second * 25_000;
        return new InputState(
                "dvb:" + input,
                input,
                condition,
                reason,
                begin.minusSeconds(silent ? 252 : losing ? 61 : 1_220_400),
                silent || losing ? "check the signal" : null,
                silent ? 0 : wave(38_000_000, 0, 0),
                packets,
                0,
                new InputState.Buffers(12, 64_484, 12 - filled - lent, silent ? 0 : filled, lent, holders),
                signal(input, second, losing, silent),
                input == 0 ? null : kept(second),
                new InputState.Missing(
                        losing
                                ? new InputState.Amount(12 + second / 3, InputState.Certainty.AT_LEAST, 5, 0)
                                : new InputState.Amount(0, InputState.Certainty.EXACT, 0, 0),
                        new InputState.Amount(0, InputState.Certainty.EXACT, 0, 0)),
                new InputState.Accounts(packets, packets - 1_203_400, 1_000_000, 203_300, 0, 0, 0, 100),
                indicators(losing || silent, silent));
    }

    private InputState.Kept kept(long second) {
        return new InputState.Kept(
                begin.minus(Duration.ofHours(4)), begin.plusSeconds(second), 68_000_000_000L, 38_000_000L, 1, 2, 0, 0);
    }

    /** The first input is not tuned here, of the others one has no lock where it is silent. */
    private InputState.@Nullable Signal signal(int input, long second, boolean losing, boolean silent) {
        if (input == 0 && !losing) {
            return null;
        }
        double cnr = Math.round(10 * ((losing ? 14 : 31) + Math.sin(second / 20.0))) / 10.0;
        return new InputState.Signal(
                "dvb-t2 " + (538 + 8 * input) + " MHz",
                silent ? "reacquiring" : "lock",
                begin.minusSeconds(silent ? 252 : 1_220_400),
                silent ? null : Math.round(10 * (-47.3 + 0.6 * Math.cos(second / 15.0))) / 10.0,
                silent ? null : cnr,
                silent ? null : losing ? 2.1e-3 : 4.0e-6,
                silent ? null : losing ? 1.3e-5 : 0.0,
                losing ? 12 : 0,
                silent ? 3 : 0,
                silent ? 252.4 : 0);
    }

    private Map<String, Indication> indicators(boolean raised, boolean silent) {
        Map<String, Indication> all = new LinkedHashMap<>();
        String[][] names = {
            {"1.1", "TS_sync_loss"},
            {"1.2", "Sync_byte_error"},
            {"1.3.a", "PAT_error_2"},
            {"1.4", "Continuity_count_error"},
            {"1.5.a", "PMT_error_2"},
            {"1.6", "PID_error"},
            {"2.1", "Transport_error"},
            {"2.2", "CRC_error"},
            {"2.3.a", "PCR_repetition_error"},
            {"2.4", "PCR_accuracy_error"},
            {"2.5", "PTS_error"},
            {"2.6", "CAT_error"},
            {"3.1.a", "NIT_actual_error"},
            {"3.5.a", "SDT_actual_error"},
            {"3.6.a", "EIT_actual_error"},
            {"3.8", "TDT_error"}
        };
        for (String[] each : names) {
            boolean bad = raised && (each[0].equals(silent ? "1.1" : "1.4") || !silent && each[0].equals("2.4"));
            boolean unknown = each[0].equals("2.6");
            all.put(
                    each[0],
                    new Indication(
                            each[1],
                            each[0].charAt(0) - '0',
                            bad ? Indication.Light.RAISED : unknown ? Indication.Light.UNKNOWN : Indication.Light.OK,
                            bad ? 17 : 0,
                            bad ? begin.minusSeconds(61) : null,
                            bad && !silent ? List.of(5101) : List.of(),
                            bad
                                    ? "TR 101 290 " + each[0] + " " + each[1]
                                            + (silent ? "" : ", PID 5101 (service 28106)") + ": raised"
                                    : unknown ? "no stream is scrambled, so no CAT is needed" : null));
        }
        return all;
    }

    private ServiceState service(int number, long second) {
        int place = number % NAMES.size();
        int input = number / SERVICES_OF_INPUT;
        boolean radio = place >= 6;
        boolean away = broken && number == 2;
        boolean crypted = broken && number == 4;
        boolean raised = broken && number == 0;
        boolean silent = isSilent(input, (services + SERVICES_OF_INPUT - 1) / SERVICES_OF_INPUT);
        Condition condition = away || silent ? Condition.FAULT : crypted || raised ? Condition.ATTENTION : Condition.OK;
        String reason = silent
                ? "nothing arrives at dvb:" + input
                : away
                        ? "black: nothing comes of PID 5" + place + "01 (video), which its PMT has"
                        : crypted
                                ? "scrambled: PID 5401 (video), PID 5402 (audio)"
                                : raised
                                        ? "TR 101 290 1.4 Continuity_count_error, PID 5101 (service 28106): raised"
                                        : null;
        String advice = silent
                ? "check the signal"
                : away
                        ? "check its encoder or multiplexer"
                        : crypted
                                ? "it is sent as it comes; check the CAM, the card or the subscription"
                                : raised ? "check the signal" : null;
        Map<String, ServiceState.Stream> streams =
                streams(place, radio, away || silent, number, second, raised, crypted);
        long bitrate = streams.values().stream()
                .mapToLong(stream -> stream.bitrate() == null ? 0 : stream.bitrate())
                .sum();
        Instant start = Instant.ofEpochSecond(begin.getEpochSecond() / 1800 * 1800 - (number % 3) * 600L);
        return new ServiceState(
                "dvb-" + input,
                28106 + number,
                number % SERVICES_OF_INPUT,
                prefix + NAMES.get(place) + (services > 8 && number >= 8 ? " " + (number / 8 + 1) : ""),
                radio ? "DLR" : "ARD",
                radio ? ServiceState.Type.RADIO : ServiceState.Type.TELEVISION,
                number + 1,
                crypted,
                condition,
                reason,
                begin.minusSeconds(away ? 422 : silent ? 252 : 61),
                advice,
                bitrate,
                5000 + place * 100,
                5001 + place * 100,
                streams,
                programme(place, start),
                programme((place + 3) % 8, start.plusSeconds(1800)),
                raised ? Map.of("1.4", indicators(true, false).get("1.4")) : Map.of(),
                List.of(
                        raised || silent ? Indication.Light.RAISED : Indication.Light.OK,
                        broken && number == 5 ? Indication.Light.RAISED : Indication.Light.OK,
                        Indication.Light.OK),
                List.of("dvb-" + input + "/" + number % SERVICES_OF_INPUT),
                new ServiceState.Viewers(number == 1 ? 2 : 0, number == 1 ? 1 : 0),
                place == 3
                        ? new ServiceState.Browser(false, "the picture is HEVC, the sound AC-3")
                        : new ServiceState.Browser(true, null));
    }

    private static ServiceState.Programme programme(int title, Instant start) {
        return new ServiceState.Programme(
                TITLES.get(title), title % 2 == 0 ? "Mit Wetter" : null, start, start.plusSeconds(1800));
    }

    private Map<String, ServiceState.Stream> streams(
            int place, boolean radio, boolean away, int number, long second, boolean losing, boolean crypted) {
        Map<String, ServiceState.Stream> all = new LinkedHashMap<>();
        int pid = 5001 + place * 100;
        String language = place == 1 ? "fra" : "deu";
        if (!radio) {
            boolean hevc = place == 3;
            all.put(
                    String.valueOf(pid),
                    stream(
                            "video",
                            hevc ? "HEVC" : "H.264",
                            (hevc ? "HEVC Main 10 1920x1080 50p" : "H.264 High 1280x720 50p"),
                            null,
                            away ? 0 : wave(4_400_000, number, second),
                            losing ? 5 : 0,
                            crypted));
        }
        all.put(
                String.valueOf(pid + 1),
                stream("audio", "MP2", "MP2 192 kbit/s", language, away ? 0 : 192_000L, 0, crypted));
        if (place % 2 == 0 && !radio) {
            all.put(
                    String.valueOf(pid + 2),
                    stream("audio", "AC-3", "AC-3 448 kbit/s", language, away ? 0 : 448_000L, 0, crypted));
            all.put(
                    String.valueOf(pid + 3),
                    stream("teletext", null, "teletext", language, away ? 0 : 68_000L, 0, false));
        }
        return all;
    }

    private static ServiceState.Stream stream(
            String kind,
            @Nullable String codec,
            String name,
            @Nullable String language,
            long bitrate,
            long errors,
            boolean scrambled) {
        return new ServiceState.Stream(kind, codec, name, language, bitrate, errors, scrambled);
    }

    private OutputState output(int number, long second) {
        int input = number / SERVICES_OF_INPUT;
        boolean refused = broken && number == 1;
        boolean silent = isSilent(input, (services + SERVICES_OF_INPUT - 1) / SERVICES_OF_INPUT);
        long sent = 4_120_000 + second * 3100;
        return new OutputState(
                "dvb-" + input,
                "udp://239.1." + input + "." + (number % SERVICES_OF_INPUT + 1) + ":5004",
                id(number),
                number % SERVICES_OF_INPUT,
                refused ? Condition.ATTENTION : silent ? Condition.FAULT : Condition.OK,
                refused
                        ? "lost by socket: " + (903 + second) + " packets refused (ENETUNREACH)"
                        : silent ? "nothing leaves, as nothing arrives at dvb:" + input : null,
                begin.minusSeconds(refused ? 190 : 252),
                refused ? "sending goes on when the network takes them" : null,
                silent ? 0 : wave(4_900_000, number, second),
                new OutputState.Accounts(
                        sent, 4100, sent + 4100 - (refused ? 903 + second : 0), 0, refused ? 903 + second : 0, 0, 0, 0),
                silent ? null : new OutputState.Lateness(0.0002, 0.0004 + 0.0001 * (number % 5), 0.002));
    }
}
