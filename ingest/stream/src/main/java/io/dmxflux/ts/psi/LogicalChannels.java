// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.Arrays;
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
 *                                     | NorDig 0x87: channel_list_id, name and country of each list, then entries as above, of 10 bits
 * </pre>
 *
 * <p>The descriptors are private: what 0x83 means is said by the private_data_specifier before it, and without one it means nothing.
 * Lists count for more than 0x83 beside them, and of several the first: which one is a receiver's is its user's choice. The second
 * number of a service that is in HD elsewhere (0x88) is none of its own, and not read.
 *
 * <p><b>Source:</b> EN 300 468 6.2.31; IEC/CENELEC EN 62216; NorDig Unified 12.2.9.2 and 12.2.9.3; the UK's D-Book 8.5.3.6.
 */
public final class LogicalChannels {

    /** {@code descriptor_tag}, where it is of numbers. */
    public static final int TAG = 0x83;

    /** {@code descriptor_tag} of lists of numbers, where it is of them. */
    public static final int LISTS_TAG = 0x87;

    /** {@code descriptor_tag} of the numbers that services have whose programme is in HD under another one. */
    public static final int SIMULCAST_TAG = 0x88;

    /** {@code descriptor_tag} of what says so. */
    public static final int PRIVATE_DATA_SPECIFIER_TAG = 0x5F;

    private static final int NORDIG = 0x0000_0029;

    /** Of EACEM, NorDig, the UK, Australia. */
    private static final Set<Integer> WITH_NUMBERS = Set.of(0x0000_0028, NORDIG, 0x0000_233A, 0x0000_3200);

    private static final int ENTRY_LENGTH = 4;

    /** {@code channel_list_id} and the length of its name. */
    private static final int LIST_HEADER_LENGTH = 2;

    private static final int COUNTRY_LENGTH = 3;
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
     * Tells whether descriptors 0x87 are lists of numbers.
     *
     * @param privateDataSpecifier of the private_data_specifier_descriptor before them; 0 if there is none
     * @return false where they are something else
     */
    public static boolean areLists(int privateDataSpecifier) {
        return privateDataSpecifier == NORDIG;
    }

    /**
     * Tells whether descriptors 0x88 are numbers of services that are in HD elsewhere.
     *
     * @param privateDataSpecifier of the private_data_specifier_descriptor before them; 0 if there is none
     * @return false where they are something else
     */
    public static boolean areSimulcast(int privateDataSpecifier) {
        return areOf(privateDataSpecifier) && privateDataSpecifier != NORDIG;
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
        Map<Integer, Integer> listed = new HashMap<>();
        Map<Integer, Integer> numbers = new HashMap<>();
        int specifier = 0;
        for (Descriptor descriptor : loop.stream().toList()) {
            if (descriptor instanceof UnknownDescriptor unknown) {
                byte[] payload = unknown.payload();
                if (unknown.tag() == PRIVATE_DATA_SPECIFIER_TAG && payload.length >= SPECIFIER_LENGTH) {
                    specifier = new DescriptorReader(payload).readInt();
                } else if (unknown.tag() == TAG && areOf(specifier)) {
                    read(payload, (1 << numberBits(specifier)) - 1, numbers);
                } else if (unknown.tag() == LISTS_TAG && areLists(specifier)) {
                    readLists(payload, listed);
                }
            }
        }
        numbers.putAll(listed);
        return numbers;
    }

    private static void readLists(byte[] payload, Map<Integer, Integer> numbers) {
        int at = 0;
        while (at + LIST_HEADER_LENGTH <= payload.length) {
            int nameLength = payload[at + 1] & 0xFF;
            int entries = at + LIST_HEADER_LENGTH + nameLength + COUNTRY_LENGTH + 1;
            if (entries > payload.length) {
                return;
            }
            int end = Math.min(payload.length, entries + (payload[entries - 1] & 0xFF));
            read(Arrays.copyOfRange(payload, entries, end), (1 << NUMBER_BITS) - 1, numbers);
            at = end;
        }
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
