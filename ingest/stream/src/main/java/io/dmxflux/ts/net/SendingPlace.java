// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Errno;
import io.netty.channel.ChannelConfig;
import java.net.Inet6Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The interface that a socket sends by. Without a named one the kernel looks the route up for each send, so there is nothing
 * to set but the loopback interface of a machine that has no other.
 *
 * <p><b>Internal.</b> Public for sinks and announcements.
 * <p><b>Threading:</b> the event loop; {@link #attach} once before the socket is registered.
 */
public final class SendingPlace implements NetworkFollower.Socket {

    private final SendingSocket.Route route;
    private final ChannelConfig socket;

    /** Index of the interface that is set at the socket; 0 leaves it to the route. */
    private int set;

    /** Index of the interface that datagrams leave by now; 0 if that is not known. */
    private int leavesBy;

    private int number;
    private @Nullable Errno missing;
    private @Nullable Inet6Address tentative;

    /**
     * Creates a place that is not known yet.
     *
     * @param route where to, and how
     * @param socket whose interface is set
     */
    public SendingPlace(SendingSocket.Route route, ChannelConfig socket) {
        this.route = route;
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
     * Gives a message the address to send from, where the kernel would choose none; see {@link Attachment#tentative}.
     *
     * @param message an empty one
     */
    public void address(OutgoingMessage message) {
        message.from(tentative, leavesBy);
    }

    /**
     * Counts the changes of the interface, and of what is sent from.
     *
     * @return another number after each
     */
    public int number() {
        return number;
    }

    @Override
    public Attachment find() {
        return find(route);
    }

    /**
     * Finds the place of a socket that is not attached yet.
     *
     * @param route where it sends to
     * @return the place
     */
    public static Attachment find(SendingSocket.Route route) {
        Attachment found = Attachment.find(route.networkInterface(), route.destination(), route.source());
        if (!route.broadcast() && Attachment.isBroadcast(route.destination())) {
            return found.refusingBroadcast(route.destination());
        }
        return route.source() == null ? found.sendingTo(route.destination()) : found;
    }

    @Override
    public void attach(Attachment place, boolean wasRemoved) {
        if (wasRemoved
                || place.index() != leavesBy
                || place.missing() != missing
                || !Objects.equals(place.tentative(), tentative)) {
            number++;
        }
        tentative = place.tentative();
        leavesBy = place.index();
        missing = place.missing();
        boolean chosen = route.networkInterface() != null || place.isOnlyLoopback();
        int wanted = chosen ? place.index() : 0;
        if (wanted != set && (wanted > 0 || missing == null)) {
            LinuxSocketOptions.setInterface(socket, route.destination(), wanted);
            set = wanted;
        }
    }
}
