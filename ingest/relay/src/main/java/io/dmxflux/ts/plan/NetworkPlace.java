// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.net.Interfaces;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a URI of the network, {@code //[[SOURCE]@]HOST:PORT}, whose hosts are names or addresses, those of IPv6 in brackets.
 *
 * @param uri what it is the place of, for errors
 * @param source the one sender to listen to, or the address to send from; empty for any
 * @param host a group or a host
 * @param port as it is written
 */
record NetworkPlace(StreamUri uri, Optional<String> source, String host, String port) {

    private static final Pattern SHAPE =
            Pattern.compile("//(?:(?<source>[^@]*)@)?(?<host>\\[[^]]*]|[^:/\\[\\]]*)(?::(?<port>[^/]*))?/?");

    /** Never a host's name, so no name server is asked for the 256th of 239.255.1.{n}, nor for nothing. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]*");

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}_-]+(\\.[\\p{L}\\p{Nd}_-]+)*\\.?");

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Takes it apart.
     *
     * @throws IllegalArgumentException in one line, if it has no address or no port
     */
    static NetworkPlace of(StreamUri uri) {
        Matcher shape = SHAPE.matcher(uri.place());
        String form = uri.scheme() + "://GROUP:PORT, as in " + uri.scheme() + "://239.255.0.1:5004";
        if (!shape.matches()) {
            throw uri.error("no address", form);
        }
        String port = shape.group("port");
        if (port == null || port.isEmpty()) {
            throw uri.error("no port", form);
        }
        // empty also in udp://@GROUP:PORT, as playlists and VLC write it
        Optional<String> source = Optional.ofNullable(shape.group("source")).filter(text -> !text.isEmpty());
        return new NetworkPlace(uri, source, shape.group("host"), port);
    }

    private NetworkPlace with(Optional<String> nextSource, String nextHost) {
        return new NetworkPlace(uri, nextSource, nextHost, port);
    }

    /** Returns it as it is written. */
    String text() {
        return "//" + source.map(text -> text + "@").orElse("") + host + ":" + port;
    }

    /** Returns which of host and sender are names and not addresses. */
    List<String> names() {
        return List.of(host, source.orElse("")).stream()
                .filter(NetworkPlace::isName)
                .toList();
    }

    private static boolean isName(String host) {
        return NAME.matcher(host).matches() && !NUMBERS.matcher(host).matches();
    }

    /** Returns one with addresses that stand for names; what has a sender is a group of an input. */
    NetworkPlace shape(boolean isInput) {
        boolean ipv6 = host.startsWith("[")
                || source.filter(text -> text.startsWith("[")).isPresent();
        boolean group = isInput && source.isPresent();
        String standIn = group ? ipv6 ? "[ff0e::db8]" : "233.252.0.1" : ipv6 ? "[2001:db8::1]" : "192.0.2.1";
        return with(
                source.map(text -> isName(text) ? ipv6 ? "[2001:db8::2]" : "192.0.2.2" : text),
                isName(host) ? standIn : host);
    }

    /**
     * Looks names up.
     *
     * @param lookup looks up each
     * @param before what this was resolved to before, which stays as long as names have those addresses; {@code null} at first
     * @return one with an address in place of each name
     * @throws UnknownHostException if a name has none
     */
    NetworkPlace resolved(HostLookup lookup, @Nullable NetworkPlace before) throws UnknownHostException {
        String address = isName(host)
                ? address(lookup, host, source.filter(text -> !isName(text)), before == null ? null : before.host)
                : host;
        if (source.filter(NetworkPlace::isName).isEmpty()) {
            return with(source, address);
        }
        String sender = before == null ? null : before.source.orElse(null);
        return with(Optional.of(address(lookup, source.get(), Optional.of(address), sender)), address);
    }

    /** Prefers where it was, and the family of the other address. */
    private static String address(HostLookup lookup, String name, Optional<String> beside, @Nullable String before)
            throws UnknownHostException {
        List<String> found =
                lookup.find(name).stream().map(NetworkPlace::written).toList();
        if (before != null && found.contains(before)) {
            return before;
        }
        return found.stream()
                .filter(address -> beside.isEmpty()
                        || address.startsWith("[") == beside.get().startsWith("["))
                .findFirst()
                .orElseThrow(() -> new UnknownHostException(
                        "host " + name + " has no address of the family of " + beside.orElse("the other")));
    }

    private static String written(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /**
     * Reads the addresses.
     *
     * @throws IllegalArgumentException in one line, if there is none, or no interface is up
     */
    Endpoint endpoint() {
        if (!Interfaces.isAnyUp()) {
            throw new IllegalArgumentException(
                    uri.text() + ": no interface is up (expected: one, or ?iface=); ip link set lo up");
        }
        int number = (int) uri.number("port", port, 1, HIGHEST_PORT);
        Optional<InetAddress> sender = source.map(text -> literal("source", text));
        int percent = host.indexOf('%'); // the interface behind it need not be there yet
        InetAddress address = literal("address", percent < 0 ? host : host.substring(0, percent) + "]");
        String scope = percent < 0 ? "" : host.substring(percent, host.length() - 1);
        return new Endpoint(sender, new InetSocketAddress(address, number), scope);
    }

    private InetAddress literal(String what, String text) {
        boolean ipv6 = text.startsWith("[") && text.indexOf(':') > 0;
        try {
            if (ipv6 || NUMBERS.matcher(text).matches() && NetUtil.isValidIpV4Address(text)) {
                return InetAddress.getByName(ipv6 ? text.substring(1, text.length() - 1) : text);
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw uri.error(what + ": " + text, "an IPv4 address, an IPv6 address in brackets, or the name of a host");
    }

    /**
     * The addresses.
     *
     * @param source the one sender to listen to, or the address to send from; empty for any
     * @param address the group or host, without its scope, and its port
     * @param scope the scope of an IPv6 address, such as {@code %eth0}; empty without one
     */
    record Endpoint(Optional<InetAddress> source, InetSocketAddress address, String scope) {

        /** Returns the group or host as a literal address, with its scope where it has one. */
        String host() {
            return address.getAddress().getHostAddress() + scope;
        }

        int port() {
            return address.getPort();
        }
    }
}
