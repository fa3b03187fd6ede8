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
 * An io_uring: a submission queue of operations for the kernel, and a completion queue of their results.
 *
 * <pre>
 *   reserve, add, add, ... submit(0)  --SQEs--&gt;  the kernel: each when it can, linked ones one after the other
 *   while (next()) userData(), result()  &lt;--CQEs--  one for each SQE, unless it has IOSQE_CQE_SKIP_SUCCESS
 * </pre>
 *
 * <p>The kernel executes an SQE in the context of the thread that submitted it, when that thread enters the kernel or is
 * woken, and interrupts its waits: {@code epoll_wait} there fails with {@code EINTR}, and has to be repeated.
 * <p><b>Ownership:</b> memory that an SQE points to belongs to the kernel until its CQE arrives. Closing does not wait for
 * that.
 * <p><b>Threading:</b> one thread, which need not be the one that created it.
 * <p><b>Errors:</b> {@link ErrnoException} for what the kernel refuses; {@link IllegalStateException} for an SQE without
 * room.
 * <p><b>Source:</b> io_uring(7), io_uring_setup(2), io_uring_enter(2); linux/io_uring.h. Linux 5.17, for
 * IOSQE_CQE_SKIP_SUCCESS.
 */
final class IoUring implements AutoCloseable {

    private static final String SETUP = "io_uring_setup";
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final FileDescriptor descriptor;
    private final MappedRegion ringRegion;
    private final MappedRegion sqeRegion;
    private final ByteBuffer ring;
    private final ByteBuffer sqes;
    private final int sqEntries;
    private final int cqMask;
    private final int sqTailAt;
    private final int cqHeadAt;
    private final int cqTailAt;
    private final int cqesAt;

    private int sqTail;
    private int unsubmitted;
    private int cqHead;
    private int cqe;

    /**
     * Sets up a ring.
     *
     * @param entries SQEs between two submissions, a power of two; the completion queue has twice as many entries
     * @throws ErrnoException if the kernel has no io_uring of this kind, or denies it to this process
     */
    IoUring(int entries) {
        StructMemory params = new StructMemory(IoUringLayout.PARAMS_LENGTH);
        descriptor = setup(entries, params);
        sqEntries = params.getInt(IoUringLayout.PARAMS_SQ_ENTRIES);
        int cqEntries = params.getInt(IoUringLayout.PARAMS_CQ_ENTRIES);
        cqMask = cqEntries - 1;
        sqTailAt = params.getInt(IoUringLayout.PARAMS_SQ_OFF_TAIL);
        cqHeadAt = params.getInt(IoUringLayout.PARAMS_CQ_OFF_HEAD);
        cqTailAt = params.getInt(IoUringLayout.PARAMS_CQ_OFF_TAIL);
        cqesAt = params.getInt(IoUringLayout.PARAMS_CQ_OFF_CQES);
        int arrayAt = params.getInt(IoUringLayout.PARAMS_SQ_OFF_ARRAY);
        int ringBytes = Math.max(arrayAt + sqEntries * Integer.BYTES, cqesAt + cqEntries * IoUringLayout.CQE_LENGTH);
        try {
            ringRegion = MappedRegion.of(descriptor, 0, ringBytes);
        } catch (Throwable e) {
            descriptor.close();
            throw e;
        }
        try {
            sqeRegion = MappedRegion.of(descriptor, IoUringLayout.OFF_SQES, sqEntries * IoUringLayout.SQE_LENGTH);
        } catch (Throwable e) {
            ringRegion.retire();
            descriptor.close();
            throw e;
        }
        ring = ringRegion.buffer().order(ByteOrder.nativeOrder());
        sqes = sqeRegion.buffer().order(ByteOrder.nativeOrder());
        for (int i = 0; i < sqEntries; i++) {
            ring.putInt(arrayAt + i * Integer.BYTES, i);
        }
    }

    private static FileDescriptor setup(int entries, StructMemory params) {
        String operand = entries + " entries";
        long fd = SystemCalls.syscall(IoUringLayout.SYS_IO_URING_SETUP, entries, params.address(), 0, 0, 0, 0);
        if (fd < 0) {
            throw SystemCalls.failure(SETUP, operand, IoUring::cure);
        }
        FileDescriptor ring = FileDescriptor.owning((int) fd, SETUP);
        int needed = IoUringLayout.IORING_FEAT_SINGLE_MMAP | IoUringLayout.IORING_FEAT_CQE_SKIP;
        if ((params.getInt(IoUringLayout.PARAMS_FEATURES) & needed) != needed) {
            ring.close();
            throw new ErrnoException(SETUP, operand, Errno.ENOSYS, IoUring::cure);
        }
        return ring;
    }

    static String cure(Errno errno) {
        return switch (errno) {
            case ENOMEM, EAGAIN -> "free memory, or raise the limit of locked memory (ulimit -l)";
            case EMFILE, ENFILE -> Cure.PROCESS.of(errno);
            default -> "it takes Linux 5.17, kernel.io_uring_disabled=0 (sysctl), and a container that allows it";
        };
    }

    /** Registers the descriptor, so that its number can be reused without redirecting queued operations. Its index is 0. */
    void register(int fd) {
        StructMemory files = new StructMemory(Integer.BYTES).putInt(0, fd);
        long result = SystemCalls.syscall(
                IoUringLayout.SYS_IO_URING_REGISTER,
                descriptor.number(),
                IoUringLayout.IORING_REGISTER_FILES,
                files.address(),
                1,
                0,
                0);
        if (result < 0) {
            throw SystemCalls.failure("io_uring_register", "descriptor " + fd, IoUring::cure);
        }
    }

    /**
     * Makes room in the submission queue, by a submission if necessary: for linked SQEs, because a submission between them
     * would end the link.
     *
     * @param count how many SQEs will be added before the next submission
     * @throws IllegalStateException if the queue is shorter than that
     */
    void reserve(int count) {
        if (count > sqEntries) {
            throw new IllegalStateException(
                    "submission queue: room for " + count + " SQEs (expected: at most its " + sqEntries + " entries)");
        }
        if (unsubmitted + count > sqEntries) {
            submit(0);
        }
    }

    /**
     * Adds an SQE.
     *
     * @param opcode IORING_OP_*
     * @param flags IOSQE_*
     * @param fd the descriptor, or the index of a registered one; -1 for none
     * @param address the memory that the operation takes
     * @param length the count that belongs to it
     * @param opFlags the operation's own flags
     * @param userData returned in the CQE
     * @throws IllegalStateException if the queue is full, see {@link #reserve}
     */
    void add(int opcode, int flags, int fd, long address, int length, int opFlags, long userData) {
        if (unsubmitted == sqEntries) {
            throw new IllegalStateException("submission queue: " + unsubmitted + " SQEs of " + sqEntries
                    + " (expected: room reserved, or a submission, before the next)");
        }
        int sqe = (sqTail & (sqEntries - 1)) * IoUringLayout.SQE_LENGTH;
        for (int at = 0; at < IoUringLayout.SQE_LENGTH; at += Long.BYTES) {
            sqes.putLong(sqe + at, 0); // clears the SQE before it
        }
        sqes.put(sqe + IoUringLayout.SQE_OPCODE, (byte) opcode)
                .put(sqe + IoUringLayout.SQE_FLAGS, (byte) flags)
                .putInt(sqe + IoUringLayout.SQE_FD, fd)
                .putLong(sqe + IoUringLayout.SQE_ADDR, address)
                .putInt(sqe + IoUringLayout.SQE_LEN, length)
                .putInt(sqe + IoUringLayout.SQE_OP_FLAGS, opFlags)
                .putLong(sqe + IoUringLayout.SQE_USER_DATA, userData);
        sqTail++;
        unsubmitted++;
    }

    /**
     * Submits all SQEs that were added.
     *
     * @param minComplete how many CQEs to wait for at least
     * @throws ErrnoException if the kernel refuses them
     */
    void submit(int minComplete) {
        if (unsubmitted == 0 && minComplete == 0) {
            return;
        }
        INT.setRelease(ring, sqTailAt, sqTail);
        int flags = minComplete == 0 ? 0 : IoUringLayout.IORING_ENTER_GETEVENTS;
        long taken;
        do {
            taken = SystemCalls.syscall(
                    IoUringLayout.SYS_IO_URING_ENTER, descriptor.number(), unsubmitted, minComplete, flags, 0, 0);
            unsubmitted -= (int) Math.max(0, taken);
        } while (taken < 0 ? SystemCalls.interrupted() : unsubmitted > 0);
        if (taken < 0) {
            throw SystemCalls.failure("io_uring_enter", unsubmitted + " SQEs", IoUring::cure);
        }
    }

    /** Advances to the next CQE; false if there is none, which frees the entries of those before. */
    boolean next() {
        if (cqHead == (int) INT.getAcquire(ring, cqTailAt)) {
            INT.setRelease(ring, cqHeadAt, cqHead);
            return false;
        }
        cqe = cqesAt + (cqHead & cqMask) * IoUringLayout.CQE_LENGTH;
        cqHead++;
        return true;
    }

    /** Returns the CQE's {@code user_data}, which is that of its SQE. */
    long userData() {
        return ring.getLong(cqe + IoUringLayout.CQE_USER_DATA);
    }

    /** Returns the CQE's {@code res}: {@code -errno} if the operation failed. */
    int result() {
        return ring.getInt(cqe + IoUringLayout.CQE_RES);
    }

    @Override
    public void close() {
        descriptor.close();
        ringRegion.retire();
        sqeRegion.retire();
    }
}
