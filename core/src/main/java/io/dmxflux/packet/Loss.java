// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A gap in a stream of buffers: bytes are missing right before a buffer. Says on which account they are, and how many if
 * that is known. It travels with the buffer that follows the gap.
 * <pre>
 *   | buffer |          | buffer |  buffer |
 *             ^ missing  ^ Loss.before(buffer) tells it here
 * </pre>
 *
 * <p>A source attaches it: a pool's lent buffers carry it themselves, any other buffer is wrapped by {@link #mark}. A reader
 * calls {@link Reader#next} once a buffer. Slices and duplicates carry the loss of the buffer that they are derived from; a
 * copy does not, and a {@link CompositeByteBuf} counts as a copy of its components: an operator that makes buffers of its own
 * hands the losses on.
 * <pre>
 *   ByteBuf copy = Loss.carry(buffer, buffer.copy());                  // one buffer of one: the first, if it makes several
 *   missing = Loss.sum(missing, Loss.before(buffer));                  // none of one, or one of many: keep it until then,
 *   missing = Loss.sum(missing, Loss.of(Loss.Account.POLICY, bytes));  //   with what it drops because its subscriber is late,
 *   next = Loss.mark(next, missing);                                   //   and mark the buffer that follows
 * </pre>
 * What is left out on purpose, such as whole PIDs, is not missing, and not told.
 *
 * <p>Equality is identity: one object is one gap, so that a gap which several slices carry is counted once. A sum remembers
 * the gaps that it is of, the newest {@value #MOST_PARTS}, so that it counts each once as well.
 * <p><b>Units:</b> bytes of transport stream.
 * <p><b>Threading:</b> immutable.
 */
public final class Loss {

    /** The cause of a loss. Packets that are missing without a {@code Loss} are on the signal's account. */
    public enum Account {
        /** Lost on the way to this machine: datagrams that did not arrive. */
        NETWORK,
        /** Lost by the kernel, which had no buffer or no room: this process was late. */
        KERNEL,
        /** Dropped by this process because its subscriber was late. */
        POLICY
    }

    /** An unknown amount, which may be nothing. */
    public static final long UNKNOWN = -1;

    private static final Account[] ACCOUNTS = Account.values();

    /**
     * Gaps that a sum remembers. Of more at one place the oldest become one: a source sums up without a bound while its
     * subscriber lags, and has not told them yet.
     */
    static final int MOST_PARTS = 8;

    private static final Loss[] NONE = {};

    private final long[] bytes;

    /** The gaps that it is the sum of, oldest first, none of them a sum; none if it is one gap. */
    private final Loss[] parts;

    private Loss(long[] bytes, Loss... parts) {
        this.bytes = bytes;
        this.parts = parts;
    }

    /**
     * Makes a loss.
     *
     * @param account the cause
     * @param bytes how much, more than 0, or {@link #UNKNOWN}
     * @return a new gap
     */
    public static Loss of(Account account, long bytes) {
        if (account == null) {
            throw new NullPointerException("account: null (expected: not null)");
        }
        if (bytes <= 0 && bytes != UNKNOWN) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: more than 0, or Loss.UNKNOWN)");
        }
        long[] amounts = new long[ACCOUNTS.length];
        amounts[account.ordinal()] = bytes;
        return new Loss(amounts, NONE);
    }

    /**
     * Adds up two losses at one place. A gap that both have is counted once.
     *
     * @param one a loss, or null for none
     * @param other a loss, or null for none
     * @return both; {@code one} itself if {@code other} has nothing to add, null if there is neither
     */
    public static @Nullable Loss sum(@Nullable Loss one, @Nullable Loss other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Loss sum = one;
        for (Loss gap : other.gaps()) {
            sum = sum.plus(gap);
        }
        return sum;
    }

    private Loss plus(Loss gap) {
        Loss[] known = gaps();
        if (contains(known, gap)) {
            return this;
        }
        Loss[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = gap;
        if (all.length > MOST_PARTS) {
            all[1] = new Loss(added(all[0], all[1]), NONE);
            all = Arrays.copyOfRange(all, 1, all.length);
        }
        return new Loss(added(this, gap), all);
    }

    private static boolean contains(@Nullable Loss[] gaps, Loss wanted) {
        for (Loss gap : gaps) {
            if (gap == wanted) {
                return true;
            }
        }
        return false;
    }

    private static long[] added(Loss one, Loss other) {
        long[] amounts = new long[ACCOUNTS.length];
        for (int account = 0; account < amounts.length; account++) {
            boolean unknown = one.bytes[account] == UNKNOWN || other.bytes[account] == UNKNOWN;
            amounts[account] = unknown ? UNKNOWN : one.bytes[account] + other.bytes[account];
        }
        return amounts;
    }

    /** Returns the gaps that this is of: itself if it is one. */
    private Loss[] gaps() {
        return parts.length == 0 ? new Loss[] {this} : parts;
    }

    /**
     * Returns the bytes missing on one account.
     *
     * @param account which
     * @return bytes; 0 for nothing, {@link #UNKNOWN} for an unknown amount
     */
    public long bytes(Account account) {
        return bytes[account.ordinal()];
    }

    /**
     * Returns the amount on all accounts.
     *
     * @return bytes, as far as they are known
     */
    public long knownBytes() {
        long all = 0;
        for (long amount : bytes) {
            all += Math.max(0, amount);
        }
        return all;
    }

    /**
     * Finds the loss before a buffer, also through slices, duplicates and leak tracking.
     *
     * @param buffer any buffer
     * @return the gap; null if the buffer follows on from the one before
     */
    public static @Nullable Loss before(ByteBuf buffer) {
        for (ByteBuf inner = buffer; inner != null; inner = inner.unwrap()) {
            if (inner instanceof Carrier carrier) {
                return carrier.lossBefore();
            }
        }
        return null;
    }

    /**
     * Attaches a loss to a buffer, in addition to one that it carries already.
     *
     * @param buffer handed over
     * @param loss the loss; null for none
     * @return a buffer of the same readable bytes, for {@code buffer}'s owner; {@code buffer} itself if nothing is missing,
     *     or nothing that it does not carry
     */
    public static ByteBuf mark(ByteBuf buffer, @Nullable Loss loss) {
        Loss carried = before(buffer);
        Loss both = sum(carried, loss);
        return both == carried ? buffer : new OfLoss(buffer, both);
    }

    /**
     * Hands the loss before one buffer on to another, which is made of it and comes in its place: a copy, or the first of its
     * parts.
     *
     * @param from the buffer that came; stays the caller's
     * @param to the one that goes on, handed over
     * @return a buffer of the same readable bytes as {@code to}, for its owner; {@code to} itself if nothing is missing
     *     before {@code from}
     */
    public static ByteBuf carry(ByteBuf from, ByteBuf to) {
        return mark(to, before(from));
    }

    /**
     * Makes the loss of a part of the stream, of which the whole has this one: how much of it is of that part is not known.
     *
     * @return a new gap on the same accounts, of an unknown amount on each, which may be nothing
     */
    public Loss ofPart() {
        long[] amounts = new long[ACCOUNTS.length];
        for (int account = 0; account < amounts.length; account++) {
            amounts[account] = bytes[account] == 0 ? 0 : UNKNOWN;
        }
        return new Loss(amounts, NONE);
    }

    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(", ", "missing: ", "");
        for (Account account : ACCOUNTS) {
            long amount = bytes(account);
            if (amount != 0) {
                String name = account.name().toLowerCase(Locale.ROOT);
                all.add(name + " " + (amount == UNKNOWN ? "unknown" : amount + " bytes"));
            }
        }
        return all.toString();
    }

    /**
     * A buffer that carries the loss before it: implemented by the pool's buffers, and free to any source that lends a
     * class of {@link ByteBuf} of its own and would save the wrapper of {@link #mark}. It must be the ByteBuf itself; an
     * object that only holds one is not found by {@link #before}.
     */
    public interface Carrier {

        /**
         * Returns the loss before this buffer.
         *
         * @return the gap, the same object at each call; null for none
         */
        @Nullable
        Loss lossBefore();
    }

    /**
     * Reads the gaps of one stream, each once: an operator has one of its own for each subscription, and asks it for every
     * buffer that comes, before anything is cut off it. It leaves the loss on the buffer, for the operators behind.
     *
     * <p><b>Threading:</b> one thread at a time.
     */
    public static final class Reader {

        private @Nullable Loss last;

        /** The newest gaps that were told, in a ring. */
        private final @Nullable Loss[] told = new @Nullable Loss[2 * MOST_PARTS];

        private int next;

        /** A reader that has seen nothing yet. */
        public Reader() {}

        /**
         * Looks at the next buffer of the stream.
         *
         * @param buffer the buffer
         * @return the gap before it, or of a sum those gaps that no buffer before has carried; null if there is none
         */
        public @Nullable Loss next(ByteBuf buffer) {
            Loss loss = before(buffer);
            if (loss == null || loss == last) {
                return null;
            }
            last = loss;
            return untold(loss);
        }

        private @Nullable Loss untold(Loss loss) {
            Loss[] gaps = loss.gaps();
            Loss untold = null;
            int count = 0;
            for (Loss gap : gaps) {
                if (!contains(told, gap)) {
                    told[next++ % told.length] = gap;
                    untold = sum(untold, gap);
                    count++;
                }
            }
            return count == gaps.length ? loss : untold;
        }
    }

    /** A buffer with a loss. */
    private static final class OfLoss extends MarkedByteBuf implements Carrier {

        private final @Nullable Loss loss;

        OfLoss(ByteBuf buffer, @Nullable Loss loss) {
            super(buffer);
            this.loss = loss;
        }

        @Override
        public @Nullable Loss lossBefore() {
            return loss;
        }
    }
}
