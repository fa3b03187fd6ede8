// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.AnnounceEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.EveryService;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps playlists and announcements as plans ask for: a playlist is written again when what it lists changes, or when it is
 * gone, as its disk was; it stays when the relays end.
 *
 * <p><b>Threading:</b> on a thread of its own, as files and sockets block; {@link #look} from any thread.
 */
public final class Announcements implements AutoCloseable {

    private static final long CLOSING_MILLIS = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Supplier<List<EveryService.Sent>> placed;
    private final RelayEvent.Listener listener;
    private final SapAnnouncer announcer;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dmxflux-announce", true));
    private final Map<Path, List<EveryService.Announced>> listed = new LinkedHashMap<>();

    /** Playlists that could not be written, which has been told. */
    private final Set<Path> failing = new HashSet<>();

    /**
     * Starts with nothing.
     *
     * @param placed asked for what is sent now
     * @param listener told what cannot be written or sent
     */
    public Announcements(Supplier<List<EveryService.Sent>> placed, RelayEvent.Listener listener) {
        this(placed, listener, RETRY);
    }

    /** Looks again after some other time. */
    Announcements(Supplier<List<EveryService.Sent>> placed, RelayEvent.Listener listener, Duration retry) {
        this.placed = placed;
        this.listener = listener;
        this.announcer = new SapAnnouncer(listener);
        thread.scheduleWithFixedDelay(this::look, retry.toMillis(), retry.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks for changes, on its own thread. */
    public void look() {
        try {
            thread.execute(this::update);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void update() {
        List<EveryService.Sent> now = placed.get();
        announcer.announce(now.stream()
                .filter(one -> one.plan().announce())
                .flatMap(one -> one.services().stream())
                .toList());
        playlists(now).forEach(this::write);
    }

    /** Plans that name the same file share it. */
    private static Map<Path, List<EveryService.Announced>> playlists(List<EveryService.Sent> now) {
        Map<Path, List<EveryService.Announced>> playlists = new LinkedHashMap<>();
        for (EveryService.Sent one : now) {
            one.plan()
                    .playlist()
                    .ifPresent(file -> playlists.merge(
                            file,
                            one.services(),
                            (some, more) ->
                                    Stream.concat(some.stream(), more.stream()).toList()));
        }
        return playlists;
    }

    private void write(Path file, List<EveryService.Announced> services) {
        List<EveryService.Announced> before = listed.get(file);
        if (before == null ? services.isEmpty() : services.equals(before) && Files.exists(file)) {
            return;
        }
        try {
            new Playlist(file).write(services);
            listed.put(file, services);
            if (failing.remove(file)) {
                listener.tell(new AnnounceEvent.PlaylistWritten(file));
            }
        } catch (RuntimeException e) {
            if (failing.add(file)) {
                listener.tell(new AnnounceEvent.PlaylistNotWritten(file, e));
            }
        }
    }

    /** Withdraws all announcements. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        announcer.close();
    }
}
