// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The JSON schema of what an area tells, out of a resource. */
public final class ServedSchema {

    private static final String TYPE = "application/schema+json";

    private final byte[] text;
    private final String tag;

    private ServedSchema(byte[] text, String version) {
        this.text = text;
        this.tag = version + "-" + Integer.toHexString(Arrays.hashCode(text));
    }

    /**
     * Reads a schema.
     *
     * @param beside the class beside which it is
     * @param resource its name
     * @param version of what it describes
     * @return the schema
     */
    public static ServedSchema of(Class<?> beside, String resource, String version) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource))) {
            return new ServedSchema(in.readAllBytes(), version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers with it.
     *
     * @param request who asks
     * @param response where to
     * @return completes when it is sent
     */
    public Publisher<Void> send(HttpServerRequest request, HttpServerResponse response) {
        return TaggedAnswer.send(request, response, tag, TYPE, () -> text);
    }
}
