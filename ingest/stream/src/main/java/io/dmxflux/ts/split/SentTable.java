// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Section;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One table of an output, with a {@link TableVersion} of its own: another content is another version, also if it was sent
 * before.
 * <pre>
 *   set         A      B      A                    C  D  E  F  G
 *   sent     A  A   A  B   B  A   A                C  D  E  E     G     a fourth within a second waits, the last one wins
 *   version  7  7   7  8   8  9   9               10 11 12 12    13
 * </pre>
 * It is sent for each table of the multiplex, and by {@link #repeat} when that one comes too seldom.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SentTable {

    /** The shortest interval between two sections of one table that receivers have to bear (EN 300 468 5.1.4). */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** So far apart when they are written that they are so when they leave, each with a batch: one may wait, the other not. */
    static final long APART_NANOS = SHORTEST_NANOS + TimeUnit.MILLISECONDS.toNanos(30);

    private final TableVersion version;

    /** Whether sections keep the version that they are set with. */
    private final boolean isOfMultiplex;

    private final long longestNanos;

    private OutputPids.@Nullable TablePid pid;
    private OutputPids.@Nullable TablePid wantedPid;

    /** Sections with version 0: to be sent, and sent last; and the latter with the version they are sent with. */
    private List<byte[]> wanted = List.of();

    private List<byte[]> known = List.of();
    private List<byte[]> sent = List.of();

    private long sentNanos;

    /** Since when there is a content. */
    private long firstNanos;

    private boolean cleared = true;
    private boolean repeated;

    /**
     * A table without content.
     *
     * @param firstVersion of its first content; {@link TableVersion#OF_MULTIPLEX} for the one that it is set with
     * @param longestMillis after which it is repeated
     */
    SentTable(int firstVersion, long longestMillis) {
        isOfMultiplex = firstVersion == TableVersion.OF_MULTIPLEX;
        version = new TableVersion(isOfMultiplex ? 0 : firstVersion);
        longestNanos = TimeUnit.MILLISECONDS.toNanos(longestMillis);
    }

    /**
     * Sets what is sent from here on.
     *
     * @param output the PIDs
     * @param onPid on which of them
     * @param sections whole sections, of any version; none to send nothing
     */
    void set(OutputPids output, int onPid, List<byte[]> sections) {
        wantedPid = output.ofTables(onPid);
        wanted = isOfMultiplex
                ? List.copyOf(sections)
                : sections.stream()
                        .map(section -> Section.withVersion(section, 0))
                        .toList();
    }

    /** Sends nothing until there is another content. */
    void clear() {
        wanted = List.of();
        cleared = true;
    }

    /** Returns the version that was sent last; from any thread. */
    int version() {
        return version.number();
    }

    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /**
     * Sends the table, because the multiplex has. Right behind a repetition it is sent only if it has changed.
     *
     * @param output the PIDs
     * @param dueNanos when its packets are due
     * @param nanos now, by the clock of the tables
     */
    void send(OutputPids output, long dueNanos, long nanos) {
        boolean changes = update(nanos);
        if (changes || !repeated || nanos - sentNanos >= APART_NANOS) {
            write(output, dueNanos, nanos);
            repeated = false;
        }
    }

    /** Sends the table if there is one, whenever that was before. */
    void sendAgain(OutputPids output, long dueNanos, long nanos) {
        if (!isEmpty()) {
            update(nanos);
            write(output, dueNanos, nanos);
            repeated = false;
        }
    }

    /** Sends the table if it has not been sent for its longest time, or waits to change. */
    void repeat(OutputPids output, long dueNanos, long nanos) {
        if (!isEmpty() && (differs() && update(nanos) || isOverdue(nanos))) {
            write(output, dueNanos, nanos);
            repeated = true;
        }
    }

    private boolean isOverdue(long nanos) {
        return !sent.isEmpty() && (nanos - sentNanos >= longestNanos || nanos < sentNanos);
    }

    /** Tells whether there is a content that has not been sent: it is new, or would have been a change too many. */
    private boolean differs() {
        return !isSame(wanted, known);
    }

    /** Returns for how long it has had a content that is sent; 0 for none. */
    long isKnownFor(long nanos) {
        return isEmpty() || sent.isEmpty() ? 0 : nanos - firstNanos;
    }

    /** Returns when to call {@link #repeat} if nothing happens before; {@code Long.MAX_VALUE} for never. */
    long dueNanos() {
        return isEmpty() || sent.isEmpty() ? Long.MAX_VALUE : sentNanos + longestNanos;
    }

    private boolean update(long nanos) {
        boolean same = isSame(wanted, known);
        if (isEmpty() || !same && !sent.isEmpty() && !isOfMultiplex && !version.change(nanos)) {
            return false;
        }
        pid = wantedPid;
        if (cleared) {
            firstNanos = nanos;
            cleared = false;
        }
        if (same) {
            return false;
        }
        known = wanted;
        sent = isOfMultiplex
                ? known
                : known.stream()
                        .map(section -> Section.withVersion(section, version.number()))
                        .toList();
        return true;
    }

    private static boolean isSame(List<byte[]> some, List<byte[]> others) {
        if (some == others) {
            return true;
        }
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = Arrays.equals(some.get(i), others.get(i));
        }
        return same;
    }

    private void write(OutputPids output, long dueNanos, long nanos) {
        for (int i = 0; i < sent.size() && !isEmpty() && pid != null; i++) {
            output.section(pid, sent.get(i), dueNanos);
        }
        sentNanos = nanos;
    }
}
