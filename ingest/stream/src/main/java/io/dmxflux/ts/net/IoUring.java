// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.dmx.sys.StructMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Two rings shared with the kernel: calls that it is to make, and what they have answered.
 *
 * <pre>
 *   add, add, ... submit(0)  --&gt;  the kernel: each when it can, those that are linked one after the other
 *   while (next()) tag(), result()  &lt;--  one answer for each call, unless it was to keep quiet
 *
 *   struct io_uring_sqe, 64 bytes:   0 opcode | 1 flags | 4 fd | 8 offset | 16 address | 24 length | 28 call's flags | 32 tag
 *   struct io_uring_cqe, 16 bytes:   0 tag | 8 result | 12 flags
 * </pre>
 *
 * <p>The kernel works on a call in the name of the thread that submitted it, for as long as that thread is in the kernel or
 * comes by, and interrupts its waiting: {@code epoll_wait} there answers {@code EINTR}, and is to be called again.
 * <p><b>Ownership:</b> what a call points to belongs to the kernel until the call has answered. Closing does not wait for
 * that.
 * <p><b>Threading:</b> one thread, but for the making.
 * <p><b>Source:</b> io_uring(7), io_uring_setup(2), io_uring_enter(2); linux/io_uring.h. Linux 5.17, for quiet successes.
 */
final class IoUring implements AutoCloseable {

    static final int OP_NOP = 0;
    static final int OP_SENDMSG = 9;
    static final int OP_TIMEOUT = 11;
    static final int OP_TIMEOUT_REMOVE = 12;

    /** The file is one that is registered, by its index. */
    static final int FIXED_FILE = 1;
    /** The next one starts when this one has succeeded. */
    static final int LINK = 1 << 2;
    /** Answers only if it fails; those that are linked behind it do not answer then. */
    static final int QUIET = 1 << 6;

    private static final int SYS_SETUP = 425;
    private static final int SYS_ENTER = 426;
    private static final int SYS_REGISTER = 427;
    private static final int ENTER_GETEVENTS = 1;
    private static final int REGISTER_FILES = 2;

    private static final String CALL = "io_uring_setup";

    private static final int PARAMS_BYTES = 120;
    private static final int FEATURES = 20;
    private static final int SQ_ENTRIES = 0;
    private static final int CQ_ENTRIES = 4;
    private static final int SQ_TAIL = 44;
    private static final int SQ_ARRAY = 64;
    private static final int CQ_HEAD = 80;
    private static final int CQ_TAIL = 84;
    private static final int CQ_ENTRIES_AT = 100;

    private static final int FEATURE_SINGLE_MAPPING = 1;
    private static final int FEATURE_QUIET = 1 << 11;
    private static final long CALLS_OFFSET = 0x1000_0000;

    private static final int CALL_BYTES = 64;
    private static final int ANSWER_BYTES = 16;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final FileDescriptor descriptor;
    private final MappedRegion ringRegion;
    private final MappedRegion callRegion;
    private final ByteBuffer ring;
    private final ByteBuffer calls;
    private final int callMask;
    private final int answerMask;
    private final int callTailAt;
    private final int answerHeadAt;
    private final int answerTailAt;
    private final int answersAt;

    private int callTail;
    private int added;
    private int answerHead;
    private int answer;

    /**
     * Makes one.
     *
     * @param entries calls between two submissions, a power of two; it answers twice as many at a time
     * @throws ErrnoException where the kernel has no such thing, or does not let this process have it
     */
    IoUring(int entries) {
        StructMemory params = new StructMemory(PARAMS_BYTES);
        descriptor = setup(entries, params);
        callMask = params.getInt(SQ_ENTRIES) - 1;
        answerMask = params.getInt(CQ_ENTRIES) - 1;
        callTailAt = params.getInt(SQ_TAIL);
        answerHeadAt = params.getInt(CQ_HEAD);
        answerTailAt = params.getInt(CQ_TAIL);
        answersAt = params.getInt(CQ_ENTRIES_AT);
        int arrayAt = params.getInt(SQ_ARRAY);
        int ringBytes = Math.max(arrayAt + (callMask + 1) * Integer.BYTES, answersAt + (answerMask + 1) * ANSWER_BYTES);
        try {
            ringRegion = MappedRegion.of(descriptor, 0, ringBytes);
        } catch (Throwable e) {
            descriptor.close();
            throw e;
        }
        try {
            callRegion = MappedRegion.of(descriptor, CALLS_OFFSET, (callMask + 1) * CALL_BYTES);
        } catch (Throwable e) {
            ringRegion.retire();
            descriptor.close();
            throw e;
        }
        ring = ringRegion.buffer().order(ByteOrder.nativeOrder());
        calls = callRegion.buffer().order(ByteOrder.nativeOrder());
        for (int i = 0; i <= callMask; i++) {
            ring.putInt(arrayAt + i * Integer.BYTES, i);
        }
    }

    private static String cure(Errno errno) {
        return switch (errno) {
            case ENOMEM -> "free memory, or raise the limit of locked memory (ulimit -l)";
            case EMFILE, ENFILE -> Cure.PROCESS.of(errno);
            default -> "it takes Linux 5.17, kernel.io_uring_disabled=0 (sysctl), and a container that allows it";
        };
    }

    private static FileDescriptor setup(int entries, StructMemory params) {
        String operand = entries + " entries";
        long fd = SystemCalls.syscall(SYS_SETUP, entries, params.address(), 0, 0, 0, 0);
        if (fd < 0) {
            throw SystemCalls.failure(CALL, operand, IoUring::cure);
        }
        FileDescriptor ring = FileDescriptor.owning((int) fd, CALL);
        int needed = FEATURE_SINGLE_MAPPING | FEATURE_QUIET;
        if ((params.getInt(FEATURES) & needed) != needed) {
            ring.close();
            throw new ErrnoException(CALL, operand, Errno.ENOSYS, IoUring::cure);
        }
        return ring;
    }

    /** Keeps an open file at hand, so that its number is not looked up when a call starts, and be another's by then. */
    void register(int fd) {
        StructMemory files = new StructMemory(Integer.BYTES).putInt(0, fd);
        if (SystemCalls.syscall(SYS_REGISTER, descriptor.number(), REGISTER_FILES, files.address(), 1, 0, 0) < 0) {
            throw SystemCalls.failure("io_uring_register", "descriptor " + fd, IoUring::cure);
        }
    }

    /** Adds a call; there must be room for it since the last {@link #submit}. */
    void add(int opcode, int flags, int file, long address, int length, int callFlags, long tag) {
        int at = (callTail & callMask) * CALL_BYTES;
        calls.putInt(at, opcode | flags << Byte.SIZE);
        calls.putInt(at + 4, file);
        calls.putLong(at + 8, 0);
        calls.putLong(at + 16, address);
        calls.putInt(at + 24, length);
        calls.putInt(at + 28, callFlags);
        calls.putLong(at + 32, tag);
        calls.putLong(at + 40, 0);
        calls.putLong(at + 48, 0);
        callTail++;
        added++;
    }

    /**
     * Hands over what was added.
     *
     * @param answers how many to wait for at least
     * @throws ErrnoException if the kernel does not take it
     */
    void submit(int answers) {
        if (added == 0 && answers == 0) {
            return;
        }
        INT.setRelease(ring, callTailAt, callTail);
        int flags = answers == 0 ? 0 : ENTER_GETEVENTS;
        long taken;
        do {
            taken = SystemCalls.syscall(SYS_ENTER, descriptor.number(), added, answers, flags, 0, 0);
            added -= (int) Math.max(0, taken);
        } while (taken < 0 ? SystemCalls.interrupted() : added > 0);
        if (taken < 0) {
            throw SystemCalls.failure("io_uring_enter", added + " calls", IoUring::cure);
        }
    }

    /** Moves on to the next answer; false if there is none, and then the room of those before is the kernel's again. */
    boolean next() {
        if (answerHead == (int) INT.getAcquire(ring, answerTailAt)) {
            INT.setRelease(ring, answerHeadAt, answerHead);
            return false;
        }
        answer = answersAt + (answerHead & answerMask) * ANSWER_BYTES;
        answerHead++;
        return true;
    }

    /** Returns which call has answered. */
    long tag() {
        return ring.getLong(answer);
    }

    /** Returns what it has answered: {@code -errno} if it has failed. */
    int result() {
        return ring.getInt(answer + Long.BYTES);
    }

    @Override
    public void close() {
        descriptor.close();
        ringRegion.retire();
        callRegion.retire();
    }
}
