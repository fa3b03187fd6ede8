// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * Failures of sockets: the errno of an exception of Netty, and its cure.
 *
 * <p><b>Internal.</b> Public for sources, sinks and the relay.
 *
 * <p><b>Source:</b> send(2), ip(7), udp(7).
 */
public final class SocketErrors {

    /** The {@link #label} of a closed socket. */
    public static final String CLOSED = "closed";

    /** Cures of calls on a socket. */
    public static final Cure CURE = SocketErrors::cure;

    private SocketErrors() {}

    private static String cure(Errno errno) {
        return switch (errno) {
            case EPERM -> "a firewall rule refuses it";
            case EIO -> "the interface cannot do it";
            case EAGAIN -> "the socket's buffer is full";
            case ENOMEM -> "the kernel is out of memory for packets";
            case EACCES -> "the address is that of all hosts of a network, or the port needs a privilege";
            case ENODEV -> "the interface is gone, or carries no multicast";
            case EINVAL -> "the address, the port or the size is not possible on this route";
            case EMSGSIZE -> "a datagram is larger than the path takes: send fewer packets per datagram";
            case ENOPROTOOPT, EOPNOTSUPP -> "a newer kernel may support it";
            case EAFNOSUPPORT -> "IPv6 is switched off";
            case EADDRINUSE -> "another program has the port and does not share it";
            case EADDRNOTAVAIL -> "the address is not one of this machine's";
            case ENETDOWN -> "the interface is down";
            case ENETUNREACH -> "there is no route: name an interface, or add a route";
            case ENOBUFS -> "the interface's queue is full";
            case ECONNREFUSED -> "no program listens on that port";
            case EHOSTDOWN -> "the receiver does not answer";
            case EHOSTUNREACH -> "the receiver cannot be reached";
            default -> Cure.PROCESS.of(errno);
        };
    }

    /**
     * Finds the errno behind a failed socket operation.
     *
     * @param failure what Netty reported
     * @return the errno, {@code null} if there is none, or it has no name
     */
    public static @Nullable Errno errno(Throwable failure) {
        return Errno.of(number(failure));
    }

    /**
     * Tells whether what a socket could not be opened for may be over later: another program has the port, or the machine
     * has no room.
     *
     * @param failure what Netty reported, or what {@link #describe} made of it
     * @return true if it is worth to try again
     */
    public static boolean isPassing(Throwable failure) {
        Throwable cause = failure.getCause();
        Errno errno = errno(failure) == null && cause != null ? errno(cause) : errno(failure);
        return errno != null
                && switch (errno) {
                    case EADDRINUSE, EADDRNOTAVAIL, EAGAIN, EMFILE, ENFILE, ENOBUFS, ENODEV, ENOMEM -> true;
                    default -> false;
                };
    }

    private static int number(Throwable failure) {
        if (failure instanceof PortUnreachableException) {
            return Errno.ECONNREFUSED.number();
        }
        if (failure instanceof NativeIoException nativeFailure) {
            return -nativeFailure.expectedErr();
        }
        Throwable cause = failure.getCause();
        return failure instanceof ChannelException && cause != null ? number(cause) : 0;
    }

    /**
     * Names a failure in the counts of a sink.
     *
     * @param failure what Netty reported
     * @return the errno's name; {@code errno N}, {@link #CLOSED} or a class name where there is none
     */
    public static String label(Throwable failure) {
        int number = number(failure);
        if (number != 0) {
            return Errno.label(number);
        }
        boolean closed = failure instanceof ClosedChannelException || failure instanceof NotYetConnectedException;
        return closed ? CLOSED : failure.getClass().getSimpleName();
    }

    /**
     * Describes in one line what failed, why, and the cure.
     *
     * @param what the operation and its operands, such as {@code bind 10.0.0.1:5000}
     * @param failure what Netty reported, kept as the cause
     * @return the exception to throw
     */
    public static IOException describe(String what, Throwable failure) {
        Errno errno = errno(failure);
        String reason = errno == null
                ? String.valueOf(failure.getMessage())
                : errno + " (" + errno.number() + "), " + errno.meaning() + ": " + CURE.of(errno);
        return new IOException(what + " failed: " + reason, failure);
    }
}
