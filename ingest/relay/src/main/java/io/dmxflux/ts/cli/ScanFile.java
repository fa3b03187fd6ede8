// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.ts.plan.FileProblem;
import io.dmxflux.ts.scan.TriedCarrier;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The file that a scan writes, and its notes beside it ({@code channels.conf.scan}) for as long as the scan is not through: another
 * scan goes on by them. What the notes do not have was cut short, and is cut off and scanned again.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ScanFile implements AutoCloseable {

    private static final String NOTES = ".scan";

    private final Path file;
    private final Path notes;
    private final ScanNotes.Past past;
    private final OutputStream results;
    private final OutputStream remarks;
    private long size;

    private ScanFile(Path file, Path notes, ScanNotes.Past past) throws IOException {
        this.file = file;
        this.notes = notes;
        this.past = past;
        size = past.size();
        results = append(file);
        try {
            remarks = append(notes);
        } catch (IOException e) {
            results.close();
            throw e;
        }
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /**
     * Begins a file, or goes on with it.
     *
     * @param file the results
     * @param asked what the scan is to find, in words
     * @param resume whether to go on where there are notes
     * @return the file, open
     * @throws IllegalArgumentException in one line, if it cannot be written, or belongs to another scan
     */
    static ScanFile open(Path file, String asked, boolean resume) {
        Path notes = Path.of(file + NOTES);
        try {
            boolean interrupted = Files.exists(notes);
            Check.argument(
                    resume || !interrupted,
                    "--output",
                    file + ", with an interrupted scan",
                    "--resume to go on, or " + notes + " removed to begin again");
            ScanNotes.Past past = interrupted ? past(file, notes, asked) : ScanNotes.Past.NONE;
            if (past.carriers().isEmpty()) {
                Files.writeString(file, "");
                Files.writeString(notes, ScanNotes.head(asked));
            } else {
                cut(file, past.size());
                cut(notes, past.notesSize());
            }
            return new ScanFile(file, notes, past);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--output: " + file + ": " + FileProblem.of(e) + " (expected: a file that can be written)", e);
        }
    }

    private static ScanNotes.Past past(Path file, Path notes, String asked) throws IOException {
        String text = Files.readString(notes, StandardCharsets.UTF_8);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        return ScanNotes.read(notes.toString(), lines, asked, Files.exists(file) ? Files.size(file) : 0);
    }

    private static void cut(Path path, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    /** Returns what an earlier scan has done. */
    ScanNotes.Past past() {
        return past;
    }

    /** Adds results. */
    void write(String text) {
        size += write(results, file, text);
    }

    /** Notes that a carrier is done, behind its results. */
    void tried(TriedCarrier carrier) {
        write(remarks, notes, ScanNotes.lines(carrier, size).stream().collect(Collectors.joining("\n", "", "\n")));
    }

    /** The scan is complete: there is nothing to go on with. */
    void done() {
        try {
            remarks.close();
            Files.delete(notes);
        } catch (IOException e) {
            throw new IllegalStateException(
                    notes + ": cannot be removed: " + FileProblem.of(e) + " (expected: a folder that can be written)",
                    e);
        }
    }

    private static int write(OutputStream to, Path path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            to.write(bytes);
            return bytes.length;
        } catch (IOException e) {
            throw new IllegalStateException(
                    path + ": cannot be written: " + FileProblem.of(e) + " (expected: room on the disk)", e);
        }
    }

    @Override
    public void close() throws IOException {
        try (results) {
            remarks.close();
        }
    }
}
