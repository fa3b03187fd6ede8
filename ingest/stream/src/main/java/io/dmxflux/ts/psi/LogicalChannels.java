// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The logical channel numbers that a transport stream's loop of the NIT has: under which number each service is on a remote
 * control.
 * <pre>
 *   private_data_specifier_descriptor | logical_channel_descriptor 0x83
 *                                       | service_id (16) | visible (1) | reserved (5) | logical_channel_number (10) | ...
 *                                       NorDig             visible (1) | reserved (1) | logical_channel_number (14)
 * </pre>
 *
 * <p>The descriptor is private: what 0x83 means is said by the private_data_specifier before it, and without one it means nothing.
 *
 * <p><b>Source:</b> EN 300 468 6.2.31; IEC/CENELEC EN 62216; NorDig Unified 12.2.9.2; the UK's D-Book 8.5.3.6.
 */
public final class LogicalChannels {

    /** {@code descriptor_tag}, where it is of numbers. */
    public static final int TAG = 0x83;

    /** {@code descriptor_tag} of what says so. */
    public static final int PRIVATE_DATA_SPECIFIER_TAG = 0x5F;

    private static final int NORDIG = 0x0000_0029;

    /** Of EACEM, NorDig, the UK, Australia. */
    private static final Set<Integer> WITH_NUMBERS = Set.of(0x0000_0028, NORDIG, 0x0000_233A, 0x0000_3200);

    private static final int ENTRY_LENGTH = 4;
    private static final int SPECIFIER_LENGTH = 4;
    private static final int NUMBER_BITS = 10;
    private static final int NORDIG_NUMBER_BITS = 14;

    private LogicalChannels() {}

    /**
     * Tells whether descriptors 0x83 are numbers.
     *
     * @param privateDataSpecifier of the private_data_specifier_descriptor before them; 0 if there is none
     * @return false where they are something else
     */
    public static boolean areOf(int privateDataSpecifier) {
        return WITH_NUMBERS.contains(privateDataSpecifier);
    }

    /**
     * Returns which bits of an entry are its number.
     *
     * @param privateDataSpecifier one that they {@linkplain #areOf are of}
     * @return 10 or 14
     */
    public static int numberBits(int privateDataSpecifier) {
        return privateDataSpecifier == NORDIG ? NORDIG_NUMBER_BITS : NUMBER_BITS;
    }

    /**
     * Reads the numbers.
     *
     * @param loop the descriptors of a transport stream in the NIT
     * @return numbers from 1 on by service_id; the first where there are several
     */
    public static Map<Integer, Integer> of(Descriptors loop) {
        Map<Integer, Integer> numbers = new HashMap<>();
        int specifier = 0;
        for (Descriptor descriptor : loop.stream().toList()) {
            if (descriptor instanceof UnknownDescriptor unknown) {
                byte[] payload = unknown.payload();
                if (unknown.tag() == PRIVATE_DATA_SPECIFIER_TAG && payload.length >= SPECIFIER_LENGTH) {
                    specifier = new DescriptorReader(payload).readInt();
                } else if (unknown.tag() == TAG && areOf(specifier)) {
                    read(payload, (1 << numberBits(specifier)) - 1, numbers);
                }
            }
        }
        return numbers;
    }

    private static void read(byte[] payload, int mask, Map<Integer, Integer> numbers) {
        DescriptorReader in = new DescriptorReader(payload);
        while (in.remaining() >= ENTRY_LENGTH) {
            int serviceId = in.readShort();
            int number = in.readShort() & mask;
            if (number > 0) {
                numbers.putIfAbsent(serviceId, number);
            }
        }
    }
}
