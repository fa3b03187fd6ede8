// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.sink.RecordedFiles.Written;
import io.netty.buffer.ByteBuf;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One open file of a recording. Each write goes to its end, also where another program has made it shorter.
 *
 * <p><b>Ownership:</b> the caller closes it.
 * <p><b>Threading:</b> one thread; it blocks as long as the disk does, and at the opening of a FIFO until that has a reader.
 */
final class RecordedFile {

    /** Stands in a name for the local time at which a file begins. */
    static final String TIME = "{time}";

    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    /** inode(7): S_IFMT, S_IFIFO. */
    private static final int FILE_TYPE = 0xF000;

    private static final int FIFO = 0x1000;
    private static final Path DEVICES = Path.of("/dev");
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Path name;
    private final Path path;
    private final ZonedDateTime began;
    private final FileChannel channel;
    private final RecordedFiles files;
    private final boolean regular;
    private final long sizeBefore;
    private final FileEnd endBefore;
    private final @Nullable Path kept;
    private final @Nullable Object key;

    private RecordedFile(
            Path name, Written file, FileChannel channel, RecordedFiles files, FileEnd endBefore, @Nullable Path kept)
            throws IOException {
        this.name = name;
        this.path = file.path();
        this.began = file.began();
        this.channel = channel;
        this.files = files;
        this.regular = Files.isRegularFile(path);
        this.sizeBefore = regular ? channel.size() : 0;
        this.endBefore = endBefore;
        this.kept = kept;
        this.key = key(path);
        files.opened(name, file, key);
    }

    /**
     * Checks that a file can be written, as far as that shows without writing: nothing is changed or created.
     *
     * @param name the name that was asked for
     * @param existing what becomes of a file of that name
     * @param time now, for a name with a time
     * @throws FileFailure in one line
     */
    static void check(Path name, FileSink.Existing existing, ZonedDateTime time) throws FileFailure {
        if (isSpecial(name)) {
            return;
        }
        Path file = at(name, time);
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw FileFailure.cannotOpen(file, new FileSystemException(file.toString(), null, "Is a directory"));
        }
        if (directory == null || !Files.isDirectory(directory)) {
            throw FileFailure.cannotOpen(file, new NoSuchFileException(file.toString()));
        }
        if (!Files.isWritable(existing != FileSink.Existing.BESIDE && Files.exists(file) ? file : directory)) {
            throw FileFailure.cannotOpen(file, new AccessDeniedException(file.toString()));
        }
    }

    /**
     * Opens the file that a stream begins or goes on with.
     *
     * @param name the name that was asked for
     * @param existing what becomes of a file of that name from before this process
     * @param time now, for a name with a time
     * @param files what this process has written
     * @throws FileFailure in one line
     */
    static RecordedFile open(Path name, FileSink.Existing existing, ZonedDateTime time, RecordedFiles files)
            throws FileFailure {
        Optional<Written> last = files.last(name).filter(file -> Files.isRegularFile(file.path()));
        Written file = last.orElseGet(() -> new Written(at(name, time), time));
        Path path = file.path();
        try {
            if (isSpecial(path)) {
                return special(name, file, files);
            }
            if (last.isPresent() || path.startsWith(DEVICES)) { // /dev/stdout, of which the shell has made a file
                return append(name, file, files);
            }
            if (files.isOpen(path)) {
                return beside(name, file, files, null);
            }
            return switch (existing) {
                case BESIDE -> beside(name, file, files, null);
                case APPEND -> append(name, file, files);
                case OVERWRITE -> files.isKnown(name) ? beside(name, file, files, null) : overwrite(name, file, files);
            };
        } catch (IOException e) {
            throw FileFailure.cannotOpen(path, e);
        }
    }

    /** Opens what the process was started with as its output; closing it leaves it open. */
    static RecordedFile standardOutput() throws FileFailure {
        try {
            FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
            return new RecordedFile(
                    STANDARD_OUTPUT,
                    new Written(STANDARD_OUTPUT, ZonedDateTime.now()),
                    channel,
                    new RecordedFiles(),
                    FileEnd.WHOLE,
                    null);
        } catch (IOException e) {
            throw FileFailure.cannotOpen(STANDARD_OUTPUT, e);
        }
    }

    private static RecordedFile special(Path name, Written file, RecordedFiles files) throws IOException {
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE);
        return new RecordedFile(name, file, channel, files, FileEnd.WHOLE, null);
    }

    /** Goes on behind a stream, or behind whatever this process has written; what is something else stays as it is. */
    private static RecordedFile append(Path name, Written file, RecordedFiles files) throws IOException {
        Path path = file.path();
        boolean hasEnd = Files.isRegularFile(path) && !path.startsWith(DEVICES); // the shell has chosen that
        FileEnd end = hasEnd ? FileEnd.of(path) : FileEnd.WHOLE;
        if (!end.isStream() && !files.isOwn(name, key(path))) {
            return beside(name, file, files, path);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new RecordedFile(name, file, channel, files, end, null);
    }

    private static RecordedFile overwrite(Path name, Written file, RecordedFiles files) throws IOException {
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        channel.truncate(0);
        return new RecordedFile(name, file, channel, files, FileEnd.WHOLE, null);
    }

    /** Creates {@code name.ts}, or the first of {@code name.2.ts}, {@code name.3.ts} ... that is not there. */
    private static RecordedFile beside(Path name, Written file, RecordedFiles files, @Nullable Path kept)
            throws IOException {
        if (Files.isDirectory(file.path())) {
            throw new FileSystemException(file.path().toString(), null, "Is a directory");
        }
        Written free = file;
        for (int number = 2; ; number++) {
            try {
                FileChannel channel =
                        FileChannel.open(free.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
                return new RecordedFile(name, free, channel, files, FileEnd.WHOLE, kept);
            } catch (FileAlreadyExistsException e) {
                free = new Written(numbered(file.path(), number), file.began());
            }
        }
    }

    /** Opens the file that the recording goes on with after this one. */
    RecordedFile next(ZonedDateTime time) throws FileFailure {
        Written file = new Written(at(name, time), time);
        try {
            return beside(name, file, files, null);
        } catch (IOException e) {
            throw FileFailure.cannotOpen(file.path(), e);
        }
    }

    static Path numbered(Path path, int number) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return path.resolveSibling(
                dot <= 0 ? name + "." + number : name.substring(0, dot) + "." + number + name.substring(dot));
    }

    /** Fills in the time at which a file begins. */
    static Path at(Path name, ZonedDateTime time) {
        return Path.of(name.toString().replace(TIME, TIME_FORMAT.format(time)));
    }

    /** Tells whether it is a FIFO, a device or a socket, which has no contents that could be kept. */
    static boolean isSpecial(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    /** Lets a thread go on that waits, in its opening of a FIFO, for a reader. Never blocks. */
    static void freeOpening(Path path) {
        aside(() -> freeOpeningNow(path));
    }

    /** Interrupts the threads that write a FIFO or a device, also one that waits for a reader. Never blocks. */
    static void letGo(Path path, Collection<Thread> writers) {
        aside(() -> {
            if (isSpecial(path)) {
                writers.forEach(Thread::interrupt);
                freeOpeningNow(path);
            }
        });
    }

    /** On a thread of its own, as a file system that does not answer holds it up for ever. */
    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "dmxflux-file-close");
        thread.setDaemon(true);
        thread.start();
    }

    private static void freeOpeningNow(Path path) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode");
            if ((mode & FILE_TYPE) == FIFO) {
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .close(); // fifo(7): does not wait
            }
        } catch (IOException e) {
            // not there any more, or not ours to read: the thread waits for a reader, as it would have
        }
    }

    Path path() {
        return path;
    }

    /** Returns when this process began to write it. */
    ZonedDateTime began() {
        return began;
    }

    /** Returns the bytes that it had when it was opened; 0 for what has no contents. */
    long sizeBefore() {
        return sizeBefore;
    }

    /** Returns how it ended when it was opened. */
    FileEnd endBefore() {
        return endBefore;
    }

    /** Returns the file that would have been gone on with, if it were a stream; {@code null} for none. */
    @Nullable
    Path kept() {
        return kept;
    }

    /** Tells whether there is something that can be rotated. */
    boolean isRegular() {
        return regular;
    }

    boolean isStandardOutput() {
        return path.equals(STANDARD_OUTPUT);
    }

    /** Writes all of a buffer; returns its bytes. */
    int write(ByteBuf buffer) throws IOException {
        int length = buffer.readableBytes();
        while (buffer.isReadable()) {
            buffer.readBytes(channel, buffer.readableBytes());
        }
        return length;
    }

    /** Takes back what has been written of a buffer before the disk refused the rest. */
    void cutOff(long size) {
        if (regular) {
            try {
                channel.truncate(size);
            } catch (IOException e) {
                // a disk that refuses this as well keeps the part; readers find the next packet by its sync byte
            }
        }
    }

    /** Tells whether the name still leads to this file: it is not moved or removed, and nothing is mounted over it. */
    boolean isInPlace() {
        return !regular || key == null || key.equals(key(path));
    }

    /**
     * Returns how much of what was written is there no more.
     *
     * @param written bytes that it should have
     * @return 0 unless another program has made it shorter
     */
    long missingBytes(long written) {
        try {
            return regular ? Math.max(0, written - channel.size()) : 0;
        } catch (IOException e) {
            return 0; // told when it is written
        }
    }

    private static @Nullable Object key(Path path) {
        try {
            return Files.isRegularFile(path)
                    ? Files.readAttributes(path, BasicFileAttributes.class).fileKey()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    void close() {
        files.closed(path);
        if (isStandardOutput()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // everything is written, or has been refused already
        }
    }
}
