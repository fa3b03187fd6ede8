// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

/** A server that cannot be: the message is one line that begins with its key. */
public final class RefusedServerException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final HttpKey key;

    RefusedServerException(HttpKey key, String problem, Throwable reason) {
        super(problem, reason);
        this.key = key;
    }

    RefusedServerException(HttpKey key, String problem) {
        super(problem);
        this.key = key;
    }

    /**
     * Returns which server cannot be.
     *
     * @return its key
     */
    public HttpKey key() {
        return key;
    }
}
