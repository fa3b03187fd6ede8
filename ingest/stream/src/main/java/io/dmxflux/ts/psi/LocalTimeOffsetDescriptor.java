// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says by how much local time differs from UTC, now and after its next change (EN 300 468 6.2.20).
 *
 * @param offsets one for each region
 */
public record LocalTimeOffsetDescriptor(List<LocalTimeOffset> offsets) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x58;

    private static final int ENTRY_LENGTH = 13;
    private static final int REGION_SHIFT = 2;
    private static final Duration MOST = Duration.ofHours(18);

    /** A descriptor of some regions. */
    public LocalTimeOffsetDescriptor {
        offsets = List.copyOf(offsets);
    }

    /**
     * The time of one region.
     *
     * @param country {@code country_code}, three letters
     * @param region {@code country_region_id}: 0 where the country has one time, or 1 to 60 from east to west
     * @param offset {@code local_time_offset}
     * @param change {@code time_of_change}; null if that is no time
     * @param nextOffset {@code next_time_offset}
     */
    public record LocalTimeOffset(
            String country,
            int region,
            ZoneOffset offset,
            @Nullable Instant change,
            ZoneOffset nextOffset) {

        /**
         * Reads the offset of a moment.
         *
         * @param moment not long before or behind the time of the descriptor
         * @return the one before the change, or the next
         */
        public ZoneOffset at(Instant moment) {
            return change == null || moment.isBefore(change) ? offset : nextOffset;
        }
    }

    static @Nullable LocalTimeOffsetDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        List<LocalTimeOffset> offsets = new ArrayList<>();
        DescriptorReader in = new DescriptorReader(payload);
        while (in.remaining() > 0) {
            String country = in.readLanguage();
            int region = in.readByte();
            boolean west = (region & 1) != 0;
            ZoneOffset now = readOffset(in, west);
            Instant change = UtcTime.instant((long) in.readShort() << 24 | in.readByte() << 16 | in.readShort());
            ZoneOffset next = readOffset(in, west);
            if (now == null || next == null) {
                return null;
            }
            offsets.add(new LocalTimeOffset(country, region >>> REGION_SHIFT, now, change, next));
        }
        return new LocalTimeOffsetDescriptor(offsets);
    }

    private static @Nullable ZoneOffset readOffset(DescriptorReader in, boolean west) {
        Duration offset = UtcTime.duration(in.readShort() << Byte.SIZE);
        if (offset == null || offset.compareTo(MOST) > 0) {
            return null;
        }
        int seconds = (int) offset.toSeconds();
        return ZoneOffset.ofTotalSeconds(west ? -seconds : seconds);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
