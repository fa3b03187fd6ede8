// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of a stream: chunks of one epoch, one behind the other, and nothing else. Its name is the position of its first
 * datagram; beside it lies its index.
 *
 * @param file its path
 * @param firstDatagram its name as a number
 */
record Segment(Path file, long firstDatagram) {

    private static final String SUFFIX = ".chunks";
    private static final Pattern NAME = Pattern.compile("(\\d{19})\\" + SUFFIX);

    static Segment of(Path folder, long firstDatagram) {
        return new Segment(folder.resolve(String.format("%019d", firstDatagram) + SUFFIX), firstDatagram);
    }

    /** Lists the segments of a stream, oldest first. */
    static List<Segment> in(Path folder) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> named(file).ifPresent(segments::add));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a disk that fails while the folder is read
        }
        segments.sort(Comparator.comparingLong(Segment::firstDatagram));
        return segments;
    }

    private static Optional<Segment> named(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Optional.of(new Segment(file, Long.parseLong(name.group(1)))) : Optional.empty();
    }

    Path index() {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".index");
    }

    /** Returns its length; 0 if it is gone. */
    long bytes() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** The index first: a segment without one is read all the same. */
    void delete() throws IOException {
        Files.deleteIfExists(index());
        Files.deleteIfExists(file);
    }
}
