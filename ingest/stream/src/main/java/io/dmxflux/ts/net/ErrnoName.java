// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * The names of the errors that the network gives, and what to do about each.
 *
 * <p><b>Source:</b> asm-generic/errno.h, whose numbers x86-64 and aarch64 share; send(2), ip(7), udp(7).
 */
public enum ErrnoName {
    /** Operation not permitted. */
    EPERM(1, "a firewall rule refuses it"),
    /** Input/output error. */
    EIO(5, "the interface cannot do it"),
    /** Try again. */
    EAGAIN(11, "the socket's buffer is full"),
    /** Out of memory. */
    ENOMEM(12, "the kernel is out of memory for packets"),
    /** Permission denied. */
    EACCES(13, "the address is a broadcast address, or the port needs a privilege"),
    /** No such device. */
    ENODEV(19, "the interface is gone, or carries no multicast"),
    /** Invalid argument. */
    EINVAL(22, "the address, the port or the size is not possible on this route"),
    /** Message too long. */
    EMSGSIZE(90, "a datagram is larger than the path takes: send fewer packets per datagram"),
    /** Protocol option not available. */
    ENOPROTOOPT(92, "the kernel has no such option"),
    /** Operation not supported. */
    EOPNOTSUPP(95, "the kernel does not support it"),
    /** Address family not supported. */
    EAFNOSUPPORT(97, "IPv6 is switched off"),
    /** Address already in use. */
    EADDRINUSE(98, "another program has the port and does not share it"),
    /** Cannot assign requested address. */
    EADDRNOTAVAIL(99, "the address is not one of this machine's"),
    /** Network is down. */
    ENETDOWN(100, "the interface is down"),
    /** Network is unreachable. */
    ENETUNREACH(101, "there is no route: name an interface, or add a route"),
    /** No buffer space available. */
    ENOBUFS(105, "the interface's queue is full"),
    /** Connection refused. */
    ECONNREFUSED(111, "nobody listens on that port"),
    /** Host is down. */
    EHOSTDOWN(112, "the receiver does not answer"),
    /** No route to host. */
    EHOSTUNREACH(113, "the receiver cannot be reached");

    /** What {@link #label} calls that a socket was closed. */
    public static final String CLOSED = "closed";

    private final int number;
    private final String meaning;

    ErrnoName(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /**
     * Returns what it means here, in words.
     *
     * @return a clause without capital or full stop
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Finds the errno behind a failed socket operation.
     *
     * @param failure what Netty reported
     * @return the errno, {@code null} if it is none of these
     */
    public static @Nullable ErrnoName of(Throwable failure) {
        if (failure instanceof PortUnreachableException) {
            return ECONNREFUSED;
        }
        if (failure instanceof NativeIoException nativeFailure) {
            return of(-nativeFailure.expectedErr());
        }
        Throwable cause = failure.getCause();
        return failure instanceof ChannelException && cause != null ? of(cause) : null;
    }

    /**
     * Finds an errno by its number.
     *
     * @param number as the kernel has it, positive
     * @return the errno, {@code null} if it is none of these
     */
    public static @Nullable ErrnoName of(int number) {
        for (ErrnoName name : values()) {
            if (name.number == number) {
                return name;
            }
        }
        return null;
    }

    /**
     * Names a failure for an account of losses.
     *
     * @param failure what Netty reported
     * @return the errno's name; {@code errno N}, {@code closed} or a class name where there is none
     */
    public static String label(Throwable failure) {
        ErrnoName name = of(failure);
        if (name != null) {
            return name.name();
        }
        if (failure instanceof NativeIoException nativeFailure) {
            return label(-nativeFailure.expectedErr());
        }
        if (failure instanceof ClosedChannelException || failure instanceof NotYetConnectedException) {
            return CLOSED;
        }
        return failure.getClass().getSimpleName();
    }

    /**
     * Names a failure for an account of losses.
     *
     * @param number as the kernel has it, positive
     * @return the errno's name; {@code errno N} where it has none here
     */
    public static String label(int number) {
        ErrnoName name = of(number);
        return name == null ? "errno " + number : name.name();
    }

    /**
     * Says in one line what failed, why, and what to do.
     *
     * @param what the operation and its operands, such as {@code bind 10.0.0.1:5000}
     * @param failure what Netty reported, kept as the cause
     * @return the exception to throw
     */
    public static IOException describe(String what, Throwable failure) {
        ErrnoName name = of(failure);
        String reason =
                name == null ? String.valueOf(failure.getMessage()) : name + " (" + name.number + "): " + name.meaning;
        return new IOException(what + " failed: " + reason, failure);
    }
}
