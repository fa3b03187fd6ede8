// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Extracts payloads from RTP, of one sender, in the order of their sequence numbers, see {@link RtpWindow}.
 *
 * <p><b>Restart.</b> A jump of more than {@value #MAX_DROPOUT} ahead or {@value #MAX_MISORDER} back, or one that the
 * timestamps deny, is a restart of the sender if the next datagram is of the same sequence. The first one waits for that, and
 * both are emitted. The amount missing there is unknown.
 * <p><b>Another sender.</b> Datagrams of another SSRC wait until the sender followed has been silent for
 * {@link RtpPace#silenceNanos}, and are then a restart. If it is not silent, there are two: the other's are foreign, until the
 * first falls silent. A new SSRC that continues sequence and timestamps is the same sender under another name.
 * <p><b>Late and twice.</b> A datagram that comes after it was given up is late, one that has come already is a duplicate;
 * neither is emitted.
 *
 * <p><b>Holds:</b> what the window holds, at most {@value #MOST_NEWCOMERS} datagrams of another sender, and one out of
 * sequence, copied.
 * <p><b>Time:</b> counts only as much as is seen to pass: a process that was stopped finds a queue of datagrams that are not
 * late.
 * <p><b>Threading:</b> one event loop.
 * <p><b>Source:</b> RFC 3550 5.1, 8.2 and A.1, whose {@code MAX_DROPOUT}, {@code MAX_MISORDER} and {@code MIN_SEQUENTIAL} are
 * taken.
 */
final class RtpReader implements DatagramReader {

    static final int MAX_DROPOUT = 3000;
    static final int MAX_MISORDER = 100;
    static final int MOST_NEWCOMERS = 512;

    /** Numbers around a datagram out of sequence in which the next one confirms it: it may be swapped or lost itself. */
    private static final int NEIGHBOURS = 16;

    /** Datagrams of the sender followed, behind those of another, that show it to be there: one or two may be delayed. */
    private static final int STRIKES = 3;

    private static final long LONGEST_STEP_NANOS = 25_000_000;

    private static final int FIRST_RTCP_TYPE = 72;
    private static final int LAST_RTCP_TYPE = 76;

    private final UdpSourceStats.Counters counters;
    private final LeftOutPackets leftOut;
    private final RtpWindow window;
    private final RtpPace pace = new RtpPace();

    private boolean started;
    private int ssrc;
    private boolean hasRead;
    private long lastReadNanos;

    /** The time that has passed: no more than 25 ms from one read to the next. */
    private long clock;

    private long lastHeard;

    /** A datagram out of sequence, whole, which the next one may confirm. */
    private @Nullable ByteBuf suspect;

    private long suspectSince;

    /** Datagrams, whole, of a sender that may have taken the place of the one followed. */
    private final Queue<ByteBuf> newcomers = new ArrayDeque<>();

    private int newcomer;
    private int strikes;

    /** Whether the newcomer is known to send beside the one followed. */
    private boolean contested;

    /**
     * A reader that follows no sender yet.
     *
     * @param counters of the source
     * @param leftOut told what of other senders is not followed
     */
    RtpReader(UdpSourceStats.Counters counters, LeftOutPackets leftOut) {
        this.counters = counters;
        this.leftOut = leftOut;
        this.window = new RtpWindow(counters);
    }

    @Override
    public void read(ByteBuf datagram, int dropped, long nowNanos, Output output) {
        tick(nowNanos);
        window.droppedByKernel(dropped);
        counters.accounts.arrived(payloadBytes(datagram));
        if (isOfAStream(datagram)) {
            follow(datagram, nowNanos, output);
        }
    }

    /** Returns what of a datagram counts in the books: what is behind the header, or all of one that has none to rely on. */
    private static int payloadBytes(ByteBuf datagram) {
        int length = RtpHeader.isRtp(datagram) ? RtpHeader.payloadLength(datagram) : RtpHeader.MALFORMED;
        return length == RtpHeader.MALFORMED ? datagram.readableBytes() : length;
    }

    private void tick(long nowNanos) {
        if (hasRead) {
            clock += Math.min(Math.max(0, nowNanos - lastReadNanos), LONGEST_STEP_NANOS);
        }
        hasRead = true;
        lastReadNanos = nowNanos;
    }

    /** Counts what belongs to no sender of a transport stream. */
    private boolean isOfAStream(ByteBuf datagram) {
        if (!RtpHeader.isRtp(datagram) || isRtcp(RtpHeader.payloadType(datagram))) {
            return isForeign(datagram);
        }
        int length = RtpHeader.payloadLength(datagram);
        if (length == RtpHeader.MALFORMED) {
            counters.malformed.incrementAndGet();
            counters.accounts.foreign(payloadBytes(datagram));
            if (started && RtpHeader.ssrc(datagram) == ssrc) {
                window.leaveOut(RtpHeader.sequence(datagram));
            }
            return false;
        }
        if (length == 0) {
            boolean followed = started && RtpHeader.ssrc(datagram) == ssrc;
            counters.empty.addAndGet(followed ? 0 : 1);
            return followed;
        }
        return hasTransportStream(datagram) || isForeign(datagram);
    }

    private boolean isForeign(ByteBuf datagram) {
        counters.foreign.incrementAndGet();
        counters.accounts.foreign(payloadBytes(datagram));
        return false;
    }

    private void leaveOut(ByteBuf datagram) {
        isForeign(datagram);
        counters.leftOut.incrementAndGet();
    }

    private static boolean isRtcp(int payloadType) {
        return payloadType >= FIRST_RTCP_TYPE && payloadType <= LAST_RTCP_TYPE;
    }

    /** Dynamic payload types are in use for transport streams as well; there the sync byte decides. */
    private static boolean hasTransportStream(ByteBuf datagram) {
        return RtpHeader.payloadType(datagram) == RtpHeader.PAYLOAD_TYPE_MP2T
                || TsPacket.hasSync(datagram, datagram.readerIndex() + RtpHeader.payloadOffset(datagram));
    }

    private void follow(ByteBuf datagram, long nowNanos, Output output) {
        int sender = RtpHeader.ssrc(datagram);
        int sequence = RtpHeader.sequence(datagram);
        if (!started) {
            start(sender, sequence);
        }
        if (sender != ssrc && pace.followsOn(sequence, RtpHeader.timestamp(datagram))) {
            ssrc = sender;
            counters.restarts.incrementAndGet(); // without a gap
        }
        if (sender == ssrc) {
            lastHeard = clock;
            order(datagram, nowNanos, output);
            countStrike();
        } else {
            meet(sender, datagram, nowNanos, output);
        }
    }

    private void start(int sender, int sequence) {
        started = true;
        ssrc = sender;
        lastHeard = clock;
        pace.restart();
        window.start(sequence);
    }

    private void restart(int sender, int sequence, Output output) {
        window.flush(output);
        counters.restarts.incrementAndGet();
        counters.accounts.restarted();
        output.missing(Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        start(sender, sequence);
    }

    private void order(ByteBuf datagram, long nowNanos, Output output) {
        int sequence = RtpHeader.sequence(datagram);
        window.skipDropped(sequence, MAX_DROPOUT);
        int ahead = window.ahead(sequence);
        boolean denied = pace.denies(sequence, RtpHeader.timestamp(datagram));
        if (denied || ahead >= MAX_DROPOUT || ahead < -MAX_MISORDER || isBeside(suspect, sequence)) {
            suspect(datagram, sequence, nowNanos, output);
        } else if (ahead < 0) {
            window.countOver(sequence, payloadBytes(datagram));
        } else {
            dropSuspect();
            deliver(datagram, nowNanos, output);
        }
    }

    private void deliver(ByteBuf datagram, long nowNanos, Output output) {
        int sequence = RtpHeader.sequence(datagram);
        pace.arrived(sequence, RtpHeader.timestamp(datagram), nowNanos);
        RtpHeader.strip(datagram);
        if (datagram.readableBytes() % TsPacket.LENGTH != 0) {
            counters.odd.incrementAndGet();
        }
        window.take(sequence, datagram, clock, output);
    }

    private void suspect(ByteBuf datagram, int sequence, long nowNanos, Output output) {
        ByteBuf first = suspect;
        if (first == null || !isBeside(first, sequence)) {
            dropSuspect();
            suspect = keep(datagram);
            suspectSince = clock;
            return;
        }
        suspect = null;
        counters.accounts.letGo(payloadBytes(first));
        int ahead = (short) (sequence - RtpHeader.sequence(first));
        try {
            restart(ssrc, ahead > 0 ? RtpHeader.sequence(first) : sequence, output);
            deliver(ahead > 0 ? first : datagram, nowNanos, output);
            deliver(ahead > 0 ? datagram : first, nowNanos, output);
        } finally {
            first.release();
        }
    }

    private static boolean isBeside(@Nullable ByteBuf datagram, int sequence) {
        int ahead = datagram == null ? 0 : (short) (sequence - RtpHeader.sequence(datagram));
        return ahead != 0 && Math.abs(ahead) <= NEIGHBOURS;
    }

    private void dropSuspect() {
        if (suspect != null) {
            counters.late.incrementAndGet();
            counters.accounts.letGo(payloadBytes(suspect));
            counters.accounts.late(payloadBytes(suspect));
            suspect.release();
            suspect = null;
        }
    }

    /** The sender followed is still there, so that the other one has not taken its place. */
    private void countStrike() {
        if (!newcomers.isEmpty() && ++strikes >= STRIKES) {
            counters.rivals.incrementAndGet();
            contested = true;
            dropNewcomers();
        }
    }

    private void meet(int sender, ByteBuf datagram, long nowNanos, Output output) {
        if (sender != newcomer) {
            leaveNewcomer(nowNanos, output);
            newcomer = sender;
        }
        leftOut.leaveOut(datagram, RtpHeader.payloadOffset(datagram), RtpHeader.payloadLength(datagram));
        boolean silent = isSilent();
        if (contested && !silent) {
            leaveOut(datagram);
            return;
        }
        newcomers.add(keep(datagram));
        if (silent || newcomers.size() == MOST_NEWCOMERS) {
            adopt(nowNanos, output);
        }
    }

    /** A third sender has come: the second has taken the place of the first if nothing was heard of that since. */
    private void leaveNewcomer(long nowNanos, Output output) {
        if (strikes == 0 && newcomers.size() > 1) {
            adopt(nowNanos, output);
        }
        dropNewcomers();
        contested = false;
    }

    private boolean isSilent() {
        return clock - lastHeard >= pace.silenceNanos();
    }

    private void adopt(long nowNanos, Output output) {
        restart(newcomer, RtpHeader.sequence(newcomers.element()), output);
        strikes = 0;
        contested = false;
        for (ByteBuf datagram = newcomers.poll(); datagram != null; datagram = newcomers.poll()) {
            counters.accounts.letGo(payloadBytes(datagram));
            order(datagram, nowNanos, output);
            datagram.release();
        }
    }

    private void dropNewcomers() {
        strikes = 0;
        for (ByteBuf datagram = newcomers.poll(); datagram != null; datagram = newcomers.poll()) {
            counters.accounts.letGo(payloadBytes(datagram));
            leaveOut(datagram);
            datagram.release();
        }
    }

    private ByteBuf keep(ByteBuf datagram) {
        int bytes = datagram.readableBytes();
        counters.accounts.held(payloadBytes(datagram));
        return Unpooled.buffer(bytes, bytes).writeBytes(datagram, datagram.readerIndex(), bytes);
    }

    /** The next sender is followed from its next datagram on, as at the beginning. */
    @Override
    public void interrupt(Output output) {
        window.flush(output);
        dropSuspect();
        dropNewcomers();
        contested = false;
        started = false;
    }

    @Override
    public void expire(long nowNanos, Output output) {
        tick(nowNanos);
        window.expire(clock, pace.waitNanos(), output);
        if (!newcomers.isEmpty() && isSilent()) {
            adopt(nowNanos, output);
        }
        if (suspect != null && clock - suspectSince >= pace.probationNanos()) {
            dropSuspect();
        }
    }

    @Override
    public boolean waits() {
        return window.waits() || suspect != null || !newcomers.isEmpty();
    }

    /** It follows one, by its SSRC. */
    @Override
    public boolean takesAnySender() {
        return false;
    }

    @Override
    public void release() {
        dropSuspect();
        dropNewcomers();
        window.release();
    }
}
