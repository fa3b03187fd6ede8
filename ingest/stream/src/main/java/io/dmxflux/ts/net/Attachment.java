// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket belongs at one moment: the interface that its datagrams are to take, if it is there, and why nothing can
 * pass if nothing can.
 *
 * <p>A group without a named interface belongs to the route's, or of IPv4 to that of the local address if there is one. Without a route that is the loopback interface on a machine
 * that has no other, such as a container without a network, and none on all others.
 *
 * <p><b>Internal.</b> Public for sources, sinks and the relay.
 *
 * @param index of the interface; 0 if there is none, or if the route of each datagram decides
 * @param problem why nothing passes, such as {@code interface eth7 is not there}; {@code null} if nothing is wrong
 * @param missing what a send would fail with if it were tried: ENODEV without the named interface, EADDRNOTAVAIL without
 *     the local address, ENETUNREACH where the interface of the local address is down, EACCES to all hosts without leave;
 *     {@code null} if it can be tried
 * @param isOnlyLoopback whether it is the loopback interface because the machine has no other
 * @param tentative the address to send to an IPv6 group from, while the kernel still looks whether another host has one of the
 *     interface's (duplicate address detection) and would choose none by itself; {@code null} if it chooses
 */
public record Attachment(
        int index,
        @Nullable String problem,
        @Nullable Errno missing,
        boolean isOnlyLoopback,
        @Nullable Inet6Address tentative) {

    /**
     * A place where the kernel chooses the address.
     *
     * @param index any
     * @param problem any
     * @param missing any
     * @param isOnlyLoopback any
     */
    public Attachment(int index, @Nullable String problem, @Nullable Errno missing, boolean isOnlyLoopback) {
        this(index, problem, missing, isOnlyLoopback, null);
    }

    private static final String ALL_HOSTS = "255.255.255.255";

    /** Nothing is wrong, and the kernel's routes decide. */
    static final Attachment BY_ROUTE = new Attachment(0, null, null, false);

    /**
     * Finds the place of a socket.
     *
     * @param networkInterface name of the interface that the user wants; {@code null} leaves it to the route
     * @param remote the group or the host; {@code null} if there is neither, as for what receives from any host
     * @param local the address of this machine that it uses; {@code null} leaves it to the route
     * @return the place
     */
    public static Attachment find(
            @Nullable String networkInterface, @Nullable InetAddress remote, @Nullable InetAddress local) {
        if (local != null && !isLocal(local) && (remote != null || !isBroadcast(local))) {
            return new Attachment(
                    0,
                    "address " + local.getHostAddress() + " is not one of this machine's",
                    Errno.EADDRNOTAVAIL,
                    false);
        }
        if (networkInterface != null) {
            return byName(networkInterface);
        }
        if (local != null && remote instanceof Inet4Address && remote.isMulticastAddress()) {
            return bySource(remote, local);
        }
        return remote == null || local != null ? BY_ROUTE : byRoute(remote);
    }

    private static Attachment byName(String name) {
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            NetworkLink link = kernel.link(name);
            return link == null ? missing(name) : of(link, false);
        } catch (ErrnoException e) {
            return withoutNetlink(name);
        }
    }

    private static Attachment byRoute(InetAddress remote) {
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            return byRoute(kernel, remote);
        } catch (ErrnoException e) {
            return withoutNetlink(remote);
        }
    }

    /**
     * From an address of its own to a group of IPv4, the kernel takes the interface of the address, whatever the routes say.
     * While that is down it takes what is sent without an error and drops it, so it is refused with what the kernel says where
     * the interface is named.
     */
    private static Attachment bySource(InetAddress group, InetAddress source) {
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            OptionalInt index = kernel.route(group, source);
            NetworkLink link = index.isPresent() ? kernel.link(index.getAsInt()) : null;
            if (link == null) {
                return BY_ROUTE;
            }
            Attachment found = of(link, false);
            return link.isUp() ? found : new Attachment(found.index, found.problem, Errno.ENETUNREACH, false);
        } catch (ErrnoException e) {
            return BY_ROUTE;
        }
    }

    private static boolean isLocal(InetAddress address) {
        if (address.isAnyLocalAddress() || Interfaces.needsScope(address)) {
            return true; // with a scope, the interface decides
        }
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            return kernel.isLocal(address);
        } catch (ErrnoException e) {
            return Interfaces.isLocal(address);
        }
    }

    /**
     * Tells whether an address is that of all hosts of a network: 255.255.255.255, or the last one of a network that this
     * machine is in. The kernel takes it as a destination only from a socket that may send to all, and lets any socket receive
     * at it.
     *
     * @param address any address
     * @return false also where the network is not known yet
     */
    public static boolean isBroadcast(InetAddress address) {
        if (address instanceof Inet6Address || address.isMulticastAddress()) {
            return false;
        }
        if (address.getHostAddress().equals(ALL_HOSTS)) {
            return true;
        }
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            return kernel.isBroadcast(address);
        } catch (ErrnoException e) {
            return false;
        }
    }

    /** Returns the place of a socket that may not send to all hosts, whose destination is all hosts. */
    Attachment refusingBroadcast(InetAddress destination) {
        return new Attachment(
                index,
                "address " + destination.getHostAddress()
                        + " is that of all hosts of a network; ?broadcast sends to it",
                Errno.EACCES,
                isOnlyLoopback);
    }

    private static Attachment missing(String name) {
        return new Attachment(0, "interface " + name + " is not there", Errno.ENODEV, false);
    }

    private static Attachment of(NetworkLink link, boolean isOnlyLoopback) {
        String problem = null;
        if (!link.isUp()) {
            problem = "interface " + link.name() + " is down";
        } else if (!link.isRunning()) {
            problem = "interface " + link.name() + " has no carrier";
        }
        return new Attachment(link.index(), problem, null, isOnlyLoopback);
    }

    private static Attachment byRoute(Rtnetlink kernel, InetAddress remote) {
        OptionalInt route = kernel.route(remote);
        if (route.isPresent()) {
            NetworkLink link = kernel.link(route.getAsInt());
            return link == null ? noRoute(remote) : of(link, false);
        }
        List<NetworkLink> links = kernel.links();
        return links.stream()
                .filter(NetworkLink::isLoopback)
                .filter(loopback ->
                        remote.isMulticastAddress() && links.stream().allMatch(Attachment::isUnused))
                .findFirst()
                .map(loopback -> of(loopback, true))
                .orElseGet(() -> noRoute(remote));
    }

    private static boolean isUnused(NetworkLink link) {
        return link.isLoopback() || link.isTunnel() && !link.isUp();
    }

    private static Attachment noRoute(InetAddress remote) {
        return new Attachment(0, "there is no route to " + remote.getHostAddress(), null, false);
    }

    private static Attachment withoutNetlink(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            return found == null ? missing(name) : new Attachment(found.getIndex(), null, null, false);
        } catch (SocketException e) {
            return missing(name);
        }
    }

    private static Attachment withoutNetlink(InetAddress remote) {
        MulticastRoute route = MulticastRoute.probe(remote, null);
        NetworkInterface by = route.networkInterface();
        if (route.exists()) {
            return by == null ? BY_ROUTE : new Attachment(by.getIndex(), null, null, false);
        }
        return remote.isMulticastAddress() && Interfaces.isOnlyLoopback()
                ? new Attachment(Interfaces.loopback().getIndex(), null, null, true)
                : noRoute(remote);
    }

    /**
     * Returns the place of a socket that sends to an IPv6 group from there.
     *
     * <p>The kernel refuses with EADDRNOTAVAIL for the one or two seconds after an interface is up: it must not use an address
     * that another host may have. Datagrams to a group need no address of a neighbour, and get no answer, so these
     * need not wait (compare RFC 4429).
     */
    Attachment sendingTo(InetAddress group) {
        if (!(group instanceof Inet6Address) || !group.isMulticastAddress() || index == 0 || problem != null) {
            return this;
        }
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            return withTentative(kernel.addresses6(index), group.isMCLinkLocal());
        } catch (ErrnoException e) {
            return this;
        }
    }

    private Attachment withTentative(List<LinkAddress> addresses, boolean isForLink) {
        List<LinkAddress> theirs =
                addresses.stream().filter(address -> !address.isDuplicate()).toList();
        if (!theirs.stream().allMatch(LinkAddress::isTentative)) {
            return this;
        }
        return theirs.stream()
                .map(LinkAddress::address)
                .min(Comparator.comparing(address -> address.isLinkLocalAddress() != isForLink))
                .map(address -> new Attachment(index, problem, missing, isOnlyLoopback, address))
                .orElse(this);
    }

    /** Returns the place of a socket that has left the loopback interface, or was never on it. */
    Attachment withoutLoopback() {
        return isOnlyLoopback ? new Attachment(0, "there is no interface but the loopback", null, false) : this;
    }

    /**
     * Finds the place of a socket that stays on an interface, whatever the routes say.
     *
     * @param index of the interface
     * @return the place; {@code null} if the interface is not there any more
     */
    public static @Nullable Attachment on(int index) {
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            NetworkLink link = kernel.link(index);
            return link == null ? null : of(link, false);
        } catch (ErrnoException e) {
            return new Attachment(index, null, null, false);
        }
    }
}
