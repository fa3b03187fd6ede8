// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.channel.Channel;
import io.dmxflux.ts.channel.ChannelFile;
import io.dmxflux.ts.plan.Receiver;
import io.dmxflux.ts.plan.ReceiverUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.scan.Raster;
import io.dmxflux.ts.scan.Scan;
import io.dmxflux.ts.scan.ScanEvent;
import io.dmxflux.ts.scan.ScanWaits;
import io.dmxflux.ts.scan.ScannedMultiplex;
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
                    + " loses none. Exit code 1 if nothing is found."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux scan dvb:0 --terrestrial DE > channels.conf",
            "  dmxflux scan dvb:0 --cable DE --timeout 2 > channels.conf",
            "  dmxflux scan 'dvb:0?system=dvb-s2&frequency=11362M&polarization=h&symbolrate=22M' > channels.conf",
            "  dmxflux scan 'dvb:0?diseqc=2' --from hotbird.conf --relay-config > relay.yaml"
        })
final class ScanCommand implements Callable<Integer> {

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
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private final ScanProgress progress = new ScanProgress();
    private Function<ScannedMultiplex, String> format = ScanFormat.DVBV5::of;

    @Override
    public Integer call() throws IOException {
        ReceiverUri uri = ReceiverUri.parse(input);
        ScanWaits waits = ScanWaits.USUAL.times(timeout);
        List<Tuning> candidates = candidates(uri);
        try (Receiver receiver = uri.open()) {
            print(begin(uri));
            Scan.with(receiver.frontend(), receiver.demux())
                    .events(candidates, waits)
                    .publishOn(Schedulers.boundedElastic(), 1) // what is printed may block
                    .doOnNext(this::happened)
                    .blockLast();
        }
        tell(progress.sum());
        return progress.hasFound() ? ExitCode.DONE : ExitCode.FAILED;
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

    private List<Tuning> ofFile(Path from, ReceiverUri uri) throws IOException {
        ChannelFile file = ChannelFile.read(from, uri.dish());
        file.refused().forEach(entry -> tell("left out: " + entry.reason()));
        List<Tuning> tunings = file.channels().stream().map(Channel::tuning).toList();
        Check.argument(!tunings.isEmpty(), "--from", file.name(), "a file with a carrier");
        return tunings;
    }

    /** Chooses the format, and returns what stands before the first multiplex. */
    private String begin(ReceiverUri uri) {
        if (print == null) {
            return "";
        }
        if (print.relayConfig) {
            format = new ScannedConfig(uri.name(), uri.frontend())::input;
            return ScannedConfig.HEAD;
        }
        ScanFormat chosen = print.m3u ? ScanFormat.M3U : ScanFormat.JSON;
        format = chosen::of;
        return chosen.head();
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
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        if (out.checkError()) {
            throw new IllegalStateException(
                    "standard output: cannot be written (expected: room on the disk, or a reader)");
        }
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
