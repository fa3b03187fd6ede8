// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.relay.StreamEvents;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux tune INPUT}: tunes, and shows how good the signal is. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description = {
            "Tune INPUT and show its signal: the lock, strength, carrier to noise ratio, errors, and the bit rate that comes.",
            "On a terminal one line that changes; elsewhere a line for each change, at most one a second. Until Ctrl-C, or as"
                    + " long as --for says. Exit code 1 if there never was a lock."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux tune 'dvb:0?system=dvb-t2&frequency=538M'",
            "  dmxflux tune 'dvb:0?system=dvb-c&frequency=346M&symbolrate=6900k'",
            "  dmxflux tune 'dvb:0?channels=channels.conf&tune=Das Erste HD' --for 10s",
            "  dmxflux tune 'dvb:0?channels=astra.conf&tune=ZDF HD&diseqc=2' --json"
        })
final class TuneCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            description = "dvb:A[/D]?[frontend=]&system=&frequency=..., or dvb:A[/D]?channels=FILE&tune=NAME.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String input;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private TimeLimit limit;

    @Option(names = "--json", description = "Print a JSON object a line instead.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        InputUri uri = InputUri.parse(input);
        if (!uri.isTuned()) {
            throw new IllegalArgumentException(
                    input + ": not tuned (expected: system= and frequency=, channels= and tune=, or observe)");
        }
        boolean overwrites = !json && Terminal.isStandardOutput() && Terminal.canOverwrite();
        Source source = uri.openToLook(StreamEvents.of(
                uri, event -> EventText.lines(event).forEach(line -> tell(line, overwrites))));
        RunningTuning tuning = new RunningTuning(source, limit.orNull(), overwrites);
        int code = tuning.untilItEnds(signal -> print(signal, overwrites));
        if (overwrites) {
            spec.commandLine().getOut().println();
        }
        return code;
    }

    private void print(SignalLine signal, boolean overwrites) {
        PrintWriter out = spec.commandLine().getOut();
        if (overwrites) {
            String line = signal.toString();
            out.print(Terminal.REMOVE_LINE + line.substring(0, Math.min(line.length(), Terminal.width() - 1)));
        } else {
            out.println(json ? Json.of(signal) : signal.toString());
        }
        StandardOutput.flush(out);
    }

    private void tell(String line, boolean overwrites) {
        PrintWriter err = spec.commandLine().getErr();
        err.println((overwrites ? Terminal.REMOVE_LINE : "") + HarmlessText.escaped(line));
        err.flush();
    }
}
