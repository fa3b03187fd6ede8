// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

/** A server that cannot be. The message begins with the option that is to blame, and is one line without a secret. */
public final class RefusedServerException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /** Which is to blame. */
    private final HttpOption option;

    /** What is wrong with it. */
    private final String problem;

    /** Whether another value would do. */
    private final boolean isMistake;

    private RefusedServerException(HttpOption option, String problem, boolean isMistake) {
        super(option + ": " + problem);
        this.option = option;
        this.problem = problem;
        this.isMistake = isMistake;
    }

    RefusedServerException(HttpOption option, String problem) {
        this(option, problem, false);
    }

    RefusedServerException(HttpOption option, String problem, Throwable reason) {
        this(option, problem, false);
        initCause(reason);
    }

    static RefusedServerException mistake(HttpOption option, String problem) {
        return new RefusedServerException(option, problem, true);
    }

    /**
     * Returns what is to blame.
     *
     * @return an option that was given
     */
    public HttpOption option() {
        return option;
    }

    /**
     * Returns the message without the option.
     *
     * @return the value and what was expected
     */
    public String problem() {
        return problem;
    }

    /**
     * Tells whether what was asked for makes no sense, on whichever machine.
     *
     * @return false if the machine refuses
     */
    public boolean isMistake() {
        return isMistake;
    }
}
