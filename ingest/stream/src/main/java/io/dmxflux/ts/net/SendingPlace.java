// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Errno;
import io.netty.channel.ChannelConfig;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The interface that a socket sends by. Without a named one the kernel looks the route up for each send, so there is nothing
 * to set but the loopback interface of a machine that has no other.
 *
 * <p><b>Internal.</b> Public for sinks and announcements.
 * <p><b>Threading:</b> the event loop; {@link #attach} once before the socket is registered.
 */
public final class SendingPlace implements NetworkFollower.Socket {

    private final InetAddress destination;
    private final @Nullable String networkInterface;
    private final @Nullable InetAddress source;
    private final ChannelConfig socket;

    /** Index of the interface that is set at the socket; 0 leaves it to the route. */
    private int set;

    /** Index of the interface that datagrams leave by now; 0 if that is not known. */
    private int leavesBy;

    private int number;
    private @Nullable Errno missing;

    /**
     * Creates a place that is not known yet.
     *
     * @param destination a group or a host
     * @param networkInterface name of the interface that the user wants; {@code null} leaves it to the route
     * @param source address that the socket is bound to; {@code null} leaves it to the route
     * @param socket whose interface is set
     */
    public SendingPlace(
            InetAddress destination,
            @Nullable String networkInterface,
            @Nullable InetAddress source,
            ChannelConfig socket) {
        this.destination = destination;
        this.networkInterface = networkInterface;
        this.source = source;
        this.socket = socket;
    }

    /**
     * Returns what every send fails with.
     *
     * @return the error to count, as the kernel must not be asked; {@code null} if sends may be tried
     */
    public @Nullable Errno missing() {
        return missing;
    }

    /**
     * Counts the changes of the interface.
     *
     * @return another number after each
     */
    public int number() {
        return number;
    }

    @Override
    public Attachment find() {
        return Attachment.find(networkInterface, destination, source);
    }

    @Override
    public void attach(Attachment place, boolean wasRemoved) {
        if (wasRemoved || place.index() != leavesBy || place.missing() != missing) {
            number++;
        }
        leavesBy = place.index();
        missing = place.missing();
        boolean chosen = networkInterface != null || place.isOnlyLoopback();
        int wanted = chosen ? place.index() : 0;
        if (wanted != set && (wanted > 0 || missing == null)) {
            LinuxSocketOptions.setInterface(socket, destination, wanted);
            set = wanted;
        }
    }
}
