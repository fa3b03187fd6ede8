// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how a transport stream is broadcast by DVB-T2 (EN 300 468 6.4.6.3): an extension descriptor with
 * {@code descriptor_tag_extension} 4. One that has only the first two fields refers to another with the same system.
 * <pre>
 *   | extension (8) | plp_id (8) | T2_system_id (16)
 *   | SISO/MISO (2) | bandwidth (4) | reserved (2) | guard_interval (3) | transmission_mode (3) | other_frequency_flag (1)
 *   | tfs_flag (1) | cell_id (16) | centre_frequency (32, 10 Hz), with tfs_flag behind the length (8) of several
 *   | subcell_info_loop_length (8) | cell_id_extension (8) | transposer_frequency (32) | ...
 * </pre>
 *
 * @param plpId {@code plp_id}, the physical layer pipe
 * @param systemId {@code T2_system_id}
 * @param bandwidthHz {@code bandwidth}; 0 if it is reserved or not sent
 * @param guardInterval {@code guard_interval}: 0 is 1/32, then 1/16, 1/8, 1/4, 1/128, 19/128, 19/256; 7 if it is not sent
 * @param transmissionMode {@code transmission_mode}: 0 is 2k, then 8k, 4k, 1k, 16k, 32k; 7 if it is not sent
 * @param frequenciesHz {@code centre_frequency} of all cells and {@code transposer_frequency}, in the order sent
 */
public record T2DeliverySystemDescriptor(
        int plpId, int systemId, int bandwidthHz, int guardInterval, int transmissionMode, List<Long> frequenciesHz)
        implements Descriptor {

    /** {@code descriptor_tag}, which it shares with all extensions. */
    public static final int TAG = EXTENSION_TAG;

    /** {@code descriptor_tag_extension}. */
    public static final int EXTENSION = 0x04;

    private static final int LEAST_LENGTH = 4;
    private static final int NOT_SENT = 7;
    private static final int FREQUENCY_LENGTH = 4;
    private static final int CELL_HEAD_LENGTH = 2;

    /** In the order of the numbers. */
    private static final List<Integer> BANDWIDTHS =
            List.of(8_000_000, 7_000_000, 6_000_000, 5_000_000, 10_000_000, 1_712_000);

    /** Keeps a copy of the list. */
    public T2DeliverySystemDescriptor {
        frequenciesHz = List.copyOf(frequenciesHz);
    }

    static @Nullable T2DeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        in.readByte();
        int plpId = in.readByte();
        int systemId = in.readShort();
        if (in.remaining() < 2) {
            return new T2DeliverySystemDescriptor(plpId, systemId, 0, NOT_SENT, NOT_SENT, List.of());
        }
        int bandwidth = in.readByte() >>> 2 & 0xF;
        int flags = in.readByte();
        return new T2DeliverySystemDescriptor(
                plpId,
                systemId,
                bandwidth < BANDWIDTHS.size() ? BANDWIDTHS.get(bandwidth) : 0,
                flags >>> 5,
                flags >>> 2 & 0x7,
                frequencies(in, (flags & 1) != 0));
    }

    private static List<Long> frequencies(DescriptorReader in, boolean several) {
        List<Long> frequencies = new ArrayList<>();
        while (in.remaining() > CELL_HEAD_LENGTH) {
            in.readShort();
            int centres = several ? in.readByte() : FREQUENCY_LENGTH;
            for (int left = centres; left >= FREQUENCY_LENGTH && in.remaining() >= FREQUENCY_LENGTH; ) {
                frequencies.add(in.readTensOfHertz());
                left -= FREQUENCY_LENGTH;
            }
            int subcells = in.remaining() > 0 ? in.readByte() : 0;
            for (int left = subcells; left > FREQUENCY_LENGTH && in.remaining() > FREQUENCY_LENGTH; ) {
                in.readByte();
                frequencies.add(in.readTensOfHertz());
                left -= FREQUENCY_LENGTH + 1;
            }
        }
        return frequencies;
    }

    @Override
    public int tag() {
        return TAG;
    }
}
