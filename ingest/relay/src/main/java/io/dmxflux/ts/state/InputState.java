// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input at one moment.
 *
 * @param name as a user would write it, without options
 * @param position in the configuration, from 0
 * @param state how it is
 * @param reason why, in the words of the log line; null while it is ok
 * @param since when that began; when it was opened while it is ok
 * @param advice what to do about it; null if there is nothing
 * @param bitrate what arrives, in bit/s; null in the first second
 * @param packets that have arrived
 * @param damaged those of them that have {@code transport_error_indicator}
 * @param buffers where those of its pool are; null if it has none
 * @param signal how well its tuner receives; null if it has none, or another program tunes it
 * @param kept what is kept of it, so that viewers may go back in time; null if nothing is
 * @param missing what never arrived
 * @param accounts where that is which did
 * @param indicators of TR 101 290, by clause; none while nothing was checked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputState(
        String name,
        int position,
        Condition state,
        @Nullable String reason,
        Instant since,
        @Nullable String advice,
        @Nullable Long bitrate,
        long packets,
        long damaged,
        @Nullable Buffers buffers,
        @Nullable Signal signal,
        @Nullable Kept kept,
        Missing missing,
        Accounts accounts,
        Map<String, Indication> indicators) {

    /** Keeps the order. */
    public InputState {
        indicators = Ordered.copy(indicators);
    }

    /**
     * Where the buffers are that an input shares with the kernel.
     *
     * @param count how many there are
     * @param sizeBytes of each
     * @param kernel with the kernel, to be filled
     * @param filled and on their way to who takes them
     * @param lent to who works on them
     * @param holders who that is, and how many each has
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Buffers(int count, int sizeBytes, int kernel, int filled, int lent, Map<String, Integer> holders) {

        /** Keeps the order. */
        public Buffers {
            holders = Ordered.copy(holders);
        }
    }

    /**
     * How well a tuner receives. Figures are null where the driver has none, and while there is no lock, as they are nonsense then.
     *
     * @param tuning what it is tuned to, as {@code dvb-t 474 MHz}
     * @param phase from {@code tuning} to {@code lock}
     * @param since when that began
     * @param dbm strength, dBm
     * @param cnrDb carrier to noise ratio, dB
     * @param preBer bit error ratio before the inner code
     * @param postBer bit error ratio after the inner code
     * @param blockErrors blocks that could not be repaired, since the input was first opened
     * @param lockLosses how often the lock was lost
     * @param unlockedSeconds for how long there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signal(
            String tuning,
            String phase,
            Instant since,
            @Nullable Double dbm,
            @Nullable Double cnrDb,
            @Nullable Double preBer,
            @Nullable Double postBer,
            long blockErrors,
            long lockLosses,
            double unlockedSeconds) {}

    /**
     * What is kept of an input.
     *
     * @param since when the oldest came that is kept
     * @param until when the newest came
     * @param bytes on the disk
     * @param bitrate what is written, in bit/s; null in the first second
     * @param viewers who go back in it by HTTP, now
     * @param players who go back in it by HTTP Live Streaming, now
     * @param dropped packets that the disk was too slow for
     * @param refused packets that the disk did not take
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kept(
            Instant since,
            Instant until,
            long bytes,
            @Nullable Long bitrate,
            int viewers,
            int players,
            long dropped,
            long refused) {}

    /**
     * What never arrived, by whose account it is.
     *
     * @param signal lost on the way to this machine
     * @param kernel lost by the kernel, which had no buffer or no room
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Missing(Amount signal, Amount kernel) {}

    /**
     * How much never arrived.
     *
     * @param packets exactly, or at least
     * @param certainty what is known of the amount
     * @param gaps how often something was lost, or may have been
     * @param seconds for how long there was no buffer to fill, at most
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Amount(long packets, Certainty certainty, long gaps, double seconds) {}

    /** What is known of an amount, the better before the worse. */
    public enum Certainty {
        /** As many as it says. */
        EXACT,
        /** As many as it says, or more. */
        AT_LEAST,
        /** As many as it says, and any number beside. */
        UNKNOWN;

        /** As the document writes it. */
        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Where every packet is that arrived; {@code arrived} is the sum of the others, but for what is between packets of 204 bytes.
     *
     * @param arrived what came
     * @param routed what went to one output or more
     * @param unwanted what is of PIDs that no output wants
     * @param replaced what is of tables that outputs get regenerated
     * @param policy what was dropped since downstream lagged
     * @param foreign what is not ours to pass
     * @param closed what a stop or a reload threw away
     * @param queued what is on no account yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Accounts(
            long arrived,
            long routed,
            long unwanted,
            long replaced,
            long policy,
            long foreign,
            long closed,
            long queued) {}
}
