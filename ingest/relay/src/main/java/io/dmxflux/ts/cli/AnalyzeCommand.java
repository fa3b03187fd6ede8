// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dmxflux.ts.analysis.StreamReport;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.relay.StreamEvents;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Json;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.dmxflux.ts.tr101290.Tr101290Report;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux analyze INPUT}: tells what is in a stream. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = {
            "Tell what is in INPUT: services, PIDs, errors, bit rates.",
            "A file is read to its end, as fast as it can be; anything else until Ctrl-C, or as long as --for says."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux analyze recording.ts",
            "  dmxflux analyze dvb:0 --for 10s",
            "  dmxflux analyze --tr101290 rtp://239.255.0.1:5004 --for 1m",
            "  dmxflux analyze --tr101290 'dvb:0?tr101290=pid:1s,pcr-repetition:40ms'",
            "  dmxflux analyze udp://239.255.0.1:5004 --for 1m --json"
        })
final class AnalyzeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            description = "dvb:A[/D][?pids=&io=&bitrate=&latency=], sim:[FILE], FILE, - for standard input,"
                    + " udp://[SOURCE@]GROUP:PORT[?iface=], rtp://...")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String input;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private TimeLimit limit;

    @Option(
            names = "--tr101290",
            description =
                    "Print the indicators of TR 101 290 too: what is raised, how often, when. JSON has them anyway.")
    private boolean tr101290;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        InputUri uri = InputUri.parse(input);
        if (!InputUri.rate(input).isNone()) {
            throw new IllegalArgumentException(
                    input + ": minrate and maxrate (expected: with relay alone, which tells what is out of them)");
        }
        Tr101290Config checks = InputUri.limits(input).in(uri.tr101290());
        Source source = uri.openToLook(
                StreamEvents.of(uri, event -> EventText.lines(event).forEach(this::tell)));
        if (limit.orNull() == null && !uri.isFinite()) {
            tell(source + ": until Ctrl-C");
        }
        return new RunningAnalysis(source, checks, limit.orNull(), this::tell).untilItEnds(this::print);
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(HarmlessText.escaped(line));
        err.flush();
    }

    /** Returns the exit code: without a packet there was nothing to look at. */
    private int print(StreamReport report, Tr101290Report indicators) {
        boolean isEmpty = report.packets() == 0;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(new Analysis(report, Tr101290Json.of(indicators))));
        } else {
            new AnalysisTables(report).lines().forEach(out::println);
            if (tr101290) {
                new Tr101290Tables(indicators).lines().forEach(out::println);
            }
        }
        StandardOutput.flush(out);
        if (isEmpty) {
            tell("dmxflux: no packet came; " + whereToLook(InputUri.parse(input)));
        }
        return isEmpty ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static String whereToLook(InputUri from) {
        if (from.isOfNetwork()) {
            return "check the sender and ?iface=";
        }
        if (from.name().equals("-")) {
            return "standard input was empty; check what is written to it";
        }
        return from.file().isPresent() ? "check what is written to " + from.name() : "check the signal";
    }

    /**
     * What is printed as JSON: the fields of the report, and the indicators.
     *
     * @param report the stream
     * @param tr101290 its indicators
     */
    private record Analysis(@JsonUnwrapped StreamReport report, Tr101290Json tr101290) {}
}
