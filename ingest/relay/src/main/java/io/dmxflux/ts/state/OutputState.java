// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An output at one moment.
 *
 * @param input the identifier of its input
 * @param name where it goes, as a user would write it
 * @param service the identifier of its service; null for a whole multiplex, and for a service that was never there
 * @param position among the outputs of its input, from 0
 * @param state how it is
 * @param reason why, in the words of the log line; null while it is ok
 * @param since when that began; when it was opened while it is ok
 * @param advice what to do about it; null if there is nothing
 * @param bitrate what is sent, in bit/s; null in the first second
 * @param accounts where every packet is that came for it
 * @param lateness how late bursts left in the last minute; null if nothing left, or it does not send in time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputState(
        String input,
        String name,
        @Nullable String service,
        int position,
        Condition state,
        @Nullable String reason,
        Instant since,
        @Nullable String advice,
        @Nullable Long bitrate,
        Accounts accounts,
        @Nullable Lateness lateness) {

    /**
     * Where every packet is that came for an output: {@code routed} and {@code generated} are the sum of the others.
     *
     * @param routed what the input had for it
     * @param generated what was made for it
     * @param sent what its socket or file took
     * @param policy what it was too slow for
     * @param socket what its socket or file refused
     * @param elsewhere what another host had to write, of a log that one of several hosts writes
     * @param closed what a stop or a reload threw away
     * @param queued what is on no account yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Accounts(
            long routed,
            long generated,
            long sent,
            long policy,
            long socket,
            long elsewhere,
            long closed,
            long queued) {}

    /**
     * How late bursts left, in seconds: each the upper bound of a class of a histogram.
     *
     * @param p50 of half of them at most
     * @param p99 of 99 of 100 at most
     * @param max of all at most
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Lateness(double p50, double p99, double max) {}
}
