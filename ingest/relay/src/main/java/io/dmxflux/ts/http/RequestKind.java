// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.regex.Pattern;

/** How long an answer takes. */
enum RequestKind {
    /** As long as its text takes, or as its first segment has to be waited for. */
    SHORT,
    /** Until the client has enough: a service, or events. */
    STREAM;

    private static final String EVENTS = "/api/events";
    private static final Pattern SERVICE = Pattern.compile("/services/[^/]+\\.ts");

    static RequestKind of(String path) {
        return path.equals(EVENTS) || SERVICE.matcher(path).matches() ? STREAM : SHORT;
    }

    /** Tells whether an answer gets smaller by being compressed, and may wait for that. */
    static boolean isText(String path) {
        return of(path) == SHORT && (!path.startsWith("/services/") || path.endsWith(".m3u8"));
    }
}
