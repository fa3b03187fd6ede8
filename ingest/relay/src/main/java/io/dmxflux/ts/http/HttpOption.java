// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

/** What can be said of the HTTP servers, by arguments and in a file. */
public enum HttpOption {
    /** Where everything is served. */
    HTTP("http", "address"),
    /** Where metrics alone are. */
    METRICS("metrics", "metrics"),
    /** Where the token is kept. */
    TOKEN_FILE("http-token-file", "token-file"),
    /** That none is needed. */
    PUBLIC("http-public", "public"),
    /** The certificates of TLS. */
    CERT("http-cert", "cert"),
    /** The private key of TLS. */
    KEY("http-key", "key"),
    /** More names of this machine. */
    HOSTS("http-host", "hosts"),
    /** Which other sites may read what is served. */
    CORS("http-cors", "cors"),
    /** Where streams are kept, so that viewers may go back in time. */
    TIMESHIFT("timeshift", "timeshift");

    private final String name;
    private final String inFile;

    HttpOption(String name, String inFile) {
        this.name = name;
        this.inFile = inFile;
    }

    /**
     * Returns its key in a file.
     *
     * @return the key, that of {@code http:} but for metrics
     */
    public String inFile() {
        return inFile;
    }

    /** {@return its name among arguments, without dashes} */
    @Override
    public String toString() {
        return name;
    }
}
