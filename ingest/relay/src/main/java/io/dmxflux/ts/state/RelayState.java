// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of all inputs, services and outputs of a process at one moment.
 *
 * @param version of the shape of this document; 1
 * @param time when it was taken
 * @param host the name of the machine
 * @param release of dmxflux
 * @param startedAt when the process began to relay
 * @param summary the whole in a line
 * @param inputs by identifier, those of the configuration
 * @param services by identifier, as in the path of their URLs: those that are in a multiplex, and those that an output waits for
 * @param outputs by identifier, those of the configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayState(
        int version,
        Instant time,
        String host,
        String release,
        Instant startedAt,
        Summary summary,
        Map<String, InputState> inputs,
        Map<String, ServiceState> services,
        Map<String, OutputState> outputs) {

    /** Of the shape of this document. */
    public static final int VERSION = 1;

    /** Keeps the maps in their order. */
    public RelayState {
        inputs = Ordered.copy(inputs);
        services = Ordered.copy(services);
        outputs = Ordered.copy(outputs);
    }

    /**
     * The whole in a line.
     *
     * @param state the worst of all: ok, attention or fault
     * @param text such as {@code all on air}, or {@code 1 of 6 services is not on air}
     * @param services how many services there are
     * @param bitrate what arrives of all inputs, in bit/s; null in the first second
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            Condition state,
            String text,
            int services,
            @Nullable Long bitrate) {}
}
