// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.ts.net.Attachment;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.net.SocketErrors;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The interface that a socket receives from: joins the group there, and on another one when the network has changed. The
 * socket stays the same, so what it has queued, and what it has counted, stays too.
 *
 * <p><b>Threading:</b> {@link #attach} one caller at a time.
 */
final class ReceivingPlace implements NetworkFollower.Socket {

    private final UdpSourceConfig config;
    private final InetAddress host;
    private final ChannelConfig socket;
    private final boolean mayBindAgain = LinuxSocketOptions.mayChangeInterface();

    /** Index of the interface that the group is joined on; 0 if it is not. */
    private volatile int joined;

    /** Index of the only interface that datagrams are taken from; 0 for all. */
    private int bound;

    ReceivingPlace(UdpSourceConfig config, ChannelConfig socket) {
        this.config = config;
        this.host = config.address().getAddress();
        this.socket = socket;
        if (Interfaces.needsScope(host)) {
            LinuxSocketOptions.receiveOwnGroupsOnly(socket);
        }
    }

    /** Returns where a socket that is not attached yet belongs. */
    static Attachment of(UdpSourceConfig config) {
        InetAddress host = config.address().getAddress();
        if (config.isMulticast()) {
            return Attachment.find(config.networkInterface(), host, null);
        }
        return Interfaces.needsScope(host)
                ? Attachment.find(config.networkInterface(), null, null)
                : Attachment.find(null, null, host);
    }

    /** A route that goes takes nothing away from what is joined. */
    @Override
    public Attachment find() {
        Attachment place = of(config);
        int before = joined;
        boolean stays = config.networkInterface() == null && place.index() == 0 && before > 0;
        Attachment same = stays ? Attachment.on(before) : null;
        return same == null ? place : same;
    }

    @Override
    public void attach(Attachment place, boolean wasRemoved) {
        if (joined > 0 && (wasRemoved || place.index() != joined)) {
            LinuxSocketOptions.leaveGroup(socket, host, joined);
            joined = 0;
        }
        if (place.index() == 0) {
            return;
        }
        if (host instanceof Inet6Address && config.networkInterface() != null) {
            bind(place.index());
        }
        if (config.isMulticast() && joined == 0) {
            LinuxSocketOptions.joinGroup(socket, host, config.source(), place.index());
            joined = place.index();
        }
    }

    /**
     * IPv6 delivers a group that is joined on one interface from all of them. A process that may choose only once does not:
     * it could not follow its interface to the next number.
     */
    private void bind(int index) {
        if (index == bound || !mayBindAgain) {
            return;
        }
        try {
            LinuxSocketOptions.receiveFrom(socket, index);
            bound = index;
        } catch (ChannelException e) {
            Errno refusal = SocketErrors.errno(e);
            if (bound > 0 || refusal != Errno.EPERM && refusal != Errno.ENOPROTOOPT) {
                throw e;
            }
        }
    }
}
