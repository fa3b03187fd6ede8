// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What browsers are told of each answer: nothing in it may run, be framed, be taken for something else, or tell where it was.
 * A page says itself what of it may run.
 */
final class SecurityHeaders {

    private static final String NOTHING =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    static void add(HttpHeaders headers, HttpPolicy policy, Asked asked) {
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, NOTHING);
        headers.set("x-content-type-options", "nosniff");
        headers.set("referrer-policy", "no-referrer");
        asked.origin().filter(policy::mayRead).ifPresentOrElse(origin -> allow(headers, origin), () -> {
            headers.set("cross-origin-resource-policy", "same-origin");
        });
    }

    /** Lets a page of another site read the answer. */
    private static void allow(HttpHeaders headers, String origin) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, last-event-id, range");
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
    }
}
