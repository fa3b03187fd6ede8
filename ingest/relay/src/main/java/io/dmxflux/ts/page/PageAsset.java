// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, plain and compressed.
 *
 * @param name as in its URL, such as {@code app.js}
 * @param plain its octets; not copied
 * @param compressed the same by gzip; not copied
 */
record PageAsset(String name, byte[] plain, byte[] compressed) {

    /** Reads a file of the class path. */
    static PageAsset read(String name, String resource) {
        try (InputStream in = PageAsset.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + ": not on the class path (expected: a file of the page)");
            }
            byte[] plain = in.readAllBytes();
            return new PageAsset(name, plain, compressed(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream out = new GZIPOutputStream(octets)) {
            out.write(plain);
        }
        return octets.toByteArray();
    }

    /** Returns its media type. */
    String type() {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException(name + ": no media type (expected: .js, .css or .svg)");
        };
    }
}
