// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Routes that belong together, such as those of metrics. Who may ask, and how much, is decided before an area is asked.
 *
 * <p><b>Ownership:</b> an area outlives the addresses at which it is served, and may be served at several.
 * <p><b>Threading:</b> routes are asked on threads of the server's, which serve other connections too: what blocks goes elsewhere.
 */
public interface HttpArea extends AutoCloseable {

    /**
     * Adds its routes to those of a server; once for each.
     *
     * @param routes where to add them
     */
    void addTo(HttpServerRoutes routes);

    /**
     * Adds a route for GET, and for HEAD with the same answer but for its body.
     *
     * @param routes where to add it
     * @param path which paths
     * @param answer what is answered
     */
    static void add(
            HttpServerRoutes routes,
            String path,
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> answer) {
        routes.get(path, answer);
        routes.head(path, answer);
    }

    @Override
    default void close() {}
}
