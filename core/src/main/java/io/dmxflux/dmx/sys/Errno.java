// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import java.util.Optional;

/**
 * The error numbers that the demux and its neighbours answer with: name, meaning here, and what a person can do.
 *
 * <p><b>Source:</b> asm-generic/errno-base.h and errno.h; the same numbers on x86-64 and aarch64.
 */
public enum Errno {
    /** Not permitted. */
    EPERM(1, "operation not permitted", "run as a user that may use the device"),
    /** No such file. */
    ENOENT(2, "no such device node", "plug the adapter in, load its driver, or check the adapter and demux numbers"),
    /** Interrupted by a signal. */
    EINTR(4, "interrupted by a signal", "try again"),
    /** Input/output error. */
    EIO(5, "input/output error", "look at the kernel log (dmesg) for the driver's own message"),
    /** No such device or address. */
    ENXIO(6, "no such device or address", "load the adapter's driver"),
    /** Not an open descriptor. */
    EBADF(9, "not an open descriptor", "open the device again"),
    /** Nothing ready. */
    EAGAIN(11, "nothing is ready", "wait until poll says so"),
    /** Out of memory. */
    ENOMEM(12, "out of memory", "ask for fewer or smaller buffers"),
    /** No permission. */
    EACCES(13, "permission denied", "add the user to the device's group (usually video) or run as root"),
    /** Bad address. */
    EFAULT(14, "bad address", "report this: the library passed a bad address"),
    /** Busy. */
    EBUSY(16, "in use", "close the program that uses it, or stop the stream first"),
    /** Device gone. */
    ENODEV(19, "the device is gone", "plug the adapter in again and restart"),
    /** A directory. */
    EISDIR(21, "is a directory", "name a device or a file"),
    /** Bad argument. */
    EINVAL(22, "not valid in this state or for this argument", "check the order of the calls and the arguments"),
    /** System-wide limit of open files. */
    ENFILE(23, "too many open files in the system", "close some, or raise fs.file-max"),
    /** Too many open files or filters. */
    EMFILE(24, "too many open files, or no filter left on this demux", "close other users of the demux"),
    /** Call not known to the driver. */
    ENOTTY(25, "the driver does not know this call", "use io=read: this kernel was built without CONFIG_DVB_MMAP"),
    /** No space. */
    ENOSPC(28, "no space left", "free some space"),
    /** Call not known to the kernel. */
    ENOSYS(38, "not in this kernel", "use a newer one"),
    /** A value does not fit: the ring buffer overflowed. */
    EOVERFLOW(75, "the kernel's ring overflowed", "read faster or ask for a larger ring"),
    /** Not supported. */
    EOPNOTSUPP(95, "not supported by this driver", "use io=read"),
    /** Timed out. */
    ETIMEDOUT(110, "timed out", "try again"),
    /** Called back. */
    ECANCELED(125, "called back", "try again");

    private final int number;
    private final String meaning;
    private final String cure;

    Errno(int number, String meaning, String cure) {
        this.number = number;
        this.meaning = meaning;
        this.cure = cure;
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
     * Returns what a person can do about it where the caller knows nothing better.
     *
     * @return a phrase without a full stop
     */
    public String cure() {
        return cure;
    }

    static Optional<Errno> of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return Optional.of(errno);
            }
        }
        return Optional.empty();
    }
}
