// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says which of several streams of a DVB-S2 carrier has a transport stream, and how the carrier is scrambled (EN 300 468
 * 6.2.13.3). It stands beside the {@link SatelliteDeliverySystemDescriptor} of the same carrier.
 * <pre>
 *   | scrambling_sequence_selector (1) | multiple_input_stream_flag (1) | backwards_compatibility_indicator (1)
 *   | reserved (5) | [reserved (6) | scrambling_sequence_index (18)] | [input_stream_identifier (8)] |
 * </pre>
 *
 * @param scramblingSequenceIndex {@code scrambling_sequence_index}, the gold index; empty if it is not sent, and 0
 * @param inputStreamIdentifier {@code input_stream_identifier}; empty if the carrier has one stream
 */
public record S2SatelliteDeliverySystemDescriptor(
        OptionalInt scramblingSequenceIndex, OptionalInt inputStreamIdentifier) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x79;

    private static final int SCRAMBLED = 0x80;
    private static final int MULTIPLE_STREAMS = 0x40;
    private static final int INDEX_LENGTH = 3;
    private static final int INDEX_MASK = 0x3FFFF;

    static @Nullable S2SatelliteDeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length == 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int flags = in.readByte();
        boolean scrambled = (flags & SCRAMBLED) != 0;
        boolean several = (flags & MULTIPLE_STREAMS) != 0;
        if (in.remaining() < (scrambled ? INDEX_LENGTH : 0) + (several ? 1 : 0)) {
            return null;
        }
        OptionalInt index =
                scrambled ? OptionalInt.of((in.readByte() << 16 | in.readShort()) & INDEX_MASK) : OptionalInt.empty();
        return new S2SatelliteDeliverySystemDescriptor(
                index, several ? OptionalInt.of(in.readByte()) : OptionalInt.empty());
    }

    @Override
    public int tag() {
        return TAG;
    }
}
