// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.FileLookup;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.split.OutputHistory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the versions of the tables that outputs send in a file, so that the next process begins with others.
 * <pre>
 *   udp\://239.255.1.1\:5004=0\:7 2\:12 66\:7        table_id and version_number: PAT, PMT, SDT
 * </pre>
 * Written whole within half a second of a change, beside its place and then moved there, on a thread of its own: a disk that
 * hangs holds up nothing. Destinations that are not sent to any more stay in it. What cannot be read or written is told once,
 * and tried again at each look; versions then begin by the time, as without a file. A file that is gone, as its disk was, is
 * written again, with what another one has that is found in its place.
 *
 * <p><b>Threading:</b> any thread.
 * <p><b>Source:</b> java.util.Properties for the format.
 */
public final class VersionFile implements AutoCloseable {

    /** Not a version that receivers could take for a new one. */
    private static final String ENTRY = "\\d{1,3}:\\d{1,2}";

    /** What each file of versions begins with, behind the sign of a comment. */
    private static final String TITLE = "version_number of each table, by destination and table_id";

    private static final long LOOK_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 1_000;

    private final Path file;
    private final RelayEvent.Listener listener;
    private final Properties before = new Properties();
    private final Map<String, OutputHistory> histories = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dmxflux-versions", true));

    // -- of that thread
    private Properties written = new Properties();

    /** The file that has it all, as {@link #place} found it; null before the first. */
    private @Nullable Object place;

    private boolean failing;
    private long failingSinceNanos;

    /** Only what was read is overwritten. */
    private boolean isRead;

    private VersionFile(Path file, RelayEvent.Listener listener) {
        this.file = file;
        this.listener = listener;
    }

    /**
     * Reads what the last process has left, and begins to keep the file up to date.
     *
     * @param file need not be there
     * @param listener told if it cannot be read or written
     * @return the file, the caller's to close
     */
    public static VersionFile open(Path file, RelayEvent.Listener listener) {
        VersionFile opened = new VersionFile(file, listener);
        opened.read();
        opened.thread.scheduleWithFixedDelay(opened::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return opened;
    }

    /**
     * Tells why a file could not be kept up to date, as far as that can be known without writing.
     *
     * @param file need not be there
     * @return a phrase, such as {@code no such folder}; empty if nothing is wrong
     */
    public static Optional<String> problem(Path file) {
        return FileLookup.ask(file, () -> problemNow(file), Optional.of(FileLookup.NO_ANSWER));
    }

    private static Optional<String> problemNow(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            return Optional.of("is a folder");
        }
        if (!Files.isDirectory(folder)) {
            return Optional.of(Files.exists(folder) ? folder + " is no folder" : "no such folder");
        }
        if (Files.exists(file) && !Files.isReadable(file)) {
            return Optional.of("it may not be read, and is not overwritten then");
        }
        return Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of("the folder may not be written, or is on a read-only file system");
    }

    /**
     * Refuses a file that is something else, which would be overwritten.
     *
     * @param file need not be there, and may be empty
     * @throws IllegalArgumentException in one line, if it is there and no process has written it as a file of versions
     */
    public static void refuseOther(Path file) {
        for (Path written : List.of(file, beside(file))) {
            if (FileLookup.ask(written, () -> isOther(written), false)) {
                throw new IllegalArgumentException(
                        written + ": is another file, and would be overwritten (expected: a file"
                                + " of versions, an empty one, or none yet); name another one");
            }
        }
    }

    private static boolean isOther(Path file) {
        return Files.exists(file) && !Files.isDirectory(file) && !isOfVersions(file);
    }

    /** Returns what is written first, and then moved into place. */
    private static Path beside(Path file) {
        Path whole = file.toAbsolutePath();
        return whole.resolveSibling(whole.getFileName() + ".part");
    }

    /** Of what cannot be read nothing is known: that is told when it is opened. */
    private static boolean isOfVersions(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] title = ("#" + TITLE).getBytes(StandardCharsets.US_ASCII);
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] begin = bytes.readNBytes(title.length);
            return Arrays.equals(begin, Arrays.copyOf(title, begin.length)); // also of one that a full disk has cut
        } catch (IOException e) {
            return true;
        }
    }

    private void read() {
        IOException unanswered = new IOException(FileLookup.NO_ANSWER);
        try (Reader text = new StringReader(
                FileLookup.ask(file, this::text, Optional.<String>empty()).orElseThrow(() -> unanswered))) {
            before.load(text);
            isRead = true;
        } catch (IOException | IllegalArgumentException e) {
            tellFailing("cannot be read", e);
        } catch (UncheckedIOException e) {
            tellFailing("cannot be read", Objects.requireNonNull(e.getCause()));
        }
    }

    /** There is none yet in the first process. */
    private Optional<String> text() {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.of("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tellFailing(String problem, Exception reason) {
        if (!failing) {
            failing = true;
            failingSinceNanos = System.nanoTime();
            listener.tell(new RelayEvent.VersionsNotKept(file, problem, reason));
        }
    }

    private void tellKept() {
        if (failing) {
            failing = false;
            Duration after = Duration.ofNanos(System.nanoTime() - failingSinceNanos);
            listener.tell(new RelayEvent.VersionsKept(file, after));
        }
    }

    /** Begins a destination where the last process has left it. */
    OutputHistory begin(OutputUri to) {
        return histories.computeIfAbsent(to.toString(), name -> OutputHistory.after(versions(name)));
    }

    private Map<Integer, Integer> versions(String destination) {
        Map<Integer, Integer> versions = new TreeMap<>();
        for (String entry : before.getProperty(destination, "").split(" ")) {
            if (entry.matches(ENTRY)) {
                String[] parts = entry.split(":");
                versions.put(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        }
        return versions;
    }

    private void look() {
        if (!isRead) {
            read();
        }
        if (isRead) {
            keep();
        }
    }

    private void keep() {
        Properties now = now();
        if (!now.equals(written)) {
            write(now);
        } else if (!now.isEmpty() && !isInPlace(now)) {
            write(now()); // and what was found there
        }
    }

    private Properties now() {
        Properties now = new Properties();
        now.putAll(before);
        histories.forEach((name, history) -> {
            Map<Integer, Integer> versions = history.versions();
            if (!versions.isEmpty()) {
                now.setProperty(name, text(versions));
            }
        });
        return now;
    }

    /** Tells whether the file has what was written; one that was put there since is read. */
    private boolean isInPlace(Properties now) {
        try {
            Object found = place();
            if (!found.equals(place)) {
                if (!isOfVersions(file)) {
                    return false;
                }
                Properties other = new Properties();
                other.load(new StringReader(Files.readString(file)));
                if (!other.entrySet().containsAll(now.entrySet())) {
                    other.forEach(before::putIfAbsent);
                    return false;
                }
                place = found;
            }
            return true;
        } catch (IOException | IllegalArgumentException e) { // gone, or damaged
            return false;
        }
    }

    /** Returns what is another if any other file has come in the place of one. */
    private Object place() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return Arrays.asList(now.fileKey(), now.lastModifiedTime(), now.size());
    }

    /** What is gone as soon as it is written is found to be at the next look. */
    private @Nullable Object placeIfThere() {
        try {
            return place();
        } catch (IOException e) {
            return null;
        }
    }

    private static String text(Map<Integer, Integer> versions) {
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private void write(Properties now) {
        Path beside = beside(file);
        try {
            refuseOther(file);
            StringWriter text = new StringWriter();
            now.store(text, TITLE);
            write(beside, StandardCharsets.UTF_8.encode(text.toString()));
            Files.move(
                    beside, file.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = now;
            place = placeIfThere();
            tellKept();
        } catch (IOException | RuntimeException e) { // tried again at the next look
            written = new Properties();
            tellFailing("cannot be written", e);
        }
    }

    private static void write(Path beside, ByteBuffer text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (text.hasRemaining()) { // a disk that is nearly full takes a part
                channel.write(text);
            }
            channel.force(false);
        } catch (IOException e) {
            Files.deleteIfExists(beside); // it may be what fills the disk
            throw e;
        }
    }

    /** Writes what has changed last, unless the disk hangs. */
    @Override
    public void close() {
        try {
            thread.execute(this::look);
            thread.shutdown();
            if (!thread.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
    }
}
