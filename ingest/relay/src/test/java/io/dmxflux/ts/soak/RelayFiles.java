// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The relay's configuration, the file that it plays, and the places where it records: a small disk and a directory. */
final class RelayFiles implements AutoCloseable {

    private static final int FREE_BYTES = 16 << 20;
    private static final int RECORDED_BYTES_PER_SECOND = 45_000;
    private static final int INPUT_BITS_PER_SECOND = 500_000;
    private static final long OTHER_SECONDS = 30;
    private static final Duration BEFORE_AND_BEHIND = Duration.ofMinutes(5);

    private final Path place;
    private final Path disk;
    private final Path recordings;

    RelayFiles(Path place, Duration duration) throws IOException {
        this.place = place;
        this.disk = Files.createDirectories(place.resolve("disk"));
        this.recordings = Files.createDirectories(place.resolve("recordings"));
        long seconds = duration.plus(BEFORE_AND_BEHIND).toSeconds();
        ServiceStream.write(input(), INPUT_BITS_PER_SECOND, seconds);
        ServiceStream.write(otherInput(), INPUT_BITS_PER_SECOND, OTHER_SECONDS);
        long size = FREE_BYTES + RECORDED_BYTES_PER_SECOND * seconds;
        Command.run("mount -t tmpfs -o size=" + size + " tmpfs " + disk);
    }

    Path config() {
        return place.resolve("relay.yaml");
    }

    Path input() {
        return place.resolve("input.ts");
    }

    Path otherInput() {
        return place.resolve("other.ts");
    }

    Path recordingOnDisk() {
        return disk.resolve("rec.ts");
    }

    Path recordingInDirectory() {
        return recordings.resolve("rec.ts");
    }

    void write(List<StreamPath> paths) throws IOException {
        StringBuilder text = new StringBuilder("inputs:\n");
        for (StreamPath path : paths) {
            text.append("  - from: '" + path.from() + "'\n    outputs:\n");
            path.outputs().forEach(output -> text.append("      - " + output + "\n"));
        }
        Files.writeString(config(), text);
    }

    void breakConfig() throws IOException {
        Files.writeString(config(), Files.readString(config()).replace(":6105", ":610500"));
    }

    void fillDisk() throws IOException {
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            for (byte[] block = new byte[1 << 13]; ; ) {
                filler.write(block);
            }
        } catch (IOException e) {
            return; // no space left
        }
    }

    void freeDisk() throws IOException {
        Files.delete(disk.resolve("filler"));
    }

    /** Bytes of all files that a recording has. */
    static long recordedBytes(Path recording) {
        String name = recording.getFileName().toString().replace(".ts", "");
        try (Stream<Path> files = Files.list(recording.resolveSibling("."))) {
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to);
    }

    static Path away(Path file) {
        return file.resolveSibling(file.getFileName() + ".away");
    }

    Path recordings() {
        return recordings;
    }

    @Override
    public void close() throws IOException {
        Command.run("umount " + disk);
    }
}
