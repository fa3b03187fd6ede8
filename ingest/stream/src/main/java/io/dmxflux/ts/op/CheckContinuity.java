// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.check.Check;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketMemory;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Counts the errors in the packets of a stream, and passes every buffer on unchanged.
 *
 * <p>A gap that the stream announces ({@link Loss}) is on another account. It does not say of which PIDs packets are missing,
 * so it excuses all of them, however small it is: behind it the next packet of each PID may have any counter, and what the
 * signal lost of a PID between its last packet before the loss and its first one behind is not counted. All other gaps are on the signal's account. A gap of unknown size, which may be nothing, resets the expected
 * counters as well: packets that the signal lost at that very place are not counted.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets, as {@link AlignPackets} makes them; bytes behind the last whole packet
 * of a buffer are passed on and ignored.
 * <p><b>Threading:</b> {@link #stats()} from any thread; one instance per stream, since PIDs do not distinguish the counters
 * of two streams.
 * <p><b>Demand:</b> 1:1.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> nothing to release.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3; ETSI TR 101 290 5.2.1 and 5.2.2, indicators 1.4 and 2.1.
 */
public final class CheckContinuity implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private final Counts published = new Counts();
    private final BookAccount closed = new BookAccount();

    /** An operator that has counted nothing yet. */
    public CheckContinuity() {}

    /**
     * Watches a stream; use with {@link Flux#transform}. A new subscription starts from zero.
     *
     * @param source runs of whole packets, in buffers that are handed over
     * @return the same buffers
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return BufferOperator.behind(source, actual -> new CountingStage(actual, published, closed));
    }

    /**
     * Returns what has been counted in the buffers passed on so far.
     *
     * @return counts, all of the same moment
     */
    public ContinuityStats stats() {
        return published.stats();
    }

    /**
     * Returns what came after the end.
     *
     * @return the book, now
     */
    public StageBook book() {
        return StageBook.of(closed.entry(), 0);
    }

    /**
     * Returns the bytes that were passed on, and when.
     *
     * @return an entry that never becomes less, over all subscriptions
     */
    public BookEntry passed() {
        return published.passed.entry();
    }

    /**
     * Returns what the continuity counters showed to be missing when it was first noticed, and when; at least.
     *
     * @return an entry that never becomes less, over all subscriptions
     */
    public BookEntry missing() {
        return published.missing.entry();
    }

    /**
     * Returns how many of the {@link #missing} are of one PID.
     *
     * @param pid which, 0..0x1FFF
     * @return packets, at least; never less than before, over all subscriptions
     * @throws IllegalArgumentException for another PID
     */
    public int missingPackets(int pid) {
        Check.argument(pid >= 0 && pid < Pid.COUNT, "pid", pid, "0 to 8191");
        return published.missingByPid.get(pid);
    }

    /**
     * Returns which of the {@link #missing} came late after all.
     *
     * @return an entry that never becomes less, over all subscriptions
     */
    public BookEntry recovered() {
        return published.recovered.entry();
    }

    /**
     * Returns the bytes of packets with {@code transport_error_indicator}.
     *
     * @return an entry that never becomes less, over all subscriptions
     */
    public BookEntry damaged() {
        return published.damaged.entry();
    }

    /** The counts up to the last buffer, written once a buffer. Threading: any. */
    private static final class Counts {

        private final BookAccount passed = new BookAccount();
        private final BookAccount missing = new BookAccount();
        private final BookAccount recovered = new BookAccount();
        private final BookAccount damaged = new BookAccount();
        private final AtomicIntegerArray missingByPid = new AtomicIntegerArray(Pid.COUNT);
        private long packets;
        private long nullPackets;
        private long scrambledPackets;
        private long transportErrors;
        private long continuityErrors;
        private long missingPackets;
        private long duplicatePackets;

        /** Notes that a buffer is passed on, with what was found in it. */
        void passed(CountingStage stage, int bytes) {
            long damagedBefore = transportErrors;
            set(stage);
            passed.add(bytes);
            missing.add(stage.counter.takeNewlyMissing() * TsPacket.LENGTH);
            recovered.add(stage.counter.takeNewlyRecovered() * TsPacket.LENGTH);
            damaged.add((stage.transportErrors - damagedBefore) * TsPacket.LENGTH);
        }

        synchronized void set(CountingStage stage) {
            packets = stage.packets;
            nullPackets = stage.nullPackets;
            scrambledPackets = stage.scrambledPackets;
            transportErrors = stage.transportErrors;
            continuityErrors = stage.counter.errors();
            missingPackets = stage.counter.missingPackets();
            duplicatePackets = stage.counter.duplicates();
        }

        synchronized ContinuityStats stats() {
            return new ContinuityStats(
                    packets,
                    nullPackets,
                    scrambledPackets,
                    transportErrors,
                    continuityErrors,
                    missingPackets,
                    duplicatePackets);
        }
    }

    /** Counts one subscription in plain fields, and publishes them once per buffer, before the buffer moves on. */
    private static final class CountingStage extends BufferStage {

        private final Counts published;
        private final Loss.Reader losses = new Loss.Reader();
        private final ContinuityCounter counter = new ContinuityCounter();

        private long packets;
        private long nullPackets;
        private long scrambledPackets;
        private long transportErrors;

        CountingStage(CoreSubscriber<? super ByteBuf> actual, Counts published, BookAccount closed) {
            super(actual, closed);
            this.published = published;
            published.set(this);
        }

        @Override
        ByteBuf apply(ByteBuf buffer) {
            Loss announced = losses.next(buffer);
            if (announced != null) {
                counter.reset();
                tell(announced);
            }
            long before = counter.missingPackets();
            count(buffer);
            published.passed(this, buffer.readableBytes());
            if (counter.missingPackets() > before) {
                FlightEvents.lost("SIGNAL", (counter.missingPackets() - before) * TsPacket.LENGTH);
            }
            return buffer;
        }

        private static void tell(Loss announced) {
            if (FlightEvents.areOn()) {
                for (Loss.Account account : Loss.Account.values()) {
                    if (announced.bytes(account) != 0) {
                        FlightEvents.lost(account.name(), announced.bytes(account));
                    }
                }
            }
        }

        private void count(ByteBuf buffer) {
            ByteBuffer memory = PacketMemory.of(buffer);
            int first = buffer.readerIndex();
            int end = buffer.writerIndex() - TsPacket.LENGTH;
            for (int packet = first; packet <= end; packet += TsPacket.LENGTH) {
                long head = TsPacket.head(memory, buffer, packet);
                int header = TsPacket.header(head);
                if (!counter.goesOn(head)) {
                    look(header, buffer, packet, packets + (packet - first) / TsPacket.LENGTH);
                } else if (TsPacket.scramblingControl(header) != 0) {
                    scrambledPackets++;
                }
            }
            packets += buffer.readableBytes() / TsPacket.LENGTH;
        }

        private void look(int header, ByteBuf buffer, int packet, long number) {
            if (TsPacket.transportError(header)) {
                transportErrors++;
                return;
            }
            if (TsPacket.pid(header) == Pid.NULL) {
                nullPackets++;
                return;
            }
            if (TsPacket.scramblingControl(header) != 0) {
                scrambledPackets++;
            }
            if (!counter.check(header, buffer, packet, number)) {
                published.missingByPid.addAndGet(TsPacket.pid(header), counter.lastMissing());
            }
        }
    }
}
