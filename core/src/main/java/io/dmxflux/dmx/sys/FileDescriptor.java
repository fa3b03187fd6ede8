// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor and the system calls on it. Each is repeated when a signal interrupts it.
 *
 * <p><b>Ownership:</b> closed exactly once, after which this object no longer uses its number. The owner ensures that no
 * call is under way at that moment.
 * <p><b>Threading:</b> calls from any thread.
 */
public final class FileDescriptor implements AutoCloseable {

    /** {@code O_RDONLY}. */
    public static final int O_RDONLY = 0;
    /** {@code O_RDWR}. */
    public static final int O_RDWR = 2;
    /** {@code O_NONBLOCK}. */
    public static final int O_NONBLOCK = 0x800;
    /** {@code O_CLOEXEC}. */
    public static final int O_CLOEXEC = 0x80000;

    private static final int MFD_CLOEXEC = 1;

    private final int fd;
    private final String path;
    private final Cure domain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileDescriptor(int fd, String path, Cure domain) {
        this.fd = fd;
        this.path = path;
        this.domain = domain;
    }

    /**
     * Opens a demux; it is not inherited by child processes.
     *
     * @param path of its node
     * @param flags {@code O_RDWR} and the like
     * @return the open descriptor, the caller's to close
     * @throws ErrnoException if it cannot be opened
     */
    public static FileDescriptor open(String path, int flags) {
        return open(path, flags, Cure.DEMUX);
    }

    /**
     * Opens a file or a node.
     *
     * @param path where it is
     * @param flags {@code O_RDWR} and the like
     * @param domain what it is, for the cures in errors
     * @return the open descriptor, the caller's to close
     * @throws ErrnoException if it cannot be opened
     */
    public static FileDescriptor open(String path, int flags, Cure domain) {
        int fd;
        do {
            fd = LibC.open(path, flags | O_CLOEXEC);
        } while (fd < 0 && interrupted());
        if (fd < 0) {
            throw ErrnoException.last("open", path, domain);
        }
        return new FileDescriptor(fd, path, domain);
    }

    /**
     * Creates a file in memory.
     *
     * @param name its name in {@code /proc}
     * @param lengthBytes its length
     * @return the open descriptor, the caller's to close
     * @throws ErrnoException if there is no memory or no descriptor left
     */
    public static FileDescriptor inMemory(String name, long lengthBytes) {
        FileDescriptor file = adopt(LibC.memfd_create(name, MFD_CLOEXEC), "memfd_create", name);
        if (LibC.ftruncate(file.fd, lengthBytes) < 0) {
            ErrnoException failure = ErrnoException.last("ftruncate", name, Cure.PROCESS);
            file.close();
            throw failure;
        }
        return file;
    }

    /**
     * Takes over the descriptor that a call has returned.
     *
     * @param fd the number the call returned, negative if it failed
     * @param call the call, for the error
     * @param path its operand, for errors
     * @return the descriptor, the caller's to close
     * @throws ErrnoException if the number is negative
     */
    static FileDescriptor adopt(int fd, String call, String path) {
        if (fd < 0) {
            throw ErrnoException.last(call, path, Cure.PROCESS);
        }
        return new FileDescriptor(fd, path, Cure.DEMUX);
    }

    /**
     * Takes over a descriptor that a driver wrote into a structure.
     *
     * @param fd the number
     * @param path its name, for errors
     * @return the descriptor, the caller's to close
     */
    public static FileDescriptor owning(int fd, String path) {
        return new FileDescriptor(fd, path, Cure.DEMUX);
    }

    static boolean interrupted() {
        return LibC.errno() == Errno.EINTR.number();
    }

    /**
     * Makes an ioctl with an argument by address.
     *
     * @param ioctl the request
     * @param argument the structure the driver reads and writes
     * @throws ErrnoException if it fails, naming the request
     */
    public void ioctl(Ioctl ioctl, StructMemory argument) {
        try {
            ioctl(ioctl, argument.address());
        } finally {
            Reference.reachabilityFence(argument); // else its memory may be freed while the driver reads it
        }
    }

    /**
     * Makes an ioctl with an argument by value.
     *
     * @param ioctl the request
     * @param argument the value; 0 where the request takes none
     * @throws ErrnoException if it fails, naming the request
     */
    public void ioctl(Ioctl ioctl, long argument) {
        if (call(ioctl, argument) < 0) {
            throw ErrnoException.last(ioctl.name(), path, domain);
        }
    }

    /**
     * Makes an ioctl on a descriptor with O_NONBLOCK that waits otherwise.
     *
     * @param ioctl the request
     * @param argument the structure the driver writes
     * @return whether there was something; false for EAGAIN
     * @throws ErrnoException for any other failure, naming the request
     */
    public boolean ioctlIfReady(Ioctl ioctl, StructMemory argument) {
        try {
            if (call(ioctl, argument.address()) >= 0) {
                return true;
            }
            if (LibC.errno() == Errno.EAGAIN.number()) {
                return false;
            }
            throw ErrnoException.last(ioctl.name(), path, domain);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    private int call(Ioctl ioctl, long argument) {
        int result;
        do {
            result = LibC.ioctl(number(), ioctl.request(), argument);
        } while (result < 0 && interrupted());
        return result;
    }

    /**
     * Reads into native memory.
     *
     * @param address where to
     * @param lengthBytes at most this many
     * @return the bytes read, 0 at the end; {@code -errno} where the call failed with EAGAIN or EOVERFLOW
     * @throws ErrnoException for any other failure
     */
    public long read(long address, long lengthBytes) {
        long result;
        do {
            result = LibC.read(number(), address, lengthBytes);
        } while (result < 0 && interrupted());
        return result < 0 ? expectedOrThrow() : result;
    }

    private long expectedOrThrow() {
        int errno = LibC.errno();
        if (errno == Errno.EAGAIN.number() || errno == Errno.EOVERFLOW.number()) {
            return -errno;
        }
        throw ErrnoException.last("read", path, Cure.DEMUX);
    }

    /**
     * Makes a second descriptor of the same open file.
     *
     * @return the descriptor, the caller's to close
     * @throws ErrnoException if no descriptor is left
     */
    public FileDescriptor duplicate() {
        return adopt(LibC.dup(number()), "dup", path);
    }

    /**
     * Returns the number, to poll on.
     *
     * @return the descriptor's number
     * @throws IllegalStateException if it is closed
     */
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException(path + ": closed (expected: open)");
        }
        return fd;
    }

    /**
     * Returns its path or name.
     *
     * @return the path
     */
    public String path() {
        return path;
    }

    /** Closes it; a second call does nothing. An error is ignored, because Linux frees the number even then. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            LibC.close(fd);
        }
    }
}
