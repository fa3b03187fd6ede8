// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.channel.Channel;
import io.dmxflux.ts.channel.ChannelFile;
import io.dmxflux.ts.plan.FileProblem;
import io.dmxflux.ts.plan.Receiver;
import io.dmxflux.ts.plan.ReceiverUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.scan.Raster;
import io.dmxflux.ts.scan.Scan;
import io.dmxflux.ts.scan.ScanEvent;
import io.dmxflux.ts.scan.ScanWaits;
import io.dmxflux.ts.scan.ScannedMultiplex;
import io.dmxflux.ts.scan.TriedCarrier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reactor.core.scheduler.Schedulers;

/** {@code dmxflux scan INPUT}: finds what a tuner can receive. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = {
            "Find the channels that the tuner INPUT receives, and print them as a channel file of libdvbv5.",
            "Carriers that the networks name are tried as well. Each multiplex is printed when it is found, so that Ctrl-C"
                    + " loses none; with --output, --resume goes on behind it. Exit code 1 if nothing is found, 130 if a"
                    + " signal ended it before it was through."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux scan dvb:0 --terrestrial DE > channels.conf",
            "  dmxflux scan dvb:0 --cable DE --timeout 2 --output channels.conf --resume",
            "  dmxflux scan > channels.conf \\",
            "    'dvb:0?system=dvb-s2&frequency=11362M&polarization=h&symbolrate=22M'",
            "  dmxflux scan 'dvb:0?diseqc=2' --from hotbird.conf --relay-config > relay.yaml"
        })
final class ScanCommand implements Callable<Integer> {

    private static final int MOST_REFUSED = 8;

    @Parameters(
            paramLabel = "INPUT",
            description =
                    "dvb:A[/D][?frontend=], with the options of a dish (lnb=, diseqc= ...), or of a carrier to begin"
                            + " with; or sim: for simulated networks.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String input;

    @ArgGroup
    private @Nullable Start start;

    /** Where to begin. */
    private static final class Start {

        @Option(
                names = "--terrestrial",
                paramLabel = "COUNTRY",
                description = "Try the channels of a country: DVB-T2 and DVB-T, ATSC or ISDB-T. Two letters, as in DE.")
        private @Nullable String terrestrial;

        @Option(
                names = "--cable",
                paramLabel = "COUNTRY",
                description = "Try the channels of the country's cables: DVB-C, or ClearQAM in America.")
        private @Nullable String cable;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description =
                        "Try the carriers of a file of libdvbv5 or VDR: one transponder of a satellite leads to the"
                                + " others.")
        private @Nullable Path from;
    }

    @Option(
            names = "--timeout",
            paramLabel = "TIMES",
            defaultValue = "1",
            description =
                    "Wait so many times as long for locks and tables, 1 to 20, where a tuner or a network is slow.")
    private int timeout;

    @Option(
            names = "--parse-other-nit",
            description =
                    "Try the carriers of other networks as well, of which many cables and satellites tell; 12 s for each"
                            + " multiplex.")
    private boolean otherNetworks;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write FILE instead of standard output; FILE.scan is beside it until the scan is complete.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            description = "Go on where the same scan with the same --output was interrupted; begin if none was.")
    private boolean resume;

    @ArgGroup
    private @Nullable Print print;

    /** In which format. */
    private static final class Print {

        @Option(names = "--m3u", description = "Print a playlist for VLC with the same tuner instead.")
        private boolean m3u;

        @Option(names = "--json", description = "Print a JSON object a line instead.")
        private boolean json;

        @Option(names = "--relay-config", description = "Print a configuration for dmxflux relay instead.")
        private boolean relayConfig;

        private String name() {
            return m3u ? "m3u" : json ? "json" : "relay-config";
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private final ScanProgress progress = new ScanProgress();
    private Function<ScannedMultiplex, String> format = ScanFormat.DVBV5::of;
    private @Nullable ScanFile file;

    @Override
    public Integer call() throws IOException {
        ReceiverUri uri = ReceiverUri.parse(input);
        ScanWaits waits = ScanWaits.USUAL.times(timeout);
        List<Tuning> candidates = candidates(uri);
        Check.argument(!resume || output != null, "--resume", "alone", "--output FILE, which it goes on with");
        try (Interruption interruption = new Interruption()) {
            scan(uri, candidates, waits, interruption);
            tell(progress.sum());
            if (interruption.came()) {
                tell("interrupted: "
                        + (file == null
                                ? "with --output FILE, --resume could go on"
                                : "the same with --resume goes on"));
                return ExitCode.INTERRUPTED;
            }
        }
        return progress.hasFound() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void scan(ReceiverUri uri, List<Tuning> candidates, ScanWaits waits, Interruption interruption)
            throws IOException {
        try (Receiver receiver = uri.open();
                ScanFile opened = output == null ? null : ScanFile.open(output, asked(), resume)) {
            file = opened;
            ScanNotes.Past past = opened == null ? ScanNotes.Past.NONE : opened.past();
            begin(uri, past);
            Scan own = Scan.with(receiver.frontend(), receiver.demux());
            (otherNetworks ? own.withOtherNetworks() : own)
                    .events(candidates, waits, past.carriers())
                    .transform(interruption::ends)
                    .publishOn(Schedulers.boundedElastic(), 1) // what is printed may block
                    .doOnNext(this::happened)
                    .blockLast();
            if (opened != null && !interruption.came()) {
                opened.done();
            }
        }
    }

    /** What makes two scans the same one, in the words of the user. */
    private String asked() {
        Start from = start == null ? new Start() : start;
        String begin = from.terrestrial != null
                ? " --terrestrial " + from.terrestrial
                : from.cable != null ? " --cable " + from.cable : from.from != null ? " --from " + from.from : "";
        String others = otherNetworks ? " --parse-other-nit" : "";
        return HarmlessText.escaped(input + begin + others) + ", " + (print == null ? "dvbv5" : print.name());
    }

    private List<Tuning> candidates(ReceiverUri uri) throws IOException {
        Check.argument(
                start == null || uri.start().isEmpty(),
                input,
                "a carrier, and where to begin",
                "one of the two: without system= and frequency=, or without --terrestrial, --cable and --from");
        if (start == null) {
            return List.of(uri.start()
                    .orElseThrow(() -> new IllegalArgumentException(input
                            + ": where to begin (expected: --terrestrial COUNTRY, --cable COUNTRY, --from FILE, or a"
                            + " carrier, as in dvb:0?system=dvb-s2&frequency=11362M&polarization=h&symbolrate=22M)")));
        }
        if (start.terrestrial != null) {
            return Raster.terrestrial(start.terrestrial);
        }
        return start.cable != null ? Raster.cable(start.cable) : ofFile(Check.given(start.from, "--from"), uri);
    }

    private List<Tuning> ofFile(Path from, ReceiverUri uri) {
        ChannelFile file = channels(from, uri);
        file.refused().stream().limit(MOST_REFUSED).forEach(entry -> tell("left out: " + entry.reason()));
        int more = file.refused().size() - MOST_REFUSED;
        if (more > 0) {
            tell("left out: " + more + " more of " + file.name());
        }
        List<Tuning> tunings = file.channels().stream().map(Channel::tuning).toList();
        Check.argument(!tunings.isEmpty(), "--from", file.name(), "a file with a carrier");
        return tunings;
    }

    private static ChannelFile channels(Path from, ReceiverUri uri) {
        try {
            return ChannelFile.read(from, uri.dish());
        } catch (IOException e) {
            throw new IllegalArgumentException("--from: " + from + ": " + FileProblem.ofReading(e)
                    + " (expected: a file of channels of libdvbv5 or VDR)");
        }
    }

    /** Chooses the format, and prints what stands before the first multiplex. */
    private void begin(ReceiverUri uri, ScanNotes.Past past) {
        String head = "";
        if (print != null && print.relayConfig) {
            format = new ScannedConfig(uri.name(), uri.frontend(), past.multiplexes())::input;
            head = ScannedConfig.HEAD;
        } else if (print != null) {
            ScanFormat chosen = print.m3u ? ScanFormat.M3U : ScanFormat.JSON;
            format = chosen::of;
            head = chosen.head();
        }
        if (past.carriers().isEmpty()) {
            print(head);
        } else {
            progress.hadFound(past.multiplexes());
            tell("goes on behind " + past.carriers().size() + " carriers with " + past.multiplexes() + " multiplexes");
        }
    }

    private void happened(ScanEvent event) {
        String line = progress.line(event);
        if (!line.isEmpty() && !ScanProgress.isPassing(event)) {
            tell(line);
        } else if (!line.isEmpty() && Terminal.canOverwrite()) {
            overwrite(line);
        }
        if (event instanceof ScanEvent.Found found) {
            print(format.apply(found.multiplex()));
        }
        if (file != null) {
            TriedCarrier.of(event).ifPresent(file::tried);
        }
    }

    private void print(String text) {
        if (file != null) {
            file.write(text);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        StandardOutput.flush(out);
    }

    private void overwrite(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.print(Terminal.REMOVE_LINE + line.substring(0, Math.min(line.length(), Terminal.width() - 1)));
        err.flush();
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println((Terminal.canOverwrite() ? Terminal.REMOVE_LINE : "") + HarmlessText.escaped(line));
        err.flush();
    }
}
