// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.Interfaces;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape that all inputs and outputs share: {@code scheme:place?option=value&option}.
 *
 * <p>Not a {@link java.net.URI}, which knows no {@code dvb:0/1} and refuses file names with a space.
 *
 * @param text what the user wrote
 * @param scheme what stands before the first colon
 * @param place what stands between it and the question mark, without leading slashes where they are the network's
 * @param options what follows, by name; an option without a value has an empty one
 */
public record StreamUri(String text, String scheme, String place, Map<String, String> options) {

    /** The place of standard input or output. */
    static final String STANDARD_STREAM = "-";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w*}");

    /**
     * As of a relative reference of RFC 3986 4.2, there is no colon before its first slash; and it is more than a word or an
     * address that lacks its scheme and port.
     */
    private static final Pattern PATH =
            Pattern.compile("(?=[^:?]*[./])(?![0-9.]*(\\?|$))[^:/]*(/.*|\\?.*)?", Pattern.DOTALL);

    /**
     * Takes a URI apart. What has no scheme, and a dot or a slash, is the path of a file.
     *
     * @param text what the user wrote
     * @param known the schemes that make sense here, for the error
     * @return its parts
     * @throws IllegalArgumentException if it has no scheme or an unknown one, and is no path
     */
    static StreamUri parse(String text, Set<String> known) {
        boolean isPath = text.equals(STANDARD_STREAM) || PATH.matcher(text).matches();
        return isPath && known.contains("file") ? take(text, "file:" + text, known) : take(text, text, known);
    }

    private static StreamUri take(String written, String text, Set<String> known) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!known.contains(scheme)) {
            throw new IllegalArgumentException(begin(text) + "no such kind of stream (expected: one of "
                    + String.join(
                            ", ",
                            new TreeSet<>(known)
                                    .stream().map(name -> name + ":").toList()) + ")");
        }
        int question = text.indexOf('?', colon);
        String place = text.substring(colon + 1, question < 0 ? text.length() : question);
        Map<String, String> options = question < 0 ? Map.of() : options(written, text.substring(question + 1));
        return new StreamUri(written, scheme, place, options);
    }

    private static Map<String, String> options(String text, String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 2 ? decoded(text, parts[0], parts[1]) : "";
            if (options.put(parts[0], value) != null) {
                throw new IllegalArgumentException(text + ": option " + parts[0] + " twice (expected: once)");
            }
        }
        return options;
    }

    private static String decoded(String text, String name, String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    text + ": option " + name + ": " + value + " (expected: %25 for a percent sign)", e);
        }
    }

    /** Makes an error about this URI: the thing, its value, what was expected. */
    IllegalArgumentException error(String what, String expected) {
        return new IllegalArgumentException(begin(text) + what + " (expected: " + expected + ")");
    }

    /** What ends with a colon has one already. */
    private static String begin(String text) {
        return text.endsWith(":") ? text + " " : text + ": ";
    }

    /** Makes something of this URI; what is wrong with it is told together with the URI. */
    <T> T explaining(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.startsWith(text) ? e : new IllegalArgumentException(begin(text) + reason, e);
        }
    }

    /** Refuses options that mean nothing here: most are typing mistakes. */
    StreamUri allowOptions(Set<String> known) {
        for (String name : options.keySet()) {
            if (!known.contains(name)) {
                throw error(
                        "no option " + name,
                        known.isEmpty() ? "none" : "one of " + String.join(", ", new TreeSet<>(known)));
            }
        }
        return this;
    }

    /**
     * Refuses placeholders that stand for nothing: most are typing mistakes.
     *
     * @param text with placeholders such as {@code {sid}}
     * @param known their names, without braces
     * @throws IllegalArgumentException if another stands in the text
     */
    public static void refusePlaceholders(String text, Set<String> known) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        while (placeholders.find()) {
            if (!known.contains(placeholders.group())) {
                throw new IllegalArgumentException(begin(text) + "no placeholder " + placeholders.group()
                        + " (expected: " + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    boolean flag(String name) {
        return options.containsKey(name);
    }

    /** Reads an option that is a whole number within bounds. */
    Optional<Long> number(String name, long least, long most) {
        return option(name).map(value -> number(name, value, least, most));
    }

    long number(String name, String value, long least, long most) {
        return wholeNumber(value, least, most)
                .orElseThrow(() -> error(name + ": " + value, "a number from " + least + " to " + most));
    }

    /**
     * Reads a number as a user writes it: decimal, or hexadecimal with 0x, as PIDs and service ids are found in either.
     *
     * @param text what the user wrote
     * @param least what it is at least, 0 or more
     * @param most what it is at most
     * @return the number
     * @throws IllegalArgumentException if it is none, or out of bounds: the text and what was expected
     */
    public static int parseNumber(String text, int least, int most) {
        return (int) wholeNumber(text, least, most)
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: a number from " + least + " to "
                        + most + ", or as 0x" + Integer.toHexString(most) + ")"));
    }

    /** Reads a number; empty if it is none, or out of bounds. Not by {@link Long#decode}, which reads 0120 as octal. */
    private static OptionalLong wholeNumber(String text, long least, long most) {
        try {
            boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
            long number = hexadecimal ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
            return number >= least && number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Reads the place of a URI of the network: {@code //[[SOURCE]@]GROUP:PORT}, an IPv6 address in brackets. */
    Endpoint endpoint() {
        Matcher shape = Endpoint.SHAPE.matcher(place);
        String form = scheme + "://GROUP:PORT, as in " + scheme + "://239.255.0.1:5004";
        if (!shape.matches()) {
            throw error("no address", form);
        }
        String port = shape.group("port");
        if (port == null || port.isEmpty()) {
            throw error("no port", form);
        }
        refuseWithoutInterface();
        // before a name server is asked for half an address
        int number = (int) number("port", port, 1, Endpoint.HIGHEST_PORT);
        Optional<InetAddress> source = Optional.ofNullable(shape.group("source"))
                .filter(text -> !text.isEmpty()) // udp://@GROUP:PORT, as playlists and VLC write it
                .map(text -> resolve("source", text));
        String host = shape.group("host");
        int percent = host.indexOf('%'); // the interface behind it need not be there yet
        InetAddress address = resolve("address", percent < 0 ? host : host.substring(0, percent) + "]");
        String scope = percent < 0 ? "" : host.substring(percent, host.length() - 1);
        return new Endpoint(source, new InetSocketAddress(address, number), scope);
    }

    private void refuseWithoutInterface() {
        if (!Interfaces.isAnyUp()) {
            throw new IllegalArgumentException(
                    text + ": no interface is up (expected: one, or ?iface=); ip link set lo up");
        }
    }

    private InetAddress resolve(String what, String text) {
        String bare = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        try {
            if (!Endpoint.NUMBERS.matcher(bare).matches() || NetUtil.isValidIpV4Address(bare)) {
                return InetAddress.getByName(bare);
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw error(what + ": " + text, "an IPv4 address, an IPv6 address in brackets, or a host that resolves");
    }

    /**
     * The network part of a URI.
     *
     * @param source the one sender to listen to, or the address to send from; empty for any
     * @param address the group or host, without its scope, and its port
     * @param scope the scope of an IPv6 address, such as {@code %eth0}; empty without one
     */
    record Endpoint(Optional<InetAddress> source, InetSocketAddress address, String scope) {

        private static final Pattern SHAPE =
                Pattern.compile("//(?:(?<source>[^@]*)@)?(?<host>\\[[^]]*]|[^:/\\[\\]]*)(?::(?<port>[^/]*))?/?");

        /** Never a host's name, so no name server is asked for the 256th of 239.255.1.{n}, nor for nothing. */
        private static final Pattern NUMBERS = Pattern.compile("[0-9.]*");

        private static final int HIGHEST_PORT = 65_535;

        /** Returns the group or host as a literal address, with its scope where it has one. */
        String host() {
            return address.getAddress().getHostAddress() + scope;
        }

        int port() {
            return address.getPort();
        }
    }
}
