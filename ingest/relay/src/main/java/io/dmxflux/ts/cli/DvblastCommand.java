// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.ts.plan.InputUri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dmxflux dvblast ...}: says as a URI what the options of dvblast tune to. */
@Command(
        name = "dvblast",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Print the input that dvblast has with these options: those that say which tuner it opens, and what it tunes to.",
            "Outputs are those of relay: dvblast's options for them are left out, and a line says so."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux dvblast -a 0 -f 11362500 -s 22000000 -v 18 -m psk_8 -S 1",
            "  dmxflux relay \"$(dmxflux dvblast -f 538000000)\" udp://239.255.0.1:5004"
        })
final class DvblastCommand implements Callable<Integer> {

    /** What it sends to satellites is in kHz, and less than any other frequency in Hz. */
    private static final long HIGHEST_KHZ = 30_000_000;

    private static final Map<String, DeliverySystem> SYSTEMS = Map.of(
            "DVBS", DeliverySystem.DVB_S,
            "DVBS2", DeliverySystem.DVB_S2,
            "DVBC_ANNEX_A", DeliverySystem.DVB_C_A,
            "DVBC_ANNEX_B", DeliverySystem.DVB_C_B,
            "DVBT", DeliverySystem.DVB_T,
            "DVBT2", DeliverySystem.DVB_T2,
            "ATSC", DeliverySystem.ATSC,
            "ISDBT", DeliverySystem.ISDB_T);

    private static final int HIGHEST_STREAM = 255;

    @Option(
            names = {"-a", "--adapter"},
            paramLabel = "N",
            description = "The adapter, 0.")
    private int adapter;

    @Option(
            names = {"-n", "--frontend-number"},
            paramLabel = "N",
            description = "Its frontend, 0.")
    private int frontend;

    @Option(
            names = {"-f", "--frequency"},
            paramLabel = "FREQUENCY",
            required = true,
            description = "kHz of a satellite, else Hz.")
    private long frequency;

    @Option(
            names = {"-5", "--delsys"},
            paramLabel = "SYSTEM",
            description =
                    "DVBS, DVBS2, DVBC_ANNEX_A, DVBC_ANNEX_B, DVBT, DVBT2, ATSC, ISDBT. Without it a frequency in kHz is"
                            + " DVBS, and DVBS2 with -m; one in Hz is DVBC_ANNEX_A with -s, and DVBT without.")
    private @Nullable String system;

    @Option(
            names = {"-s", "--symbol-rate"},
            paramLabel = "RATE",
            description = "Symbols a second.")
    private @Nullable Long symbolRate;

    @Option(
            names = {"-v", "--voltage"},
            paramLabel = "13|18",
            description = "13, vertical, or 18, horizontal.")
    private int voltage = 13;

    @Option(
            names = {"-b", "--bandwidth"},
            paramLabel = "MHZ",
            description = "Of a terrestrial channel, 8.")
    private @Nullable String bandwidth;

    @Option(
            names = {"-m", "--modulation"},
            paramLabel = "NAME",
            description = "psk_8, qam_256 ...")
    private @Nullable String modulation;

    @Option(
            names = {"-F", "--fec-inner"},
            paramLabel = "FEC",
            description = "0, 12, 23 ... 910, or 999, automatic.")
    private @Nullable String fec;

    @Option(
            names = {"-R", "--rolloff"},
            paramLabel = "35|25|20|0",
            description = "Of DVBS2; 0 is automatic.")
    private @Nullable String rolloff;

    @Option(
            names = {"-P", "--pilot"},
            paramLabel = "-1|0|1",
            description = "Of DVBS2; -1 is automatic.")
    private int pilot = -1;

    @Option(
            names = {"-I", "--inversion"},
            paramLabel = "-1|0|1",
            description = "-1 is automatic.")
    private int inversion = -1;

    @Option(
            names = {"-S", "--diseqc"},
            paramLabel = "1-4|A|B",
            description = "Input of a switch; 0 for none.")
    private String diseqc = "0";

    @Option(
            names = {"-k", "--uncommitted"},
            paramLabel = "1-16",
            description = "That of one before it; 0 for none.")
    private int uncommitted;

    @Option(
            names = {"-8", "--lnb-type"},
            paramLabel = "universal",
            description = "universal; others by lnb= of relay.")
    private String lnb = "universal";

    @Option(
            names = {"-9", "--dvb-plp-id"},
            paramLabel = "PLP",
            description = "Of DVBT2.")
    private @Nullable Integer plp;

    @Option(
            names = {"-1", "--multistream-id", "--multistream-id-is-id"},
            paramLabel = "ID",
            description = "Input stream of DVBS2, 1 to 255.")
    private int stream;

    @Option(names = "--multistream-id-pls-mode", paramLabel = "ROOT|GOLD", description = "Of the code; ROOT.")
    private String plsMode = "ROOT";

    @Option(names = "--multistream-id-pls-code", paramLabel = "CODE", description = "Of DVBS2.")
    private @Nullable String plsCode;

    @Option(
            names = {
                "-K",
                "--fec-lp",
                "-G",
                "--guard",
                "-H",
                "--hierarchy",
                "-X",
                "--transmission",
                "-O",
                "--lock-timeout"
            },
            paramLabel = "VALUE",
            description = "Left out: the demodulator finds them, and is tuned again each 5 s.")
    private List<String> leftOut = List.of();

    @Option(
            names = {"-u", "--budget-mode"},
            description = "Left out: all that is received comes.")
    private boolean all;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private DvblastOutputOptions outputs;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        String uri = uri();
        InputUri.parse(uri); // refuses what there is not, by its option
        spec.commandLine().getOut().println(uri);
        spec.commandLine().getOut().flush();
        if (outputs.isGiven()) {
            spec.commandLine()
                    .getErr()
                    .println("left out: outputs, their tables, and what is told: see dmxflux relay --help");
        }
        return ExitCode.DONE;
    }

    private String uri() {
        DeliverySystem to = system();
        Map<String, Object> options = new LinkedHashMap<>();
        if (frontend != 0) {
            options.put("frontend", frontend);
        }
        options.put("system", to.uriName());
        options.put("frequency", frequency + (to.isSatellite() ? "k" : ""));
        put(options, "bandwidth", bandwidth);
        if (to.isSatellite()) {
            Check.argument(voltage == 13 || voltage == 18, "-v", voltage, "13 or 18, the polarization");
            options.put("polarization", voltage == 13 ? "v" : "h");
        }
        put(options, "symbolrate", symbolRate);
        put(options, "modulation", "qam_auto".equalsIgnoreCase(modulation) ? null : modulation);
        put(options, "fec", fec());
        put(options, "inversion", onOrOff("-I", inversion));
        put(options, "stream", plp);
        if (to == DeliverySystem.DVB_S2) {
            put(options, "pilot", onOrOff("-P", pilot));
            put(options, "rolloff", "0".equals(rolloff) ? null : rolloff);
            Check.argument(
                    stream >= 0 && stream <= HIGHEST_STREAM,
                    "-1",
                    stream,
                    "an input stream, 1 to 255; its code by" + " --multistream-id-pls-code");
            put(options, "stream", stream == 0 ? null : stream);
            put(options, "pls", plsCode == null ? null : plsMode.toLowerCase(Locale.ROOT) + ":" + plsCode);
        }
        if (to.isSatellite()) {
            dish(options);
        }
        return "dvb:" + adapter + "?"
                + options.entrySet().stream().map(Object::toString).collect(Collectors.joining("&"));
    }

    private static void put(Map<String, Object> options, String option, @Nullable Object value) {
        if (value != null) {
            options.put(option, value);
        }
    }

    private DeliverySystem system() {
        if (system != null) {
            DeliverySystem known = SYSTEMS.get(system.toUpperCase(Locale.ROOT));
            Check.argument(
                    known != null,
                    "-5",
                    system,
                    String.join(", ", SYSTEMS.keySet().stream().sorted().toList()));
            return Check.given(known, "-5");
        }
        if (frequency < HIGHEST_KHZ) {
            return modulation == null ? DeliverySystem.DVB_S : DeliverySystem.DVB_S2;
        }
        return symbolRate == null ? DeliverySystem.DVB_T : DeliverySystem.DVB_C_A;
    }

    /** Of two digits, or three: 910 is 9/10. */
    private @Nullable String fec() {
        if (fec == null || fec.equals("999") || fec.equals("-1")) {
            return null;
        }
        Check.argument(fec.matches("0|[1-9]{2}|910"), "-F", fec, "0, 12, 23, 34, 35, 56, 78, 89, 910 or 999");
        return fec.equals("0") ? "none" : fec.charAt(0) + "/" + fec.substring(1);
    }

    private static @Nullable String onOrOff(String option, int value) {
        Check.argument(value >= -1 && value <= 1, option, value, "-1, 0 or 1");
        return value < 0 ? null : value == 0 ? "off" : "on";
    }

    /** Messages to switches are sent twice, as dvblast does; bands that no universal LNB receives have the LNB that it takes. */
    private void dish(Map<String, Object> options) {
        Check.argument(lnb.equals("universal"), "-8", lnb, "universal; others by the option lnb= of relay");
        put(options, "lnb", band());
        if (diseqc.equals("0")) {
            Check.argument(uncommitted == 0, "-k", uncommitted, "-S 1 to 4 with it: without, dvblast sends neither");
            return;
        }
        Check.argument(diseqc.matches("[1-4AaBb]"), "-S", diseqc, "0 to 4, A or B");
        boolean burst = !diseqc.matches("[1-4]");
        boolean both = uncommitted != 0 && !burst;
        options.put("diseqc", (both ? "u" + uncommitted + "/" : "") + diseqc.toUpperCase(Locale.ROOT));
        put(options, "diseqc-repeats", burst ? null : 1);
    }

    private @Nullable String band() {
        long megahertz = frequency / 1_000;
        if (megahertz >= 2_500 && megahertz <= 2_700) {
            return "3650";
        }
        if (megahertz >= 3_400 && megahertz <= 4_200) {
            return "c-band";
        }
        return megahertz >= 4_500 && megahertz <= 4_800 ? "5950" : null;
    }
}
