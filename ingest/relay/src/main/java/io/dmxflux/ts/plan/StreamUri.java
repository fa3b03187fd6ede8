// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.psi.HarmlessText;
import java.io.File;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** More than the path of a file may have, and its options. */
    private static final int LONGEST = 8_192;

    /** The place of standard input or output. */
    static final String STANDARD_STREAM = "-";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w*}");

    /** What differs between the outputs of services. */
    private static final Pattern OF_A_SERVICE = Pattern.compile("\\{(?:n|sid|name)}");

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
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(HarmlessText.shortened(text) + ": " + text.length()
                    + " characters (expected: at most " + LONGEST + ")");
        }
        boolean isStandard = text.equals(STANDARD_STREAM) || text.startsWith(STANDARD_STREAM + "?");
        boolean isPath = isStandard || PATH.matcher(text).matches();
        return isPath && known.contains("file") ? take(text, "file:" + text, known) : take(text, text, known);
    }

    private static StreamUri take(String written, String text, Set<String> known) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!known.contains(scheme)) {
            refuseBareFile(written, known);
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

    /** A word may be the name of a file, which is no reason to guess. */
    private static void refuseBareFile(String text, Set<String> known) {
        String name = text.split("\\?", 2)[0];
        File named = new File(name);
        if (known.contains("file")
                && !name.isEmpty()
                && named.exists()) { // from JDK 25 on, no name is the working directory
            throw new IllegalArgumentException(begin(text)
                    + (named.isDirectory()
                            ? "a directory (expected: a file)"
                            : "no such kind of stream (expected: ./" + text + " for the file of this name)"));
        }
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

    /** Refuses a template where one output is expected. */
    void refuseTemplate() {
        Matcher service = OF_A_SERVICE.matcher(place);
        if (service.find()) {
            throw error(
                    service.group() + " in one output", "it in the template of --all-services, or of every-service:");
        }
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Returns the name of the interface that is asked for. */
    Optional<String> networkInterface() {
        if (option("iface").filter(String::isEmpty).isPresent()) {
            throw error("iface: no value", "the name of an interface, as in iface=eth0");
        }
        return option("iface");
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

    /**
     * Reads the place of a URI of the network: {@code //[[SOURCE]@]GROUP:PORT}, an IPv6 address in brackets. Names of hosts
     * have been {@link #resolved}, or replaced by {@link #shape}.
     */
    NetworkPlace.Endpoint endpoint() {
        return NetworkPlace.of(this).endpoint();
    }

    /** Returns which of the host of a URI of the network, and of its sender, are names and not addresses. */
    List<String> names() {
        return NetworkPlace.of(this).names();
    }

    /** Returns this with addresses that stand for names, to check everything else by; what has a sender is a group of an input. */
    StreamUri shape(boolean isInput) {
        return at(NetworkPlace.of(this).shape(isInput));
    }

    /**
     * Looks names up.
     *
     * @param lookup looks up each
     * @param before what this was resolved to before, which stays as long as names have those addresses; {@code null} at first
     * @return this with an address in place of each name
     * @throws UnknownHostException if a name has none
     */
    StreamUri resolved(HostLookup lookup, @Nullable StreamUri before) throws UnknownHostException {
        return at(NetworkPlace.of(this).resolved(lookup, before == null ? null : NetworkPlace.of(before)));
    }

    private StreamUri at(NetworkPlace next) {
        return new StreamUri(text, scheme, next.text(), options);
    }

    /** Returns this as it is shown: without options, but for its interface. */
    String shown() {
        String on = option("iface").map(name -> "?iface=" + name).orElse("");
        return scheme + ":" + NetworkPlace.of(this).text() + on;
    }
}
