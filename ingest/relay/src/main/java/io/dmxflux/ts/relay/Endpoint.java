// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network part of a URI: {@code //[SOURCE@]GROUP:PORT}, an IPv6 address in brackets.
 *
 * @param source the one sender to listen to, or the address to send from; empty for any
 * @param address the group or host, and its port
 */
public record Endpoint(Optional<InetAddress> source, InetSocketAddress address) {

    /**
     * Returns the group or host.
     *
     * @return a literal address, with its scope where it has one
     */
    String host() {
        return address.getAddress().getHostAddress();
    }

    int port() {
        return address.getPort();
    }

    private static final Pattern SHAPE =
            Pattern.compile("//(?:(?<source>[^@]*)@)?(?<host>\\[[^]]*]|[^:/\\[\\]]*)(?::(?<port>[^/]*))?/?");

    /** What is nobody's name, so that no name server is asked for the 256th of 239.255.1.{n}; nor for nothing. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]*");

    private static final int HIGHEST_PORT = 65_535;

    static Endpoint parse(StreamUri uri) {
        Matcher shape = SHAPE.matcher(uri.place());
        String form = uri.scheme() + "://GROUP:PORT, as in " + uri.scheme() + "://239.255.0.1:5004";
        if (!shape.matches()) {
            throw uri.error("no address", form);
        }
        String port = shape.group("port");
        if (port == null || port.isEmpty()) {
            throw uri.error("no port", form);
        }
        int number =
                (int) uri.number("port", port, 1, HIGHEST_PORT); // before a name server is asked for half an address
        Optional<InetAddress> source =
                Optional.ofNullable(shape.group("source")).map(text -> resolve(uri, "source", text));
        InetAddress host = resolve(uri, "address", shape.group("host"));
        return new Endpoint(source, new InetSocketAddress(host, number));
    }

    private static InetAddress resolve(StreamUri uri, String what, String text) {
        String bare = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        try {
            if (!NUMBERS.matcher(bare).matches() || NetUtil.isValidIpV4Address(bare)) {
                return InetAddress.getByName(bare);
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw uri.error(what + ": " + text, "an IPv4 address, an IPv6 address in brackets, or a host that resolves");
    }
}
