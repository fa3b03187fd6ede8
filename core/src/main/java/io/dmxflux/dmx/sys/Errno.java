// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import org.jspecify.annotations.Nullable;

/**
 * The kernel's error numbers, by name. For the advice on each see {@link Cure}.
 *
 * <p><b>Source:</b> asm-generic/errno-base.h and errno.h; the same numbers on x86-64 and aarch64.
 */
public enum Errno {
    /** Operation not permitted. */
    EPERM(1, "operation not permitted"),
    /** No such file or directory. */
    ENOENT(2, "no such file or device"),
    /** Interrupted system call. */
    EINTR(4, "interrupted by a signal"),
    /** Input/output error. */
    EIO(5, "input/output error"),
    /** No such device or address. */
    ENXIO(6, "no such device or address"),
    /** Bad file descriptor. */
    EBADF(9, "not an open descriptor"),
    /** Resource temporarily unavailable. */
    EAGAIN(11, "nothing is ready"),
    /** Cannot allocate memory. */
    ENOMEM(12, "out of memory"),
    /** Permission denied. */
    EACCES(13, "permission denied"),
    /** Bad address. */
    EFAULT(14, "bad address"),
    /** Device or resource busy. */
    EBUSY(16, "in use"),
    /** No such device. */
    ENODEV(19, "the device is gone"),
    /** Is a directory. */
    EISDIR(21, "is a directory"),
    /** Invalid argument. */
    EINVAL(22, "not valid in this state or for this argument"),
    /** Too many open files in the system. */
    ENFILE(23, "too many open files in the system"),
    /** Too many open files. */
    EMFILE(24, "too many open files"),
    /** Inappropriate ioctl for device. */
    ENOTTY(25, "the driver does not know this call"),
    /** No space left on device. */
    ENOSPC(28, "no space left"),
    /** Function not implemented. */
    ENOSYS(38, "not in this kernel"),
    /** Value too large for its type; of a demux, its ring. */
    EOVERFLOW(75, "the kernel's ring overflowed"),
    /** Message too long. */
    EMSGSIZE(90, "message too long"),
    /** Protocol option not available. */
    ENOPROTOOPT(92, "the kernel has no such option"),
    /** Operation not supported. */
    EOPNOTSUPP(95, "not supported"),
    /** Address family not supported. */
    EAFNOSUPPORT(97, "address family not supported"),
    /** Address already in use. */
    EADDRINUSE(98, "address already in use"),
    /** Cannot assign requested address. */
    EADDRNOTAVAIL(99, "address not available"),
    /** Network is down. */
    ENETDOWN(100, "network is down"),
    /** Network is unreachable. */
    ENETUNREACH(101, "network is unreachable"),
    /** No buffer space available. */
    ENOBUFS(105, "no buffer space available"),
    /** Connection timed out. */
    ETIMEDOUT(110, "timed out"),
    /** Connection refused. */
    ECONNREFUSED(111, "connection refused"),
    /** Host is down. */
    EHOSTDOWN(112, "host is down"),
    /** No route to host. */
    EHOSTUNREACH(113, "no route to host"),
    /** Remote I/O error: a chip on an I2C bus does not answer. */
    EREMOTEIO(121, "a chip of the adapter does not answer"),
    /** Operation cancelled. */
    ECANCELED(125, "operation cancelled");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /**
     * Returns the kernel's number.
     *
     * @return the positive number
     */
    public int number() {
        return number;
    }

    /**
     * Returns what it means, in a few words.
     *
     * @return a phrase without a full stop
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Finds an error by its number.
     *
     * @param number the positive number
     * @return the error, {@code null} if it is none of these
     */
    public static @Nullable Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return null;
    }

    /**
     * Names an error number.
     *
     * @param number the positive number
     * @return the error's name; {@code errno N} where it has none here
     */
    public static String label(int number) {
        Errno errno = of(number);
        return errno == null ? "errno " + number : errno.name();
    }
}
