// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.source.PipeSource;
import io.dmxflux.ts.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What has a path: a file ({@code file:FILE}, {@code FILE?fast}), a FIFO, a device that packets are read from ({@code
 * /dev/dvb/adapter0/dvr0}), or {@code -}, standard input.
 *
 * <p>A file has the pace of its PCR unless it is read fast. A FIFO and standard input have that of their writer, which waits
 * for the outputs; a device does not wait.
 *
 * @param path the file
 * @param fast whether a file is read as fast as downstream takes it, instead of at the pace of its PCR
 * @param paced whether a FIFO or standard input is read at the pace of its PCR, instead of that of its writer
 */
record FileInput(Path path, boolean fast, boolean paced) implements InputUri {

    private static final Path STANDARD_INPUT = Path.of(StreamUri.STANDARD_STREAM);

    /** What a driver's buffer has of 38 Mbit/s. */
    private static final Duration LONG_BUFFER = Duration.ofMillis(14);

    private static final int TYPE_OF_FILE = 0xF000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;

    static FileInput of(StreamUri uri) {
        uri.allowOptions(IndicatorLimits.and("fast", "paced"));
        if (uri.place().isEmpty()) {
            throw uri.error("no file", "file:FILE");
        }
        if (uri.flag("fast") && uri.flag("paced")) {
            throw uri.error("fast and paced", "one of them");
        }
        return new FileInput(Path.of(uri.place()), uri.flag("fast"), uri.flag("paced"));
    }

    @Override
    public Source open(StreamListener listener) {
        return open(FileSource.DEFAULT_LONGEST, FileSource::fast);
    }

    @Override
    public Source openToSpread(StreamListener listener) {
        return open(LONG_BUFFER, FileSource::bulk);
    }

    /** Opens a file once before, so that a mistake is told before anything is sent or written. */
    private Source open(Duration longest, Function<Path, Source> asFastAsTaken) {
        if (isPipe()) {
            PipeSource pipe = pipe();
            return paced ? pipe.paced(longest) : pipe;
        }
        checkContentInTime();
        return fast ? asFastAsTaken.apply(path) : FileSource.paced(path, longest);
    }

    private void checkContentInTime() {
        boolean answered = FileLookup.ask(
                path,
                () -> {
                    checkContent();
                    return true;
                },
                false);
        if (!answered) {
            throw new UnansweredException(this);
        }
    }

    private void checkContent() {
        Playback recording = Playback.ofFile(path);
        check(recording);
        if (!fast) {
            checkPace(recording);
        }
    }

    /** Of a pipe nothing is read before it is relayed. */
    @Override
    public void refuseImpossible() {
        if (isPipe()) {
            pipe();
        } else if (missing().isEmpty()) {
            checkContentInTime();
        }
    }

    private PipeSource pipe() {
        if (paced && isOfType(CHARACTER_DEVICE)) {
            throw new IllegalArgumentException(
                    "file:" + path + ": paced (expected: not of a device, which does not wait)");
        }
        if (isStandardInput()) {
            StandardStream.INPUT.refuseIfClosed();
            return PipeSource.standardInput();
        }
        return PipeSource.of(path);
    }

    private static void check(Playback recording) {
        recording.unpaced().open().close();
    }

    private static void checkPace(Playback recording) {
        try {
            recording.open().close();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; here that is ?fast", e);
        }
    }

    @Override
    public Source openToLook(StreamListener listener) {
        if (isPipe()) {
            return pipe();
        }
        check(Playback.ofFile(path));
        return FileSource.raw(path);
    }

    /** What the file system has not answered yet. */
    private static final class UnansweredException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnansweredException(FileInput input) {
            super(input.name() + ": " + FileLookup.NO_ANSWER);
        }
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return failure instanceof UnansweredException || InputUri.super.isPassing(failure);
    }

    private boolean isStandardInput() {
        return path.equals(STANDARD_INPUT);
    }

    private boolean isPipe() {
        return isStandardInput() || isOfType(FIFO) || isOfType(CHARACTER_DEVICE);
    }

    private boolean isOfType(int type) {
        return FileLookup.ask(path, () -> isOfTypeNow(type), false);
    }

    private boolean isOfTypeNow(int type) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & TYPE_OF_FILE) == type;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not there, or not there yet
        }
    }

    @Override
    public String name() {
        return isStandardInput() ? path.toString() : "file:" + path;
    }

    @Override
    public Optional<String> missing() {
        return isStandardInput() ? StandardStream.INPUT.missing() : missing(path);
    }

    static Optional<String> missing(Path file) {
        return FileLookup.ask(file, () -> missingNow(file), Optional.of(FileLookup.NO_ANSWER));
    }

    private static Optional<String> missingNow(Path file) {
        if (Files.isReadable(file)) {
            return Optional.empty();
        }
        return Optional.of(
                Files.exists(file)
                        ? "may not be read (EACCES; expected: permission for user " + System.getProperty("user.name")
                                + " to read it)"
                        : "no such file (expected: a transport stream)");
    }

    @Override
    public boolean isFast() {
        return fast || !paced && (isStandardInput() || isOfType(FIFO));
    }

    @Override
    public boolean isStored() {
        return fast && !isPipe();
    }

    @Override
    public boolean isFinite() {
        return !isOfType(CHARACTER_DEVICE);
    }

    @Override
    public Optional<Path> file() {
        return isStandardInput() ? Optional.empty() : Optional.of(path);
    }
}
