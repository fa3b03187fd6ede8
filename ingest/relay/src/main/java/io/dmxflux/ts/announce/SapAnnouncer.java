// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.AnnounceEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.EveryService;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Announces services by SAP: each at once when it comes, again every few seconds, and as deleted when it goes.
 *
 * <p><b>Shape:</b> one message a service, to the group of its scope; all of them every 5 seconds, or as seldom as 4000
 * bit/s ask for, give or take a third. Changes are told within the same bit rate, see {@link SapBudget}. A service that is sent to a single host has no group, and is not announced.
 * <p><b>Threading:</b> every method from any thread but an event loop's, for which sockets wait to be opened and closed.
 * <p><b>Errors:</b> none ends it: what cannot be sent is told, and tried again with the next round.
 * <p><b>Source:</b> RFC 2974, sections 3 (interval and scopes) and 4 (deletion).
 */
public final class SapAnnouncer implements AutoCloseable {

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);

    /** Of an announcement, about: what is announced for the first time counts before it is written. */
    private static final int TYPICAL_BYTES = 400;

    /** From 1900, where NTP begins to count, to 1970. */
    private static final long NTP_SECONDS_TO_1970 = 2_208_988_800L;

    private final RelayEvent.Listener listener;
    private final Clock clock;
    private final Scheduler timer;
    private final Disposable.Swap nextRound = Disposables.swap();
    private final Disposable.Swap nextUpdate = Disposables.swap();
    private final SapBudget budget = new SapBudget();
    private final Map<SapRoute, SapSender> senders = new HashMap<>();
    private final List<Announcement> announced = new ArrayList<>();
    private List<EveryService.Announced> wanted = List.of();
    private boolean roundIsDue;
    private boolean roundIsLate;
    private long version;
    private boolean closed;

    /**
     * Starts with nothing to announce.
     *
     * @param listener told when announcements cannot be sent, and when they can be again
     */
    public SapAnnouncer(RelayEvent.Listener listener) {
        this(listener, Clock.systemUTC(), Schedulers.parallel());
    }

    SapAnnouncer(RelayEvent.Listener listener, Clock clock, Scheduler timer) {
        this.listener = listener;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * Announces exactly these from now on: new ones at once, the others when their time comes. Those that are not among
     * them any more are deleted. Changes that come faster than they may be told wait, and the last ones count.
     *
     * @param services all that are to be announced
     */
    public synchronized void announce(Collection<EveryService.Announced> services) {
        wanted = services.stream()
                .filter(service -> service.to().config().isMulticast())
                .toList();
        update();
    }

    private synchronized void update() {
        if (closed || isAnnounced(wanted)) {
            return;
        }
        refill();
        if (roundIsLate && budget.allows()) { // or changes would take all that may be sent
            round();
        }
        // in this order: the new description of a service would fall to the deletion of the old one
        List.copyOf(announced).stream()
                .filter(announcement -> !wanted.contains(announcement.service()))
                .takeWhile(announcement -> budget.allows())
                .forEach(this::end);
        wanted.stream()
                .filter(service -> !isAnnounced(service))
                .takeWhile(service -> budget.allows())
                .forEach(this::begin);
        closeUnused();
        scheduleRound();
        if (!isAnnounced(wanted) && !budget.allows()) {
            nextUpdate.update(timer.schedule(this::update, budget.waitMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void refill() {
        budget.refill(timer.now(TimeUnit.MILLISECONDS), (long) wanted.size() * TYPICAL_BYTES * Byte.SIZE);
    }

    private void end(Announcement announcement) {
        announcement.delete();
        announced.remove(announcement);
        budget.spend(announcement.deletionBytes());
    }

    private boolean isAnnounced(List<EveryService.Announced> services) {
        return services.size() == announced.size() && services.stream().allMatch(this::isAnnounced);
    }

    private boolean isAnnounced(EveryService.Announced service) {
        return announced.stream()
                .anyMatch(announcement -> announcement.service().equals(service));
    }

    private void begin(EveryService.Announced service) {
        SapRoute route = SapRoute.of(service.to().config());
        try {
            SapSender sender = senders.containsKey(route) ? senders.get(route) : SapSender.open(route, listener);
            senders.put(route, sender);
            SessionDescription description = new SessionDescription(service, route.origin(), nextVersion());
            Announcement announcement = Announcement.of(description, sender, this::isTaken);
            announced.add(announcement);
            announcement.announce();
            budget.spend(announcement.bytes());
        } catch (IOException e) {
            listener.tell(new AnnounceEvent.NotAnnounced(service, e));
        }
    }

    private boolean isTaken(int hash) {
        return announced.stream().anyMatch(other -> other.hash() == hash);
    }

    private long nextVersion() {
        version = Math.max(version + 1, clock.instant().getEpochSecond() + NTP_SECONDS_TO_1970);
        return version;
    }

    private void closeUnused() {
        List<SapSender> used = announced.stream().map(Announcement::sender).toList();
        senders.values().removeIf(sender -> {
            boolean unused = !used.contains(sender);
            if (unused) {
                sender.close();
            }
            return unused;
        });
    }

    private synchronized void round() {
        roundIsDue = false;
        refill();
        roundIsLate = !budget.allows();
        if (!roundIsLate) {
            announced.forEach(announcement -> {
                announcement.announce();
                budget.spend(announcement.bytes());
            });
        }
        scheduleRound();
    }

    private void scheduleRound() {
        if (!closed && !announced.isEmpty() && !roundIsDue) {
            roundIsDue = true;
            long millis = interval(announced).toMillis();
            // receivers of many announcers would else hear all of them at the same time (RFC 2974 3.1)
            long third = millis / 3;
            long delay = ThreadLocalRandom.current().nextLong(millis - third, millis + third);
            nextRound.update(timer.schedule(this::round, Math.max(delay, budget.waitMillis()), TimeUnit.MILLISECONDS));
        }
    }

    /** How long it is from one announcement of these to the next, on average. */
    static Duration interval(Collection<Announcement> announcements) {
        long bits = announcements.stream().mapToLong(Announcement::bytes).sum() * Byte.SIZE;
        Duration asSlowAsAsked = Duration.ofMillis(bits * 1_000 / SapBudget.BITS_PER_SECOND);
        return asSlowAsAsked.compareTo(SHORTEST_INTERVAL) > 0 ? asSlowAsAsked : SHORTEST_INTERVAL;
    }

    /** Deletes all that is announced, and closes the sockets when that is sent. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        nextUpdate.dispose();
        nextRound.dispose();
        announced.forEach(Announcement::delete);
        announced.clear();
        closeUnused();
    }
}
