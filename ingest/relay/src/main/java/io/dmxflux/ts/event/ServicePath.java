// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.check.Check;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a service in URLs and in the state: {@code dvb-0-28106} is service 28106 of {@code dvb:0}.
 *
 * <p>{@link InputSlugs} makes the first part of it, and knows which input it is of.
 *
 * @param input the slug of its input's name
 * @param serviceId 0 to 65535
 */
public record ServicePath(String input, int serviceId) implements Comparable<ServicePath> {

    private static final int MOST = 0xffff;
    private static final Pattern FORM = Pattern.compile("([a-z0-9.]+(?:-[a-z0-9.]+)*)-(0|[1-9][0-9]{0,4})");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9.]+");
    private static final Pattern ENDS = Pattern.compile("^-|-$");

    /**
     * Checks both.
     *
     * @param input as {@link #slug} makes it
     * @param serviceId 0 to 65535
     * @throws IllegalArgumentException if the number cannot be a service's
     */
    public ServicePath {
        Check.argument(serviceId >= 0 && serviceId <= MOST, "serviceId", serviceId, "0 to " + MOST);
    }

    /**
     * Makes the slug of an input's name: lower case, and {@code -} for each run of what is neither a letter of ASCII, a digit
     * nor a dot.
     *
     * @param name of an input, as a user wrote it
     * @return {@code dvb-0} of {@code dvb:0}; {@code input} of a name that has nothing to keep
     */
    public static String slug(String name) {
        String slug = ENDS.matcher(OTHERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-"))
                .replaceAll("");
        return slug.isEmpty() ? "input" : slug;
    }

    /**
     * Reads a path.
     *
     * @param text as {@link #toString} writes it
     * @return the path; empty if it is none
     */
    public static Optional<ServicePath> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(2)) <= MOST
                ? Optional.of(new ServicePath(parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(ServicePath other) {
        int byInput = input.compareTo(other.input);
        return byInput != 0 ? byInput : Integer.compare(serviceId, other.serviceId);
    }

    @Override
    public String toString() {
        return input + "-" + serviceId;
    }
}
