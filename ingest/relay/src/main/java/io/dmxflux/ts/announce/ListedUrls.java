// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import reactor.netty.http.server.HttpServerRequest;

/** Makes the URLs in lists of services, of the server that is asked for a list, as who asks has reached it. */
@FunctionalInterface
public interface ListedUrls {

    /**
     * Makes a URL that a player can open, which sends nothing but it.
     *
     * @param request the request for the list
     * @param path of the same server, with its leading slash
     * @return the URL, with what it takes to be let in
     */
    String of(HttpServerRequest request, String path);
}
