// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Says how a transport stream is broadcast by DVB-T (EN 300 468 6.2.13.4).
 * <pre>
 *   | centre_frequency (32, 10 Hz) | bandwidth (3) | priority (1) | Time_Slicing (1) | MPE-FEC (1) | reserved (2)
 *   | constellation (2) | hierarchy_information (3) | code_rate-HP_stream (3) | code_rate-LP_stream (3)
 *   | guard_interval (2) | transmission_mode (2) | other_frequency_flag (1) | reserved (32) |
 * </pre>
 *
 * @param frequencyHz {@code centre_frequency}; 0 where the network does not say it
 * @param bandwidthHz {@code bandwidth}; 0 if it is reserved
 * @param constellation {@code constellation}: 0 QPSK, 1 is 16-QAM, 2 is 64-QAM
 * @param hierarchy {@code hierarchy_information}
 * @param codeRateHp {@code code_rate-HP_stream}: 0 is 1/2, then 2/3, 3/4, 5/6, 7/8
 * @param codeRateLp {@code code_rate-LP_stream}
 * @param guardInterval {@code guard_interval}: 0 is 1/32, then 1/16, 1/8, 1/4
 * @param transmissionMode {@code transmission_mode}: 0 is 2k, 1 is 8k, 2 is 4k
 * @param otherFrequencies {@code other_frequency_flag}: whether it is on other frequencies as well
 */
public record TerrestrialDeliverySystemDescriptor(
        long frequencyHz,
        int bandwidthHz,
        int constellation,
        int hierarchy,
        int codeRateHp,
        int codeRateLp,
        int guardInterval,
        int transmissionMode,
        boolean otherFrequencies)
        implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x5A;

    private static final int LENGTH = 11;
    private static final int LOWEST_BANDWIDTH = 3;
    private static final int WIDEST_HZ = 8_000_000;
    private static final int BANDWIDTH_STEP_HZ = 1_000_000;

    static @Nullable TerrestrialDeliverySystemDescriptor parse(byte[] payload) {
        if (payload.length < LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        long frequencyHz = in.readTensOfHertz();
        int bandwidth = in.readByte() >>> 5;
        int bits = in.readShort();
        return new TerrestrialDeliverySystemDescriptor(
                frequencyHz,
                bandwidth <= LOWEST_BANDWIDTH ? WIDEST_HZ - bandwidth * BANDWIDTH_STEP_HZ : 0,
                bits >>> 14,
                bits >>> 11 & 0x7,
                bits >>> 8 & 0x7,
                bits >>> 5 & 0x7,
                bits >>> 3 & 0x3,
                bits >>> 1 & 0x3,
                (bits & 1) != 0);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
