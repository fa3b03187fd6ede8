// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.relay.LiveServices;
import io.dmxflux.ts.text.LogEventText;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Keeps the multiplex of each input that runs, and lets viewers go back in it.
 *
 * <p><b>Ownership:</b> owns the log, its own outputs and threads, until {@link #close}.
 * <p><b>Threading:</b> every method from any thread but an event loop's, as it reads files, unless it says otherwise.
 */
public final class TimeShift implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** A span that is kept without anything for longer has a hole. */
    private static final Duration LONGEST_HOLE = Duration.ofSeconds(10);

    /** So much of what is kept is deleted at once, at most. */
    private static final int SEGMENTS = 12;

    private static final Duration LONGEST_SEGMENT = Duration.ofMinutes(10);
    private static final long LARGEST_SEGMENT = 256L << 20;
    private static final long QUEUE_BYTES = 16L << 20;
    private static final int PACING_THREADS = 2;
    private static final int MOST_QUEUED = 16;
    private static final int TTL_SECONDS = 60;
    private static final String STREAM = "timeshift-";
    private static final int LONGEST_NAME = 90;

    private final LiveServices live;
    private final Consumer<String> told;
    private final TimeShiftSettings settings;
    private final FileLog log;
    private final Map<String, KeptInput> inputs = new ConcurrentHashMap<>();
    private final ViewerLimits limits;
    private final Map<ServicePath, Audiences> audiences = new ConcurrentHashMap<>();

    /** Who goes back in a service. */
    private record Audiences(ViewerAccounts accounts, Players players) {}

    /** What viewers have now. */
    private final Set<ShiftedService> watched = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;
    private final SegmentReads reads = new SegmentReads();
    private final Scheduler timers = Schedulers.newSingle("dmxflux-timeshift", true);

    /** Of all viewers: a thread for each would be most of what they cost. */
    private final Scheduler pacing = Schedulers.newParallel("dmxflux-timeshift-pace", PACING_THREADS, true);

    private final Scheduler looking =
            Schedulers.newBoundedElastic(1, MOST_QUEUED, "dmxflux-timeshift-look", TTL_SECONDS, true);
    private final Disposable look;

    /**
     * Keeps what runs, and what will.
     *
     * @param live the inputs
     * @param settings what is kept, and where
     * @param limits what viewers may have
     * @param told receives a line for what goes wrong that no output tells
     */
    public TimeShift(LiveServices live, TimeShiftSettings settings, ViewerLimits limits, Consumer<String> told) {
        this.live = live;
        this.settings = settings;
        this.limits = limits;
        this.told = told;
        Duration span =
                settings.age().isZero() ? LONGEST_SEGMENT : settings.age().dividedBy(SEGMENTS);
        long bytes = settings.bytes() == 0 ? LARGEST_SEGMENT : settings.bytes() / SEGMENTS;
        this.log = FileLog.in(
                settings.directory(),
                FileLogConfig.builder()
                        .retention(new LogRetention(settings.age(), settings.bytes()))
                        .segment(
                                Math.min(bytes, LARGEST_SEGMENT),
                                span.compareTo(LONGEST_SEGMENT) < 0 ? span : LONGEST_SEGMENT)
                        .queueBytes(QUEUE_BYTES)
                        .onEvent(this::tell)
                        .build());
        this.look = Flux.interval(Duration.ZERO, LOOK, looking)
                .onBackpressureDrop()
                .subscribe(tick -> look(), failure -> Operators.onErrorDropped(failure, Context.empty()));
    }

    private void look() {
        try {
            live.running()
                    .forEach(slug -> inputs.computeIfAbsent(slug, this::input).look());
        } catch (RuntimeException e) { // looked at again soon
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    private KeptInput input(String slug) {
        String stream = name(slug);
        Path marks = settings.directory().resolve(stream + ".segments");
        return new KeptInput(
                slug,
                stream,
                live,
                log,
                new KeptSegments(log, stream, settings.directory().resolve(stream), marks),
                told);
    }

    private static String name(String slug) {
        return STREAM + slug.substring(0, Math.min(slug.length(), LONGEST_NAME));
    }

    private void tell(LogEvent event) {
        Optional<KeptInput> input = inputs.values().stream()
                .filter(kept -> kept.stream().equals(event.stream()))
                .findFirst();
        if (event instanceof LogEvent.Waits waits) {
            input.ifPresent(kept -> kept.waiting().waits(waits.problem()));
        } else if (event instanceof LogEvent.IsBack back) {
            input.ifPresent(kept -> kept.waiting().isBack(back.waited(), back.lackingBytes() / TsPacket.LENGTH));
        } else if (!(event instanceof LogEvent.Deleted || event instanceof LogEvent.Opened)) {
            told.accept(event.stream() + ": " + LogEventText.of(event));
        }
    }

    /**
     * Returns what is asked for.
     *
     * @return what is kept, and where
     */
    public TimeShiftSettings settings() {
        return settings;
    }

    /** Tells whether something is kept of an input, or was, in this process. */
    boolean keeps(String slug) {
        return inputs.containsKey(slug);
    }

    /**
     * Tells why a moment cannot be seen.
     *
     * @param path the service
     * @param at the moment
     * @return one line that says what is kept; empty if it can be
     */
    Optional<String> refusal(ServicePath path, Instant at) {
        String stream = name(path.input());
        String asked = "at: " + ShiftInstant.text(at) + " of " + path.input();
        try {
            Optional<Instant> oldest = keeps(path.input()) ? log.time(stream, 0) : Optional.empty();
            if (oldest.isEmpty()) {
                return Optional.of(asked + ": nothing is kept of it yet (expected: a moment from now on, later)");
            }
            if (at.isBefore(oldest.get())) {
                return Optional.of(
                        asked + " (expected: " + ShiftInstant.text(oldest.get()) + " or later, which is kept)");
            }
            OptionalLong position = log.position(stream, at);
            Optional<Instant> found = position.isEmpty() ? Optional.empty() : log.time(stream, position.getAsLong());
            if (found.isEmpty()) {
                return Optional.of(asked + ": nothing has come yet (expected: " + ShiftInstant.text(oldest.get())
                        + " or later, up to what came last)");
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(asked + ": " + e.getMessage());
        }
    }

    /**
     * Returns the moment that is meant: in a hole that where it goes on, and just before now, where what came last is that old as
     * chunks are apart, that.
     *
     * @param path the service
     * @param at the moment that is asked for
     */
    Instant meant(ServicePath path, Instant at) {
        try {
            return keeps(path.input()) ? meant(name(path.input()), at) : at;
        } catch (IOException e) {
            return at; // which is refused with it
        }
    }

    private Instant meant(String stream, Instant at) throws IOException {
        Optional<Instant> oldest = log.time(stream, 0);
        OptionalLong position = log.position(stream, at);
        if (position.isPresent()) {
            boolean isKept = oldest.filter(at::isBefore).isEmpty();
            return log.time(stream, position.getAsLong())
                    .filter(next -> isKept && next.isAfter(at.plus(LONGEST_HOLE)))
                    .orElse(at);
        }
        Instant now = Instant.now();
        OptionalLong end = at.isAfter(now) ? OptionalLong.empty() : log.end(stream);
        return end.isEmpty()
                ? at
                : log.time(stream, end.getAsLong() - 1)
                        .filter(newest -> newest.isAfter(now.minus(LONGEST_HOLE)))
                        .orElse(at);
    }

    /**
     * Returns what is kept.
     *
     * @return by the slug of each input of which something is
     */
    public Map<String, KeptBook> kept() {
        Map<String, KeptBook> all = new TreeMap<>();
        inputs.forEach((slug, input) -> {
            int viewers = count(slug, own -> own.accounts.viewers());
            int players = count(slug, own -> own.players.count(limits.pause()));
            input.book(viewers, players).ifPresent(book -> all.put(slug, book));
        });
        return all;
    }

    private int count(String slug, ToIntFunction<Audiences> which) {
        return audiences.entrySet().stream()
                .filter(own -> own.getKey().input().equals(slug))
                .mapToInt(own -> which.applyAsInt(own.getValue()))
                .sum();
    }

    private Audiences audiences(ServicePath path) {
        return audiences.computeIfAbsent(path, any -> new Audiences(new ViewerAccounts(), new Players()));
    }

    /** Notes that a player asks for a playlist of then, or for a segment; on any thread. */
    void asks(ServicePath path, String player) {
        audiences(path).players.ask(player);
    }

    /** Returns where segments of an input are. */
    Optional<KeptSegments> segments(ServicePath path) {
        return Optional.ofNullable(inputs.get(path.input())).map(KeptInput::segments);
    }

    /** Returns the position of a moment; empty if nothing of it has come yet. */
    OptionalLong position(ServicePath path, Instant at) throws IOException {
        return log.position(name(path.input()), at);
    }

    /** Returns those who read segments. */
    SegmentReads reads() {
        return reads;
    }

    /** Returns how many viewers there are; on any thread. */
    int viewers() {
        return audiences.values().stream()
                .mapToInt(own -> own.accounts.viewers())
                .sum();
    }

    /** Sends a span of a service to a connection; on any thread. */
    Viewer join(ServiceLookup.Shifted span, Channel connection) {
        ServicePath path = span.path();
        ViewerAccounts own = audiences(path).accounts;
        LogEnd end = span.until().<LogEnd>map(LogEnd.Before::new).orElse(LogEnd.NEVER);
        ShiftedService service =
                new ShiftedService(log, name(path.input()), path.serviceId(), span.at(), end, timers, pacing);
        own.joined();
        Viewer viewer = new Viewer(connection, limits, own, left -> {
            own.left();
            watched.remove(service);
            service.leave(left);
        });
        watched.add(service);
        service.start(viewer);
        if (closed) { // before it was added: nobody else closes it
            service.close();
        }
        return viewer;
    }

    /**
     * Returns what has become of what was read for viewers.
     *
     * @return by service, of each that ever had a viewer who went back
     */
    public Map<ServicePath, ViewerBook> books() {
        Map<ServicePath, ViewerBook> books = new TreeMap<>();
        audiences.forEach((path, own) -> books.put(path, own.accounts.book(own.players.count(limits.pause()))));
        return books;
    }

    @Override
    public void close() {
        closed = true;
        look.dispose();
        watched.forEach(ShiftedService::close);
        inputs.values().forEach(KeptInput::close);
        log.close();
        looking.dispose();
        timers.dispose();
        pacing.dispose();
        reads.close();
    }
}
