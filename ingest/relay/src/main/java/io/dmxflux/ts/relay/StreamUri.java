// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

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
record StreamUri(String text, String scheme, String place, Map<String, String> options) {

    /**
     * Takes a URI apart.
     *
     * @param text what the user wrote
     * @param known the schemes that make sense here, for the error
     * @return its parts
     * @throws IllegalArgumentException if it has no scheme or an unknown one
     */
    static StreamUri parse(String text, Set<String> known) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!known.contains(scheme)) {
            throw new IllegalArgumentException(text + ": no such kind of stream (expected: one of "
                    + String.join(
                            ", ",
                            new TreeSet<>(known)
                                    .stream().map(name -> name + ":").toList()) + ")");
        }
        int question = text.indexOf('?', colon);
        String place = text.substring(colon + 1, question < 0 ? text.length() : question);
        Map<String, String> options = question < 0 ? Map.of() : options(text, text.substring(question + 1));
        return new StreamUri(text, scheme, place, options);
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
        return new IllegalArgumentException(text + ": " + what + " (expected: " + expected + ")");
    }

    /** Makes something of this URI; what is wrong with it is told together with the URI. */
    <T> T explaining(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.startsWith(text) ? e : new IllegalArgumentException(text + ": " + reason, e);
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
        try {
            boolean hexadecimal = value.startsWith("0x") || value.startsWith("0X");
            // not Long.decode: it takes 05004 for an octal number
            long number = hexadecimal ? Long.parseLong(value.substring(2), 16) : Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of bounds
        }
        throw error(name + ": " + value, "a number from " + least + " to " + most);
    }
}
