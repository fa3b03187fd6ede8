// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.StreamKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Selects elementary streams by kind and language: {@code subtitles}, {@code audio:deu}, {@code :deu}.
 *
 * @param kind their kind; empty for any
 * @param language their ISO 639-2 code, lower case; empty for any
 */
public record StreamFilter(Optional<StreamKind> kind, Optional<String> language) {

    /**
     * Parses a filter.
     *
     * @param text {@code KIND}, {@code KIND:LANGUAGE} or {@code :LANGUAGE}
     * @return the filter
     * @throws IllegalArgumentException in one line, if it is none of these
     */
    public static StreamFilter parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        if (parts.length > 2 || text.isBlank() || parts.length == 2 && !parts[1].matches("[a-z]{3}")) {
            throw new IllegalArgumentException(
                    "drop: " + text + " (expected: KIND, KIND:LANGUAGE or :LANGUAGE, as in audio:deu)");
        }
        Optional<StreamKind> kind = parts[0].isEmpty() ? Optional.empty() : Optional.of(kind(parts[0]));
        return new StreamFilter(kind, parts.length == 2 ? Optional.of(parts[1]) : Optional.empty());
    }

    private static StreamKind kind(String name) {
        return Arrays.stream(StreamKind.values())
                .filter(kind -> name(kind).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("drop: " + name + " (expected: one of "
                        + Arrays.stream(StreamKind.values())
                                .map(StreamFilter::name)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    private static String name(StreamKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Tells whether a stream matches.
     *
     * @param stream of a PMT
     * @return true if its kind, and one of its languages, are this filter's
     */
    boolean matches(ElementaryStream stream) {
        return kind.filter(wanted -> stream.kind() != wanted).isEmpty()
                && language.filter(wanted -> stream.languages().stream().noneMatch(wanted::equalsIgnoreCase))
                        .isEmpty();
    }

    @Override
    public String toString() {
        return kind.map(StreamFilter::name).orElse("")
                + language.map(code -> ":" + code).orElse("");
    }
}
