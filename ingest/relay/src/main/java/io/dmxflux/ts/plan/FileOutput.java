// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.sink.FileEvent;
import io.dmxflux.ts.sink.FileRotation;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file, {@code file:FILE?append&rotate=1h}, or {@code -} for standard output.
 *
 * @param path the file; <code>{time}</code> in it stands for the local time at which it begins
 * @param existing what becomes of a file that is there at the start
 * @param rotation when to go on in another file
 */
public record FileOutput(Path path, FileSink.Existing existing, FileRotation rotation) implements OutputUri {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    static FileOutput of(StreamUri uri) {
        if (uri.place().equals(StreamUri.STANDARD_STREAM)) {
            uri.allowOptions(RateBounds.and());
            return standardOutput();
        }
        uri.allowOptions(RateBounds.and("append", "overwrite", "rotate"));
        if (uri.place().isEmpty()) {
            throw uri.error("no file", "file:FILE");
        }
        StreamUri.refusePlaceholders(uri.text(), Set.of("{time}"));
        if (uri.flag("append") && uri.flag("overwrite")) {
            throw uri.error("append and overwrite", "one of them, or neither to write beside what is there");
        }
        FileSink.Existing existing = uri.flag("append") ? FileSink.Existing.APPEND : FileSink.Existing.BESIDE;
        FileRotation rotation = uri.explaining(
                () -> uri.option("rotate").map(FileRotation::parse).orElse(FileRotation.NONE));
        return new FileOutput(
                Path.of(uri.place()), uri.flag("overwrite") ? FileSink.Existing.OVERWRITE : existing, rotation);
    }

    private static FileOutput standardOutput() {
        return new FileOutput(STANDARD_OUTPUT, FileSink.Existing.APPEND, FileRotation.NONE);
    }

    /**
     * What is missing may be there later, unless all of the input would be over by then. A directory of that name is a
     * mistake.
     */
    @Override
    public void refuseImpossible(Delivery delivery) {
        refuseIfClosed();
        if (delivery.isSoonOver() || FileLookup.ask(path, () -> Files.isDirectory(path), false)) {
            problem().ifPresent(problem -> {
                throw new UncheckedIOException(problem.getMessage(), problem);
            });
        }
    }

    @Override
    public Sink open(Delivery delivery, StreamListener listener) {
        refuseImpossible(delivery);
        return sink().onEvent(event -> tell(event, listener)).build();
    }

    private boolean isStandardOutput() {
        return path.equals(STANDARD_OUTPUT);
    }

    private void refuseIfClosed() {
        if (isStandardOutput()) {
            StandardStream.OUTPUT.refuseIfClosed();
        }
    }

    /** Asks, as far as that shows without writing, what would keep it from being written. */
    private Optional<IOException> problem() {
        IOException unanswered = new IOException(path + ": " + FileLookup.NO_ANSWER);
        return FileLookup.ask(path, this::problemNow, Optional.of(unanswered));
    }

    private Optional<IOException> problemNow() {
        try {
            sink().build().check();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private FileSink.Builder sink() {
        if (isStandardOutput()) {
            return FileSink.standardOutput();
        }
        return FileSink.builder(path).existing(existing).rotation(rotation).goesOn(); // over each reload
    }

    private void tell(FileEvent event, StreamListener listener) {
        if (event instanceof FileEvent.Waits waits) {
            listener.waits(withoutPath(waits.problem()));
        } else if (event instanceof FileEvent.IsBack back) {
            long packets = back.lackingBytes() / TsPacket.LENGTH;
            listener.isBack(back.waited(), OptionalLong.of(packets));
        } else if (event instanceof FileEvent.Opened opened && isNews(opened)) {
            listener.fileOpened(opened);
        } else if (event instanceof FileEvent.Replaced replaced) {
            listener.fileReplaced(replaced.gone(), replaced.file(), replaced.lackingBytes() / TsPacket.LENGTH);
        } else if (event instanceof FileEvent.Truncated truncated) {
            listener.fileTruncated(truncated.file(), wholePackets(truncated.lackingBytes()));
        }
    }

    /** One that is cut is gone as well. */
    private static long wholePackets(long bytes) {
        return (bytes + TsPacket.LENGTH - 1) / TsPacket.LENGTH;
    }

    private boolean isNews(FileEvent.Opened opened) {
        return opened.appended() || !opened.file().equals(path);
    }

    private String withoutPath(String problem) {
        return problem.startsWith(path + ": ")
                ? problem.substring(path.toString().length() + 2)
                : problem;
    }

    @Override
    public boolean isTimed() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        if (isStandardOutput()) {
            return StandardStream.OUTPUT.missing();
        }
        return problem().map(problem -> withoutPath(String.valueOf(problem.getMessage())));
    }

    @Override
    public SplitOutputConfig cutOfMultiplex() {
        return SplitOutputConfig.BULK;
    }

    @Override
    public SplitOutputConfig cutOfService() {
        return SplitOutputConfig.BULK;
    }

    @Override
    public Object place() {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public boolean meets(OutputUri other) {
        return other instanceof FileOutput && place().equals(other.place());
    }

    @Override
    public void refuseIfInput(InputUri from) {
        if (from.file()
                .filter(input -> FileLookup.ask(path, () -> isSame(input), false))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "file:" + path + ": is the input as well (expected: another file to write)");
        }
    }

    private boolean isSame(Path input) {
        try {
            return Files.exists(input) && Files.exists(path) && Files.isSameFile(input, path);
        } catch (IOException e) {
            throw new UncheckedIOException(input + ": cannot be compared with " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path.equals(STANDARD_OUTPUT) ? "-" : "file:" + path;
    }
}
