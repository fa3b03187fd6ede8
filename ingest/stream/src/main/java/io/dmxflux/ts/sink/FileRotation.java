// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.packet.TsPacket;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a recording goes on in another file: nothing is lost or repeated there, and the files one after the other are the
 * stream.
 *
 * @param bytes the most that a file has, in whole packets; {@link Long#MAX_VALUE} for any size
 * @param period at whose multiples of local time a file ends, so that {@code 1h} cuts at the full hour; zero for never
 */
public record FileRotation(long bytes, Duration period) {

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})([a-zA-Z]+)");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Map<String, Long> UNITS = Map.of(
            "kB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "TB",
            1_000_000_000_000L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30,
            "TiB",
            1L << 40);

    /** One file, however large it grows. */
    public static final FileRotation NONE = new FileRotation(Long.MAX_VALUE, Duration.ZERO);

    /**
     * Checks that a file has room for a packet and for a second.
     *
     * @param bytes 188 or more
     * @param period zero, or a second or more
     * @throws IllegalArgumentException in one line, if not
     */
    public FileRotation {
        if (bytes < TsPacket.LENGTH) {
            throw new IllegalArgumentException(
                    "rotate: " + bytes + " bytes (expected: " + TsPacket.LENGTH + " or more)");
        }
        if (!Check.given(period, "period").isZero() && period.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("rotate: " + period.toSeconds() + " s (expected: a second or more)");
        }
    }

    /**
     * Reads it as a user writes it.
     *
     * @param text a time ({@code 90s}, {@code 30m}, {@code 1h}, {@code 1d}), a size ({@code 500MB}, {@code 1GB}, {@code 4GiB}), or
     *     one of each with a comma between them
     * @return the rotation
     * @throws IllegalArgumentException in one line, if it is neither
     */
    public static FileRotation parse(String text) {
        FileRotation rotation = NONE;
        for (String part : Check.given(text, "text").split(",", -1)) {
            Matcher amount = AMOUNT.matcher(part);
            Long unit = amount.matches() ? UNITS.get(amount.group(2)) : null;
            Long seconds = amount.matches() ? SECONDS.get(amount.group(2)) : null;
            if (unit == null && seconds == null) {
                throw new IllegalArgumentException("rotate: " + text
                        + " (expected: a time in s, m, h or d, as 1h, a size in kB, MB, GB, TB, KiB, MiB, GiB or TiB, as 500MB, or"
                        + " both, as 1h,1GB)");
            }
            long number = Long.parseLong(amount.group(1));
            if (number == 0) {
                throw new IllegalArgumentException("rotate: " + text + " (expected: more than " + part + ")");
            }
            rotation = unit == null
                    ? new FileRotation(rotation.bytes, Duration.ofSeconds(number * Objects.requireNonNull(seconds)))
                    : new FileRotation(number * unit, rotation.period);
        }
        return rotation;
    }

    /** Numbers the periods of local time; of two moments in the same file it is the same. */
    long number(ZonedDateTime time) {
        long local = time.toEpochSecond() + time.getOffset().getTotalSeconds();
        return period.isZero() ? 0 : Math.floorDiv(local, period.toSeconds());
    }
}
