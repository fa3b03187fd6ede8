// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.MessageSender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a {@link UdpSource} over all subscriptions. Every datagram that came out of the socket is on one account:
 * <pre>
 *   datagrams = payload + late + duplicate + foreign + malformed + empty + discarded
 *   payload   = what the subscriber has taken, and what is queued for it
 * </pre>
 * A few that wait for their turn are on no account until the subscription has ended.
 *
 * @param datagrams datagrams that came out of the socket
 * @param payloadDatagrams those whose payload was passed on
 * @param lateDatagrams RTP only: those that came after they were given up, and those out of sequence
 * @param duplicateDatagrams RTP only: those that had come already
 * @param foreignDatagrams those that are of another sender than the one followed, or hold no transport stream where RTP comes
 * @param malformedDatagrams those whose RTP header does not fit them
 * @param emptyDatagrams those without payload; with RTP they fill their place in the sequence
 * @param discardedDatagrams those with payload that were thrown away as the subscriber cancelled, or its socket was closed
 * @param bytes bytes of payload
 * @param oddDatagrams of those with payload, those that were not a whole number of packets; passed on for
 *     {@code AlignPackets} to re-cut
 * @param lostDatagrams RTP only: sequence numbers that were missing, without those that the kernel dropped (network); the
 *     late ones are among them
 * @param restarts RTP only: times that the sequence began again, or another sender took its place
 * @param rivals times that a second sender was heard beside the one followed
 * @param expected how the datagrams are expected to hold the packets
 * @param framing how the datagrams hold the packets
 * @param headerBytes bytes in front of the packets that are skipped; 0 unless {@link Framing#HEADED}
 * @param kernelDroppedDatagrams datagrams that the kernel dropped because this process lagged (kernel), as known
 *     at the last read: those dropped behind the last datagram of a full socket are told once it has been read
 * @param leftOutDatagrams of the foreign ones, those with packets, of another kind or sender than the one followed; known when
 *     that one is heard again, or the other is followed in its place
 * @param mixed plain datagrams of two senders at once, which are all taken
 */
public record UdpSourceStats(
        long datagrams,
        long payloadDatagrams,
        long lateDatagrams,
        long duplicateDatagrams,
        long foreignDatagrams,
        long malformedDatagrams,
        long emptyDatagrams,
        long discardedDatagrams,
        long bytes,
        long oddDatagrams,
        long lostDatagrams,
        long restarts,
        long rivals,
        Framing expected,
        Framing framing,
        int headerBytes,
        long kernelDroppedDatagrams,
        long leftOutDatagrams,
        Mixed mixed) {

    /**
     * Senders of plain datagrams that send at once. Nothing in those tells of which they are, so that what they hold is mixed.
     *
     * @param times that one was heard again behind the other, from the second on, by one datagram of each read
     * @param senders the last two, with their ports, as {@code 10.0.0.1:5000}; empty for none
     */
    public record Mixed(long times, List<String> senders) {

        /** One sender, or none. */
        public static final Mixed NONE = new Mixed(0, List.of());

        /** Copies the list. */
        public Mixed {
            senders = List.copyOf(senders);
        }

        private Mixed plus(Mixed more) {
            return new Mixed(times + more.times, more.senders.isEmpty() ? senders : more.senders);
        }
    }

    /**
     * Adds up the counts of two sources, of which the second was opened in place of the first.
     *
     * @param one counts, or null for none
     * @param other counts, or null for none
     * @return both, with what the second has found in its datagrams; null if there is neither
     */
    public static @Nullable UdpSourceStats sum(@Nullable UdpSourceStats one, @Nullable UdpSourceStats other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new UdpSourceStats(
                one.datagrams + other.datagrams,
                one.payloadDatagrams + other.payloadDatagrams,
                one.lateDatagrams + other.lateDatagrams,
                one.duplicateDatagrams + other.duplicateDatagrams,
                one.foreignDatagrams + other.foreignDatagrams,
                one.malformedDatagrams + other.malformedDatagrams,
                one.emptyDatagrams + other.emptyDatagrams,
                one.discardedDatagrams + other.discardedDatagrams,
                one.bytes + other.bytes,
                one.oddDatagrams + other.oddDatagrams,
                one.lostDatagrams + other.lostDatagrams,
                one.restarts + other.restarts,
                one.rivals + other.rivals,
                other.expected,
                other.framing,
                other.headerBytes,
                one.kernelDroppedDatagrams + other.kernelDroppedDatagrams,
                one.leftOutDatagrams + other.leftOutDatagrams,
                one.mixed.plus(other.mixed));
    }

    /** How datagrams hold packets. */
    public enum Framing {
        /** As what comes first does: not known yet. */
        ANY,
        /** Packets from the first byte on. */
        PLAIN,
        /** Packets behind an RTP header. */
        RTP,
        /** Packets behind some other header, which is left out: what a datagram has beyond whole packets, the same in each. */
        HEADED
    }

    /** Written by the event loop, read from any thread. */
    static final class Counters {

        final AtomicLong datagrams = new AtomicLong();
        final AtomicLong payload = new AtomicLong();
        final AtomicLong late = new AtomicLong();
        final AtomicLong duplicate = new AtomicLong();
        final AtomicLong foreign = new AtomicLong();
        final AtomicLong malformed = new AtomicLong();
        final AtomicLong empty = new AtomicLong();
        final AtomicLong discarded = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong odd = new AtomicLong();
        final AtomicLong lost = new AtomicLong();
        final AtomicLong restarts = new AtomicLong();
        final AtomicLong rivals = new AtomicLong();
        final AtomicLong kernelDropped = new AtomicLong();
        final AtomicLong leftOut = new AtomicLong();
        final DatagramAccounts accounts = new DatagramAccounts();
        private final Framing expected;
        private volatile Mixed mixed = Mixed.NONE;
        volatile Framing framing;
        volatile int headerBytes;

        Counters(Framing expected) {
            this.expected = expected;
            this.framing = expected;
        }

        /** Lets the books have what is missing and what was dropped as they are now. */
        void publish() {
            accounts.publish(lost.get(), kernelDropped.get());
        }

        /** One is heard again, behind the other. */
        void mixed(MessageSender sender, MessageSender other) {
            mixed = new Mixed(mixed.times + 1, List.of(other.toString(), sender.toString()));
        }

        /** Moves datagrams from payload to discarded: they were queued, and will not be taken. */
        void discard(long queuedDatagrams, long queuedBytes) {
            discarded.addAndGet(queuedDatagrams);
            payload.addAndGet(-queuedDatagrams);
            bytes.addAndGet(-queuedBytes);
        }

        UdpSourceStats stats() {
            return new UdpSourceStats(
                    datagrams.get(),
                    payload.get(),
                    late.get(),
                    duplicate.get(),
                    foreign.get(),
                    malformed.get(),
                    empty.get(),
                    discarded.get(),
                    bytes.get(),
                    odd.get(),
                    lost.get(),
                    restarts.get(),
                    rivals.get(),
                    expected,
                    framing,
                    framing == Framing.HEADED ? headerBytes : 0,
                    kernelDropped.get(),
                    leftOut.get(),
                    mixed);
        }
    }
}
