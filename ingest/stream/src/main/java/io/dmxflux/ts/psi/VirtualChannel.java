// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.OptionalInt;

/**
 * One channel of a {@link VirtualChannelTable}.
 *
 * @param shortName {@code short_name}, up to seven characters
 * @param major {@code major_channel_number}, or {@code one_part_number} of a cable that has no minor ones
 * @param minor {@code minor_channel_number}; empty for a number of one part
 * @param channelTsid {@code channel_TSID}: the transport stream that carries it
 * @param programNumber {@code program_number} in that stream; 0 for one that is inactive, 0xFFFF for analogue ones
 * @param hidden {@code hidden}: not to be chosen by its number
 * @param hideGuide {@code hide_guide}: if it is hidden, not to be shown in guides
 * @param serviceType {@code service_type}: 1 analogue television, 2 digital television, 3 audio, 4 data, others
 * @param sourceId {@code source_id}, by which other tables name it
 * @param descriptors what the table says of it
 */
public record VirtualChannel(
        String shortName,
        int major,
        OptionalInt minor,
        int channelTsid,
        int programNumber,
        boolean hidden,
        boolean hideGuide,
        int serviceType,
        int sourceId,
        Descriptors descriptors) {}
