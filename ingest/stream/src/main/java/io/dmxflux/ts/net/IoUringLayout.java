// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

/**
 * The offsets of the fields of io_uring's structures, and its constants.
 *
 * <pre>
 *   struct io_uring_sqe      0 opcode | 1 flags | 4 fd | 8 off | 16 addr | 24 len | 28 flags of the operation | 32 user_data
 *   struct io_uring_cqe      0 user_data | 8 res | 12 flags
 *   struct io_uring_params   0 sq_entries | 4 cq_entries | 20 features | 40 sq_off | 80 cq_off
 * </pre>
 *
 * <p><b>Source:</b> linux/io_uring.h.
 */
final class IoUringLayout {

    static final int SQE_LENGTH = 64;
    static final int SQE_OPCODE = 0;
    static final int SQE_FLAGS = 1;
    static final int SQE_FD = 4;
    static final int SQE_OFF = 8;
    static final int SQE_ADDR = 16;
    static final int SQE_LEN = 24;
    static final int SQE_OP_FLAGS = 28;
    static final int SQE_USER_DATA = 32;

    static final int CQE_LENGTH = 16;
    static final int CQE_USER_DATA = 0;
    static final int CQE_RES = 8;

    static final int PARAMS_LENGTH = 120;
    static final int PARAMS_SQ_ENTRIES = 0;
    static final int PARAMS_CQ_ENTRIES = 4;
    static final int PARAMS_FEATURES = 20;
    static final int PARAMS_SQ_OFF_TAIL = 44;
    static final int PARAMS_SQ_OFF_ARRAY = 64;
    static final int PARAMS_CQ_OFF_HEAD = 80;
    static final int PARAMS_CQ_OFF_TAIL = 84;
    static final int PARAMS_CQ_OFF_CQES = 100;

    static final int OFF_SQES = 0x1000_0000;

    static final int SYS_IO_URING_SETUP = 425;
    static final int SYS_IO_URING_ENTER = 426;
    static final int SYS_IO_URING_REGISTER = 427;

    static final int IORING_FEAT_SINGLE_MMAP = 1;
    static final int IORING_FEAT_CQE_SKIP = 1 << 11;
    static final int IORING_ENTER_GETEVENTS = 1;
    static final int IORING_REGISTER_FILES = 2;

    static final int IORING_OP_NOP = 0;
    static final int IORING_OP_SENDMSG = 9;
    static final int IORING_OP_TIMEOUT = 11;
    static final int IORING_OP_TIMEOUT_REMOVE = 12;
    static final int IORING_TIMEOUT_ABS = 1;
    static final int IORING_TIMEOUT_ETIME_SUCCESS = 1 << 5;

    /** The {@code fd} is the index of a registered file. */
    static final int IOSQE_FIXED_FILE = 1;
    /** The next SQE starts when this one has succeeded, if both are submitted together. */
    static final int IOSQE_IO_LINK = 1 << 2;
    /** No CQE if it succeeds; if it fails, none for those that are linked behind it. */
    static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;

    private IoUringLayout() {}
}
