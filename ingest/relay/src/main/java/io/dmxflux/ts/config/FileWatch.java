// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells when a file has changed: written, or replaced by rename as editors do it, or through a link as containers do it.
 *
 * <p>Its directory is watched, as a watch on a file itself is lost with the first rename. Every event there is a reason to
 * look, and only what differs in the file's own attributes is a change, so that a recording that grows beside it is none.
 * A change is told when nothing has changed any more for a moment: a file is often written in pieces.
 *
 * <p><b>Threading:</b> one daemon thread, which runs the action.
 */
final class FileWatch implements AutoCloseable {

    private static final WatchEvent.Kind<?>[] EVERYTHING = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /** How long nothing must change, as a way to wait. */
    interface Moment {

        /** What it takes an editor to write a file, many times over. */
        Moment SHORT = () -> Thread.sleep(Duration.ofMillis(200).toMillis());

        void pass() throws InterruptedException;
    }

    private final Path file;
    private final Runnable action;
    private final Moment moment;
    private final WatchService watcher;
    private Optional<Stamp> told;

    private FileWatch(Path file, Runnable action, Moment moment, WatchService watcher) {
        this.file = file;
        this.action = action;
        this.moment = moment;
        this.watcher = watcher;
        this.told = stamp();
    }

    /**
     * Begins to watch.
     *
     * @param file the file, which may be away now and then
     * @param action run after each change
     * @param moment how long it has to stay the same
     * @return ends it when closed
     * @throws UncheckedIOException in one line, if its directory cannot be watched
     */
    static FileWatch start(Path file, Runnable action, Moment moment) {
        Path directory = file.toAbsolutePath().resolveSibling(".").normalize();
        try {
            WatchService watcher = file.getFileSystem().newWatchService();
            directory.register(watcher, EVERYTHING);
            FileWatch watch = new FileWatch(file, action, moment, watcher);
            new DefaultThreadFactory("dmxflux-config", true)
                    .newThread(watch::watch)
                    .start();
            return watch;
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": cannot be watched: " + e.getMessage(), e);
        }
    }

    private void watch() {
        try {
            for (WatchKey key = watcher.take(); key.isValid(); key = watcher.take()) {
                key.pollEvents();
                key.reset();
                look();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // closed
        }
    }

    private void look() throws InterruptedException {
        Optional<Stamp> now = stamp();
        if (now.equals(told)) {
            return;
        }
        do {
            told = now;
            moment.pass();
            now = stamp();
        } while (!now.equals(told));
        action.run();
    }

    private Optional<Stamp> stamp() {
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
        try {
            watcher.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be left alone: " + e.getMessage(), e);
        }
    }

    /** What differs between two states of a file. */
    private record Stamp(FileTime modified, long bytes, String key) {}
}
