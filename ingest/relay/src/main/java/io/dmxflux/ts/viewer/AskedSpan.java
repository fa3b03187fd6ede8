// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which span of a service a URL asks for: {@code ?at=-30m&until=-10m}.
 *
 * @param at where it begins, as it is written
 * @param until where it ends, as it is written; empty for nowhere
 */
record AskedSpan(String at, Optional<String> until) {

    static final String AT = "at";
    static final String UNTIL = "until";

    /** Of nothing that is read: a client would take what comes for what it asked for. */
    private static final String SPEED = "speed";

    /** The secret by which who asks is let in. */
    private static final String TOKEN = "token";

    /**
     * Reads what stands behind a path. What is live takes whatever recorders write behind the address of a tuner, as {@code ?duration=};
     * a span has nothing but its moments.
     *
     * @param uri of the request
     * @return empty for what is live
     * @throws IllegalArgumentException in one line, if a span has anything else, or a moment is none
     */
    static Optional<AskedSpan> of(String uri) {
        Map<String, List<String>> asked = new QueryStringDecoder(uri).parameters();
        if (Stream.of(AT, UNTIL, SPEED).noneMatch(asked::containsKey)) {
            return Optional.empty();
        }
        asked.forEach(AskedSpan::refuseOther);
        Optional<String> until = first(asked, UNTIL);
        Optional<AskedSpan> span = first(asked, AT).map(at -> new AskedSpan(at, until));
        if (span.isEmpty() && until.isPresent()) {
            throw new IllegalArgumentException(UNTIL + ": " + until.get() + " (expected: at= with it, as at=-30m)");
        }
        span.ifPresent(AskedSpan::refuseNoMoments);
        return span;
    }

    private static void refuseOther(String name, List<String> values) {
        if (!name.equals(AT) && !name.equals(UNTIL) && !name.equals(TOKEN)) {
            throw new IllegalArgumentException(name + ": " + values.get(0) + " (expected: no parameter but at= and"
                    + " until=; a service comes as fast as it came)");
        }
        if (values.size() > 1) {
            throw new IllegalArgumentException(name + ": " + values.size() + " times (expected: once)");
        }
    }

    private static Optional<String> first(Map<String, List<String>> asked, String name) {
        return Optional.ofNullable(asked.get(name)).map(values -> values.get(0));
    }

    private static void refuseNoMoments(AskedSpan span) {
        Instant now = Instant.now();
        span.beginAt(now);
        span.endAt(now);
    }

    /** Returns where it begins, if it is asked for now. */
    Instant beginAt(Instant now) {
        return ShiftInstant.parse(AT, at, now);
    }

    /** Returns where it ends, if it is asked for now; empty for nowhere. */
    Optional<Instant> endAt(Instant now) {
        return until.map(text -> ShiftInstant.parse(UNTIL, text, now));
    }

    /** Tells whether it is another one with each request. */
    boolean isBeforeNow() {
        return at.startsWith("-");
    }
}
