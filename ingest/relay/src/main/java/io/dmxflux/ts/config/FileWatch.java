// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.plan.FileLookup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells when one of a few files has changed: written, replaced by rename as editors do it, or through a link as containers do it.
 *
 * <p>Its attributes are read twice a second, and only what differs in them is a change. Events of the file system would not
 * tell of a file behind a link, nor of a directory that is replaced or mounted, and need a watch that the machine may refuse.
 * A change is told when nothing has changed any more for a moment: a file is often written in pieces.
 *
 * <p><b>Threading:</b> one daemon thread, which runs the action. A file system that does not answer holds up neither start nor end.
 * <p><b>Errors:</b> what the action throws is its own; the watch goes on.
 */
final class FileWatch implements AutoCloseable {

    private static final long LOOK_MILLIS = 500;

    /** How long nothing must change, as a way to wait. */
    interface Moment {

        /** What it takes an editor to write a file, many times over. */
        Moment SHORT = () -> Thread.sleep(Duration.ofMillis(200).toMillis());

        void pass() throws InterruptedException;
    }

    private final Supplier<Set<Path>> files;
    private final Runnable action;
    private final Moment moment;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Map<Path, Optional<Stamp>> told;

    private FileWatch(Supplier<Set<Path>> files, Runnable action, Moment moment) {
        this.files = files;
        this.action = action;
        this.moment = moment;
        this.told = files.get().stream()
                .collect(Collectors.toMap(
                        file -> file, file -> FileLookup.ask(file, () -> stamp(file), Optional.empty())));
    }

    /**
     * Begins to watch.
     *
     * @param files the files, which may be away now and then, and their directories as well; asked at each look, and others are a change
     * @param action run after each change
     * @param moment how long it has to stay the same
     * @return ends it when closed
     */
    static FileWatch start(Supplier<Set<Path>> files, Runnable action, Moment moment) {
        FileWatch watch = new FileWatch(files, action, moment);
        new DefaultThreadFactory("dmxflux-config", true).newThread(watch::watch).start();
        return watch;
    }

    private void watch() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends it
        }
    }

    private void look() throws InterruptedException {
        Map<Path, Optional<Stamp>> now = stamps();
        if (now.equals(told)) {
            return;
        }
        do {
            told = now;
            moment.pass();
            now = stamps();
        } while (!now.equals(told));
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private Map<Path, Optional<Stamp>> stamps() {
        return files.get().stream().collect(Collectors.toMap(file -> file, FileWatch::stamp));
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
        } catch (IOException e) {
            return Optional.empty(); // it is away, which is a difference too
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** What differs between two states of a file. */
    private record Stamp(FileTime modified, long bytes, String key) {}
}
