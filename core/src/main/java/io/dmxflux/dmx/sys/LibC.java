// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The calls of the C library that devices need, mapped directly: fixed arity, addresses as {@code long}.
 *
 * <p>A variadic function ({@code open}, {@code ioctl}) is declared with the one arity used; both supported ABIs (System V
 * x86-64, AAPCS64 on Linux) pass integer arguments alike either way.
 * <p><b>Errors:</b> every function answers -1 and leaves {@code errno} to {@link #errno()}, read by the same thread
 * before its next native call; none throws {@link LastErrorException}, which would cost an exception per EAGAIN.
 */
final class LibC {

    static {
        Native.register(LibC.class, NativeLibrary.getProcess()); // the JVM has loaded it, wherever it lies
    }

    private LibC() {}

    static native int open(String path, int flags);

    static native int close(int fd);

    static native int ioctl(int fd, long request, long argument);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native long read(int fd, long address, long length);

    static native long write(int fd, long address, long length);

    static native int poll(long pollfds, long count, int timeoutMillis);

    static native int eventfd(int initial, int flags);

    static native int memfd_create(String name, int flags);

    static native int ftruncate(int fd, long length);

    static native int dup(int fd);

    static native int timerfd_create(int clock, int flags);

    static native int timerfd_settime(int fd, int flags, long newTimes, long oldTimes);

    /** Returns the {@code errno} of this thread's last call. */
    static int errno() {
        return Native.getLastError();
    }
}
