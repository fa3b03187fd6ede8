// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.packet.Crc32Mpeg;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The tables of a sample network, each in one section of one packet: PAT, SDT, and a NIT that names all transponders with their
 * delivery descriptors.
 *
 * <p><b>Source:</b> ETSI EN 300 468 5.2.1, 5.2.3, 6.2.13, 6.4.6.3; ISO/IEC 13818-1 2.4.4.3.
 */
final class SampleTable {

    static final int ORIGINAL_NETWORK = 0xFF01;

    private static final int SYNTAX = 0xB000;
    private static final int PRIVATE_SYNTAX = 0xF000;
    private static final int CURRENT = 0xC1;
    private static final int LENGTH_MASK = 0xF000;
    private static final HexFormat HEX = HexFormat.of();

    private static final int TENS_OF_HERTZ = 10;
    private static final long TENS_OF_KILOHERTZ = 10_000;
    private static final long HUNDREDS = 100;

    private static final String PROVIDER = "dmxflux";
    private static final List<String> NAMES = List.of("dmxflux one", "dmxflux two", "dmxflux three");
    private static final List<Integer> TYPES = List.of(0x16, 0x16, 0x01);
    private static final int WITH_EVENTS = 0xFF;
    private static final int WITHOUT_EVENTS = 0xFC;
    private static final int RUNNING = 0x8000;

    /** Where the sample's PAT has its PMTs. */
    private static final int FIRST_PMT_PID = 0x1000;

    private static final int RESERVED_BEFORE_PID = 0xE000;
    private static final int NIT_PID = 0x10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private SampleTable() {}

    /** The sample's programs in a transport stream of this number. */
    static byte[] pat(int stream) {
        SampleTable table = new SampleTable().header(stream);
        table.two(0).two(RESERVED_BEFORE_PID | NIT_PID);
        for (int service = 1; service <= NAMES.size(); service++) {
            table.two(service).two(RESERVED_BEFORE_PID | FIRST_PMT_PID + service - 1);
        }
        return table.section(0x00, SYNTAX);
    }

    /** The sample's services; those of other streams than the first have its number behind their names, and no events. */
    static byte[] sdt(int stream) {
        SampleTable table =
                new SampleTable().header(stream).two(ORIGINAL_NETWORK).one(0xFF);
        for (int service = 0; service < NAMES.size(); service++) {
            String name = NAMES.get(service) + (stream == 1 ? "" : " " + stream);
            byte[] descriptor = new SampleTable()
                    .one(TYPES.get(service))
                    .text(PROVIDER)
                    .text(name)
                    .descriptor(0x48);
            table.two(service + 1)
                    .one(stream == 1 ? WITH_EVENTS : WITHOUT_EVENTS)
                    .two(RUNNING | descriptor.length)
                    .all(descriptor);
        }
        return table.section(0x42, PRIVATE_SYNTAX);
    }

    /** A network of these streams. */
    static byte[] nit(int network, List<SampleNetworks.Stream> streams) {
        SampleTable loop = new SampleTable();
        for (SampleNetworks.Stream stream : streams) {
            byte[] descriptor = delivery(stream);
            loop.two(stream.number())
                    .two(ORIGINAL_NETWORK)
                    .two(LENGTH_MASK | descriptor.length)
                    .all(descriptor);
        }
        byte[] name = new SampleTable()
                .all("dmxflux sample".getBytes(StandardCharsets.US_ASCII))
                .descriptor(0x40);
        SampleTable table = new SampleTable().header(network);
        table.two(LENGTH_MASK | name.length).all(name);
        table.two(LENGTH_MASK | loop.bytes.size()).all(loop.bytes.toByteArray());
        return table.section(0x40, PRIVATE_SYNTAX);
    }

    private static byte[] delivery(SampleNetworks.Stream stream) {
        Tuning tuning = stream.tuning();
        return switch (tuning.system()) {
            case DVB_T2 -> t2(tuning, stream.number());
            case DVB_T -> terrestrial(tuning);
            case DVB_C_A -> cable(tuning, stream.symbolRate());
            case DVB_S, DVB_S2 -> satellite((SatelliteTuning) tuning);
            default ->
                throw new IllegalArgumentException(
                        "system: " + tuning.system() + " (expected: one with a delivery descriptor of DVB)");
        };
    }

    /** 8 MHz, 64-QAM, 2/3, guard interval 1/4, 8k. */
    private static byte[] terrestrial(Tuning tuning) {
        return new SampleTable()
                .four(tuning.frequencyHz() / TENS_OF_HERTZ)
                .hex("1F811AFFFFFFFF")
                .descriptor(0x5A);
    }

    /** SISO, 8 MHz, guard interval 1/16, 32k, one cell. */
    private static byte[] t2(Tuning tuning, int system) {
        return new SampleTable()
                .one(0x04)
                .one(0)
                .two(system)
                .hex("03340001")
                .four(tuning.frequencyHz() / TENS_OF_HERTZ)
                .one(0)
                .descriptor(0x7F);
    }

    /** 256-QAM, Reed-Solomon, no inner code. */
    private static byte[] cable(Tuning tuning, int symbolRate) {
        return new SampleTable()
                .hex(digits(tuning.frequencyHz() / HUNDREDS, 8))
                .hex("FFF205")
                .hex(digits(symbolRate / HUNDREDS, 7) + "F")
                .descriptor(0x44);
    }

    /** 19.2 degrees east, 8PSK 3/4 with a roll-off of 0.25 in DVB-S2, QPSK 3/4 in DVB-S. */
    private static byte[] satellite(SatelliteTuning tuning) {
        int polarization = tuning.polarization().number() - 1;
        boolean second = tuning.system() == DeliverySystem.DVB_S2;
        return new SampleTable()
                .hex(digits(tuning.frequencyHz() / TENS_OF_KILOHERTZ, 8))
                .hex("0192")
                .one(0x80 | polarization << 5 | (second ? 0x08 | 0x04 | 0x02 : 0x01))
                .hex(digits(tuning.symbolRate() / HUNDREDS, 7) + "3")
                .descriptor(0x43);
    }

    private static String digits(long value, int count) {
        return String.format(Locale.ROOT, "%0" + count + "d", value);
    }

    private SampleTable header(int extension) {
        return two(extension).one(CURRENT).one(0).one(0);
    }

    private SampleTable one(int value) {
        bytes.write(value);
        return this;
    }

    private SampleTable two(int value) {
        return one(value >>> Byte.SIZE).one(value);
    }

    private SampleTable four(long value) {
        return two((int) (value >>> Short.SIZE)).two((int) value);
    }

    private SampleTable all(byte[] values) {
        bytes.writeBytes(values);
        return this;
    }

    private SampleTable hex(String digits) {
        return all(HEX.parseHex(digits));
    }

    private SampleTable text(String text) {
        return one(text.length()).all(text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] descriptor(int tag) {
        return new SampleTable()
                .one(tag)
                .one(bytes.size())
                .all(bytes.toByteArray())
                .bytes
                .toByteArray();
    }

    private byte[] section(int tableId, int syntax) {
        byte[] body = bytes.toByteArray();
        SampleTable section = new SampleTable()
                .one(tableId)
                .two(syntax | body.length + Crc32Mpeg.LENGTH)
                .all(body);
        return section.four(Crc32Mpeg.of(section.bytes.toByteArray(), 0, section.bytes.size()) & 0xFFFF_FFFFL)
                .bytes
                .toByteArray();
    }
}
