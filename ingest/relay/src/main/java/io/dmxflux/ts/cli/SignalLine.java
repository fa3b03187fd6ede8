// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.dmxflux.dmx.frontend.RawFigures;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.ts.source.SignalStats;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A signal at one moment, as a line for people and as JSON. Figures are null where the driver has none, and without a lock, as
 * they are nonsense then; those of DVBv3 are in the driver's own scale.
 *
 * @param time when it was read
 * @param tuning what the frontend is tuned to
 * @param phase from {@code tuning} to {@code lock}
 * @param dbm strength, dBm
 * @param cnrDb carrier to noise ratio, dB
 * @param preBer bit error ratio before the inner code
 * @param postBer bit error ratio after the inner code
 * @param blockErrors blocks that could not be repaired so far
 * @param lockLosses how often the lock was lost so far
 * @param rawStrength of DVBv3
 * @param rawSnr of DVBv3
 * @param bitrate what comes, in bit/s
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SignalLine(
        Instant time,
        String tuning,
        String phase,
        @Nullable Double dbm,
        @Nullable Double cnrDb,
        @Nullable Double preBer,
        @Nullable Double postBer,
        long blockErrors,
        long lockLosses,
        @Nullable Integer rawStrength,
        @Nullable Integer rawSnr,
        long bitrate) {

    private static final double TENTHS = 10;
    private static final double MEGA = 1e6;

    static SignalLine of(SignalStats signal, long bitrate, Instant time) {
        SignalFigures figures = signal.isLocked() ? signal.state().figures() : SignalFigures.NONE;
        RawFigures raw = figures.raw();
        return new SignalLine(
                time.truncatedTo(ChronoUnit.MILLIS),
                signal.tuning(),
                signal.state().phase().name().toLowerCase(Locale.ROOT),
                tenths(figures.signalDbm()),
                tenths(figures.cnrDb()),
                known(figures.preBer()),
                known(figures.postBer()),
                signal.blockErrors(),
                signal.lockLosses(),
                raw.strength().isPresent() ? raw.strength().getAsInt() : null,
                raw.snr().isPresent() ? raw.snr().getAsInt() : null,
                bitrate);
    }

    private static @Nullable Double tenths(OptionalDouble figure) {
        return figure.isPresent() ? Math.round(figure.getAsDouble() * TENTHS) / TENTHS : null;
    }

    private static @Nullable Double known(OptionalDouble figure) {
        return figure.isPresent() ? figure.getAsDouble() : null;
    }

    /** Tells whether there is anything new but the time and the bit rate, or something comes that did not, or the reverse. */
    @JsonIgnore
    boolean differsFrom(@Nullable SignalLine before) {
        return before == null
                || bitrate == 0 != (before.bitrate == 0)
                || !at(before).equals(before);
    }

    private SignalLine at(SignalLine other) {
        return new SignalLine(
                other.time,
                tuning,
                phase,
                dbm,
                cnrDb,
                preBer,
                postBer,
                blockErrors,
                lockLosses,
                rawStrength,
                rawSnr,
                other.bitrate);
    }

    /** With a dash for what is not known. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-11s  ", phase));
        if (rawSnr != null || rawStrength != null) {
            line.append("strength ")
                    .append(text(rawStrength))
                    .append(" SNR ")
                    .append(text(rawSnr))
                    .append(" (raw)  ");
        }
        line.append(text(dbm)).append(" dBm  C/N ").append(text(cnrDb)).append(" dB  BER ");
        line.append(ratio(postBer == null ? preBer : postBer))
                .append("  bad blocks ")
                .append(blockErrors);
        line.append(String.format(Locale.ROOT, "  %.2f Mbit/s", bitrate / MEGA));
        return lockLosses == 0
                ? line.toString()
                : line + "  lock lost " + lockLosses + (lockLosses == 1 ? " time" : " times");
    }

    private static String text(@Nullable Object figure) {
        return figure == null ? "-" : figure.toString();
    }

    private static String ratio(@Nullable Double value) {
        return value == null ? "-" : value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
