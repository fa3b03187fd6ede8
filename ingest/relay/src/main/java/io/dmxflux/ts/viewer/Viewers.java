// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.relay.LiveServices;
import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * All viewers of the services of a process.
 *
 * <p><b>Ownership:</b> owns its threads and the outputs of watched services, until {@link #close}.
 * <p><b>Threading:</b> every method from any thread; {@link #watch} and {@link #close} from any but an event loop's.
 */
public final class Viewers implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final long CLOSE_MILLIS = 500;
    private static final int MOST_QUEUED = 16;
    private static final int TTL_SECONDS = 60;

    private final LiveServices live;
    private final ViewerLimits limits;
    private final EventExecutor segmenting =
            new DefaultEventExecutor(new DefaultThreadFactory("dmxflux-segments", true));

    /** It may block: what closes an output waits for what it has sent. */
    private final Scheduler looking =
            Schedulers.newBoundedElastic(1, MOST_QUEUED, "dmxflux-viewers", TTL_SECONDS, true);

    private final Map<ServicePath, WatchedService> services = new ConcurrentHashMap<>();
    private final Disposable look;

    /**
     * Nobody yet.
     *
     * @param live the services
     * @param limits what viewers may take
     */
    public Viewers(LiveServices live, ViewerLimits limits) {
        this.live = live;
        this.limits = limits;
        this.look = Flux.interval(LOOK, looking)
                .onBackpressureDrop()
                .subscribe(tick -> look(), failure -> Operators.onErrorDropped(failure, Context.empty()));
    }

    private void look() {
        try {
            services.values().forEach(WatchedService::look);
        } catch (RuntimeException e) { // looked at again soon
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    ViewerLimits limits() {
        return limits;
    }

    /** Tells whether there are as many viewers as there may be. */
    boolean isFull() {
        return isFull(0);
    }

    /** Tells the same, with others beside them. */
    boolean isFull(int others) {
        return others
                        + services.values().stream()
                                .mapToInt(WatchedService::viewers)
                                .sum()
                >= limits.viewers();
    }

    /** Returns a service with its output open; empty if its input does not run. */
    Optional<WatchedService> watch(ServicePath path) {
        WatchedService service =
                services.computeIfAbsent(path, any -> new WatchedService(path, live, limits, segmenting));
        return service.open() ? Optional.of(service) : Optional.empty();
    }

    /** Adds a viewer on a connection; empty if there are as many as there may be. */
    synchronized Optional<Viewer> join(WatchedService service, Channel connection) {
        return isFull() ? Optional.empty() : Optional.of(service.join(connection));
    }

    /**
     * Returns the service whose segments are asked for, also while it is away.
     *
     * @param text its path, or its number alone where one that is played has that
     */
    Optional<WatchedService> played(String text) {
        List<WatchedService> found = services.values().stream()
                .filter(WatchedService::isPlayed)
                .filter(service -> service.path().toString().equals(text)
                        || Integer.toString(service.path().serviceId()).equals(text))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns a service that is watched, or was. */
    private Optional<WatchedService> known(ServicePath path) {
        return Optional.ofNullable(services.get(path));
    }

    /**
     * Returns what has become of what came for viewers.
     *
     * @return by service, of each that ever had a viewer
     */
    public Map<ServicePath, ViewerBook> books() {
        Map<ServicePath, ViewerBook> books = new TreeMap<>();
        services.forEach((path, service) -> books.put(path, service.book()));
        return books;
    }

    /**
     * Returns what has become of what came for the viewers of a service.
     *
     * @param path the service in URLs
     * @return of nothing if it never had any
     */
    public ViewerBook book(String path) {
        return ServicePath.parse(path)
                .flatMap(this::known)
                .map(WatchedService::book)
                .orElse(ViewerBook.NONE);
    }

    @Override
    public void close() {
        look.dispose();
        services.values().forEach(WatchedService::close);
        looking.dispose();
        segmenting.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * CLOSE_MILLIS);
    }
}
