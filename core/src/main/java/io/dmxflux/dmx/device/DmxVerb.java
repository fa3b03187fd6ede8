// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/** The driver's verbs, by which errors name a call and a {@code FaultPlan} chooses one. */
public enum DmxVerb {
    /** {@code DMX_SET_PES_FILTER}. */
    SET_PES_FILTER("DMX_SET_PES_FILTER"),
    /** {@code DMX_ADD_PID}. */
    ADD_PID("DMX_ADD_PID"),
    /** {@code DMX_REMOVE_PID}. */
    REMOVE_PID("DMX_REMOVE_PID"),
    /** {@code DMX_START}. */
    START("DMX_START"),
    /** {@code DMX_STOP}. */
    STOP("DMX_STOP"),
    /** {@code DMX_REQBUFS}. */
    REQUEST_BUFFERS("DMX_REQBUFS"),
    /** {@code DMX_QUERYBUF}. */
    QUERY_BUFFER("DMX_QUERYBUF"),
    /** {@code mmap}. */
    MAP("mmap"),
    /** {@code munmap}. */
    UNMAP("munmap"),
    /** {@code DMX_QBUF}. */
    QUEUE("DMX_QBUF"),
    /** {@code DMX_DQBUF}. */
    DEQUEUE("DMX_DQBUF"),
    /** {@code DMX_EXPBUF}. */
    EXPORT("DMX_EXPBUF"),
    /**
     * {@code poll}: {@link DmxDevice#await} and {@link DmxDevice#requirePresent}. An event loop waits on
     * {@link DmxDevice#descriptor} itself and makes no such call but requirePresent.
     */
    AWAIT("poll"),
    /** {@code open}, the second time and later. */
    REOPEN("open");

    private final String call;

    DmxVerb(String call) {
        this.call = call;
    }

    /**
     * Returns the call as C writes it.
     *
     * @return the name of a request or function
     */
    public String call() {
        return call;
    }
}
