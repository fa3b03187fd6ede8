// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.relay.StreamEvents;
import io.dmxflux.ts.sink.FileEvent;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux record INPUT}: keeps a part of a service in a file. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Record a service of INPUT in FILE, from a point on at which a decoder can begin; or without --service the"
                    + " whole multiplex.",
            "Until the end of the file that is read, Ctrl-C, or as --for, --until and --event say. A file that is"
                    + " there stays: another is written beside it. Exit code 1 if nothing is recorded."
        },
        footer = {
            "",
            "Examples:",
            "  dmxflux record dvb:0 --service 'France 5' --for 1h --to rec.ts",
            "  dmxflux record 'dvb:0?channels=channels.conf&tune=Das Erste HD' --service 'Das Erste HD' --at 20:15"
                    + " --until 21:45 --to rec.ts",
            "  dmxflux record udp://239.255.0.1:5004 --service 1045 --event Tagesschau --to rec.ts",
            "  dmxflux record multiplex.ts --service 1045 --to service.ts",
            "  dmxflux record 'log:hd@/var/log/dmxflux' --service 1045 --at -30m --for 10m --to rec.ts",
            "  dmxflux record 'log:hd@/var/log/dmxflux' --at 20:15 --until 20:25 --to multiplex.ts"
        })
final class RecordCommand implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;

    @Parameters(
            paramLabel = "INPUT",
            description = "dvb:A[/D]?..., sim:[FILE], FILE, - for standard input,"
                    + " udp://[SOURCE@]GROUP:PORT[?iface=], rtp://..., log:NAME@DIR,"
                    + " kafka://HOST:PORT/NAME")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String input;

    @Option(
            names = "--service",
            paramLabel = "ID|NAME",
            description = "The service to record, by its number or its name.")
    private @Nullable String service;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "The file to write; FILE.2 if it is there.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Path file;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Begin at a time: now, 20:15, 2026-11-27T20:15:00[+01:00]; without an offset it is local. Of a log"
                            + " also a time that is past, as -30m, and 20:15 is the last such.")
    private @Nullable String at;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description =
                    "Record so much: a number with its unit, as in 500ms, 10s, 2m or 1h. Ends also if so long after the"
                            + " beginning nothing comes.")
    private @Nullable Duration length;

    @Option(names = "--until", paramLabel = "TIME", description = "End at a time, as --at has it.")
    private @Nullable String until;

    @Option(
            names = "--event",
            paramLabel = "TITLE",
            description =
                    "Record the next event that has this in its title, from when it is on until it is over, as the"
                            + " service itself says.")
    private @Nullable String event;

    @Option(names = "--json", description = "Print a JSON object a second, and one at the end.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private volatile Path written = Path.of("");

    @Override
    public Integer call() throws IOException {
        Check.argument(event == null || !event.isBlank(), "--event", event, "a part of a title");
        Check.argument(event == null || service != null, "--event", event, "--service with it, whose event it is");
        RecordedInput recorded = RecordedInput.of(
                input, new RecordedInput.Times(at, length, until, event), service == null, ZonedDateTime.now());
        InputUri uri = recorded.uri();
        ServiceSelection selection = service == null ? null : ServiceSelection.parse(service);
        written = file;
        try (FileSink sink = FileSink.builder(file).onEvent(this::happened).build()) {
            sink.check();
            Source source = uri.openToLook(
                    StreamEvents.of(uri, some -> EventText.lines(some).forEach(this::tell)));
            return new RunningRecording(source, selection, uri.isFinite(), recorded.span())
                    .untilItEnds(sink, this::happened, this::look, this::end);
        }
    }

    private void happened(FileEvent change) {
        if (change instanceof FileEvent.Opened opened) {
            written = opened.file();
        } else if (change instanceof FileEvent.Replaced replaced) {
            written = replaced.file();
        } else if (change instanceof FileEvent.Waits waits) {
            tell(waits.problem());
        }
    }

    private void happened(SplitEvent change) {
        if (change instanceof SplitEvent.ServiceNotListed absent) {
            tell(absent.selection() + ": not among the services " + absent.listed());
        } else if (change instanceof SplitEvent.ServiceNotFound absent) {
            tell(absent.selection() + ": not found yet");
        }
    }

    private void look(RecordedPart part) {
        if (json) {
            print(part, false);
        } else if (Terminal.canOverwrite()) {
            String line = part.bytes() == 0 ? "waits" : sum(part);
            PrintWriter err = spec.commandLine().getErr();
            err.print(Terminal.REMOVE_LINE + line.substring(0, Math.min(line.length(), Terminal.width() - 1)));
            err.flush();
        }
    }

    private void end(RecordedPart part) {
        if (json) {
            print(part, true);
        }
        tell(result(part));
    }

    private String result(RecordedPart part) {
        if (part.bytes() == 0) {
            return "nothing was recorded" + (part.isGivenUp() ? ", as nothing came for as long as --for says" : "");
        }
        return sum(part) + (part.isGivenUp() ? ", less than --for says, as nothing comes any more" : "");
    }

    private void print(RecordedPart part, boolean ended) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.of(new Line(
                part.bytes() == 0 ? null : written.toString(), part.length().toMillis(), part.bytes(), ended)));
        out.flush();
    }

    private String sum(RecordedPart part) {
        Duration is = part.length();
        return String.format(
                Locale.ROOT,
                "%s: %d:%02d:%02d, %.1f MB",
                written,
                is.toHours(),
                is.toMinutesPart(),
                is.toSecondsPart(),
                part.bytes() / MEGABYTE);
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println((Terminal.canOverwrite() ? Terminal.REMOVE_LINE : "") + HarmlessText.escaped(line));
        err.flush();
    }

    /**
     * How far a recording is, as JSON.
     *
     * @param file what is written; null before anything is
     * @param durationMillis how long it is, by its own clock
     * @param bytes how large
     * @param ended whether that is all
     */
    private record Line(@Nullable String file, long durationMillis, long bytes, boolean ended) {}
}
