// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.stream.Stream;

/**
 * Tells streams of ISDB in Japan, whose texts are ARIB's, from those of DVB, whose tables are the same otherwise.
 *
 * <p><b>Source:</b> ETSI TS 101 162 ({@code original_network_id}, {@code CA_system_id}); ARIB STD-B10 part 2, 6.1 (tags that
 * DVB leaves to private use); TR-B14 and TR-B15 (network identifiers).
 */
final class Isdb {

    private static final int BS = 0x0004;
    private static final int FIRST_CS = 0x0006;
    private static final int LAST_CS = 0x0007;
    private static final int FIRST_TERRESTRIAL = 0x7880;
    private static final int LAST_TERRESTRIAL = 0x7FEF;

    private static final int CA_SYSTEM_OF_JAPAN = 0x0005;

    private static final int DIGITAL_COPY_CONTROL = 0xC1;
    private static final int LOGO_TRANSMISSION = 0xCF;
    private static final int TERRESTRIAL_DELIVERY = 0xFA;
    private static final int DATA_COMPONENT = 0xFD;
    private static final int SYSTEM_MANAGEMENT = 0xFE;
    private static final int PRIVATE_DATA_SPECIFIER = 0x5F;

    private Isdb() {}

    static boolean has(ServiceDescriptionTable table) {
        int network = table.originalNetworkId();
        return network == BS
                || network >= FIRST_CS && network <= LAST_CS
                || network >= FIRST_TERRESTRIAL && network <= LAST_TERRESTRIAL
                || table.services().stream()
                        .anyMatch(service -> has(service.descriptors(), LOGO_TRANSMISSION, DIGITAL_COPY_CONTROL));
    }

    static boolean has(ProgramMapTable table) {
        return Stream.concat(
                        Stream.of(table.programInfo()), table.streams().stream().map(ElementaryStream::descriptors))
                .anyMatch(loop -> has(loop, DATA_COMPONENT, DIGITAL_COPY_CONTROL)
                        || loop.stream()
                                .anyMatch(one ->
                                        one instanceof CaDescriptor ca && ca.caSystemId() == CA_SYSTEM_OF_JAPAN));
    }

    static boolean has(NetworkInformationTable table) {
        return has(table.descriptors(), SYSTEM_MANAGEMENT, TERRESTRIAL_DELIVERY)
                || table.transportStreams().stream()
                        .anyMatch(stream -> has(stream.descriptors(), SYSTEM_MANAGEMENT, TERRESTRIAL_DELIVERY));
    }

    /** In DVB these tags are private, and mean something only behind a private_data_specifier. */
    private static boolean has(Descriptors loop, int one, int other) {
        return (loop.hasTag(one) || loop.hasTag(other)) && !loop.hasTag(PRIVATE_DATA_SPECIFIER);
    }
}
