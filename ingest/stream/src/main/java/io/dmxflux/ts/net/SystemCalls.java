// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;

/**
 * The calls of the C library that sockets need and Netty does not offer, mapped directly: fixed arity, addresses as
 * {@code long}.
 *
 * <p><b>Errors:</b> every function answers -1 and leaves {@code errno} to {@link #errno()}, read by the same thread before
 * its next native call; none throws, which would cost an exception per EAGAIN.
 */
final class SystemCalls {

    static {
        Native.register(SystemCalls.class, NativeLibrary.getProcess()); // the JVM has loaded it, wherever it lies
    }

    private SystemCalls() {}

    static native long sendmsg(int fd, long message, int flags);

    static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    static native int socket(int family, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native long send(int fd, long bytes, long length, int flags);

    static native long recv(int fd, long bytes, long length, int flags);

    static native int close(int fd);

    static native int madvise(long address, long length, int advice);

    static native long signal(int number, long handler);

    /** For calls that the C library has no wrapper for. */
    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** Returns the {@code errno} of this thread's last call. */
    static int errno() {
        return Native.getLastError();
    }

    /** Tells whether a signal interrupted this thread's last call, which has to be repeated then. */
    static boolean interrupted() {
        return errno() == Errno.EINTR.number();
    }

    /** Returns the failure of this thread's last call. */
    static ErrnoException failure(String call, String operand, Cure domain) {
        return ErrnoException.of(call, operand, errno(), domain);
    }
}
