// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.util.function.Supplier;

/**
 * An input or output of a plan cannot be opened. The message is the cause's: an {@link IllegalArgumentException} where the
 * plan is wrong, anything else where the machine refuses.
 */
public final class RefusedPlanException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Object part;

    private RefusedPlanException(Object part, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.part = part;
    }

    /**
     * Returns what cannot be opened.
     *
     * @return an {@link InputUri} or {@link OutputUri} of the plan
     */
    public Object part() {
        return part;
    }

    /**
     * Opens something, naming it if that fails.
     *
     * @param part the {@link InputUri} or {@link OutputUri} that is opened
     * @param open opens it
     * @param <T> what is opened
     * @return what was opened
     */
    public static <T> T naming(Object part, Supplier<T> open) {
        try {
            return open.get();
        } catch (RuntimeException e) {
            throw new RefusedPlanException(part, e);
        }
    }
}
