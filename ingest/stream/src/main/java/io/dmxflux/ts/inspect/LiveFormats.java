// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.ExpectedHeaders;
import io.dmxflux.ts.analysis.FormatSearch;
import io.dmxflux.ts.es.FirstHeader;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.StreamCoding;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The formats of elementary streams as they are now: each is looked for when a PMT names the stream or has changed, and again in
 * turn, one stream a second.
 * <pre>
 *   follow --&gt; waiting --look, room--&gt; searching --found, or given up--&gt; known --look, in turn--&gt; searching
 * </pre>
 * While a stream is searched, each of its packets is looked at; {@value #MOST_SEARCHES} are at a time.
 *
 * <p><b>Threading:</b> one thread.
 */
final class LiveFormats {

    static final int MOST_SEARCHES = 32;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ExpectedHeaders headers;
    private final IntPredicate isOfTables;
    private final IntObjectMap<Followed> streams = new IntObjectHashMap<>();
    private final Set<Followed> searching = new LinkedHashSet<>();
    private final Set<Followed> waiting = new LinkedHashSet<>();
    private final Set<Followed> known = new LinkedHashSet<>();
    private int changes;

    /** A stream whose format is found out. */
    private static final class Followed {

        private final int pid;
        private final StreamCoding coding;
        private @Nullable FirstHeader search;
        private long beganNanos;
        private @Nullable StreamFormat format;

        Followed(int pid, StreamCoding coding) {
            this.pid = pid;
            this.coding = coding;
        }
    }

    /**
     * Formats of no stream yet.
     *
     * @param headers told which PIDs are to be looked at
     * @param isOfTables the PIDs that are looked at whatever happens here
     */
    LiveFormats(ExpectedHeaders headers, IntPredicate isOfTables) {
        this.headers = headers;
        this.isOfTables = isOfTables;
    }

    /** Returns a number that is another one once a format is. */
    int changes() {
        return changes;
    }

    /** Takes a stream of a PMT that is new, or says something else than before. */
    void follow(ElementaryStream stream) {
        int pid = stream.elementaryPid();
        StreamCoding coding = stream.coding();
        Followed before = streams.get(pid);
        if (before != null && before.coding == coding) {
            if (known.remove(before)) {
                waiting.add(before);
            }
            return;
        }
        if (before != null) {
            forget(before);
        }
        Followed followed = new Followed(pid, coding);
        streams.put(pid, followed);
        waiting.add(followed);
        changes++;
    }

    /** Forgets the streams that no PMT has any more. */
    void retain(BitSet pids) {
        List.copyOf(streams.values()).stream()
                .filter(followed -> !pids.get(followed.pid))
                .forEach(this::forget);
    }

    private void forget(Followed followed) {
        streams.remove(followed.pid);
        waiting.remove(followed);
        known.remove(followed);
        if (searching.remove(followed)) {
            watch(followed, false);
        }
        changes++;
    }

    private void watch(Followed followed, boolean isSearched) {
        headers.watch(followed.pid, isSearched || isOfTables.test(followed.pid));
    }

    /** Takes a packet that repeats none. */
    void packet(int pid, ByteBuf buffer, int packet) {
        Followed followed = searching.isEmpty() ? null : streams.get(pid);
        FirstHeader search = followed == null ? null : followed.search;
        if (followed == null || search == null) {
            return;
        }
        StreamFormat format = search.packet(buffer, packet);
        if (format != null) {
            if (!format.equals(followed.format)) {
                followed.format = format;
                changes++;
            }
            end(followed);
        }
    }

    private void end(Followed followed) {
        followed.search = null;
        searching.remove(followed);
        known.add(followed);
        watch(followed, false);
    }

    /** Knows that packets of a PID are missing before the next. */
    void interrupt(int pid) {
        Followed followed = searching.isEmpty() ? null : streams.get(pid);
        if (followed != null && followed.search != null) {
            followed.search.interrupt();
        }
    }

    /** Knows that packets of any PID may be missing before the next. */
    void interrupt() {
        searching.forEach(followed -> interrupt(followed.pid));
    }

    /** Gives up what takes too long, and begins what waits, or else what has been known for the longest time; once a second. */
    void look(long now) {
        List.copyOf(searching).stream()
                .filter(followed -> now - followed.beganNanos > PATIENCE_NANOS)
                .forEach(this::end);
        begin(poll(known), now);
        beginWaiting(now);
    }

    private static @Nullable Followed poll(Set<Followed> some) {
        Iterator<Followed> all = some.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Followed first = all.next();
        all.remove();
        return first;
    }

    /** Begins the searches that wait, as far as there is room. */
    void beginWaiting(long now) {
        while (searching.size() < MOST_SEARCHES && !waiting.isEmpty()) {
            begin(poll(waiting), now);
        }
    }

    private void begin(@Nullable Followed followed, long now) {
        FirstHeader search = followed == null ? null : FormatSearch.of(followed.coding);
        if (followed != null && search != null) {
            followed.search = search;
            followed.beganNanos = now;
            searching.add(followed);
            watch(followed, true);
        }
    }

    /** Returns what is known, by PID. */
    Map<Integer, StreamFormat> all() {
        Map<Integer, StreamFormat> all = new HashMap<>();
        streams.values().forEach(followed -> {
            if (followed.format != null) {
                all.put(followed.pid, followed.format);
            }
        });
        return all;
    }
}
