// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.UtcTime;
import io.dmxflux.ts.psi.DvbText;
import io.dmxflux.ts.psi.HarmlessText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The syntax of a descriptor or a section as a list of fields, which makes nodes of its bytes. Written once, as the tables of the
 * standards are:
 * <pre>
 *   Layout.of().hex("CA_system_ID", 16).reserved(3).number("CA_PID", 13).rest("private_data_byte")
 * </pre>
 *
 * <p><b>Errors:</b> where bytes are missing, the nodes up to there, and one that says so. Loops end with the bytes they are in.
 * <p><b>Threading:</b> immutable once it is written.
 */
final class Layout {

    static final String CUT_SHORT = "cut short";

    /** More than any descriptor of 255 bytes has; a section of 4 kB may have so many entries of its smallest loop. */
    private static final int MOST_ENTRIES = 1_100;

    private static final int LANGUAGE_LENGTH = 3;
    private static final int LENGTH_BITS = 12;

    private final List<BiConsumer<BitCursor, List<TableNode>>> fields = new ArrayList<>();

    private Layout() {}

    static Layout of() {
        return new Layout();
    }

    /** Reads fields; never throws. */
    List<TableNode> read(BitCursor in) {
        List<TableNode> nodes = new ArrayList<>();
        try {
            fields.forEach(field -> field.accept(in, nodes));
        } catch (BitCursor.CutShortException e) {
            nodes.add(TableNode.of(CUT_SHORT, BitCursor.CutShortException.REASON));
        }
        return nodes;
    }

    private Layout add(BiConsumer<BitCursor, List<TableNode>> field) {
        fields.add(field);
        return this;
    }

    private Layout value(String name, Function<BitCursor, String> value) {
        return add((in, nodes) -> nodes.add(TableNode.of(name, value.apply(in))));
    }

    Layout reserved(int bits) {
        return add((in, nodes) -> in.read(bits));
    }

    Layout number(String name, int bits) {
        return value(name, in -> Long.toString(in.read(bits)));
    }

    Layout flag(String name) {
        return number(name, 1);
    }

    Layout hex(String name, int bits) {
        return value(name, in -> hexadecimal(in.read(bits), bits));
    }

    /** A number whose values have names. */
    Layout named(String name, int bits, IntFunction<String> names) {
        return value(name, in -> {
            int value = (int) in.read(bits);
            String meaning = names.apply(value);
            return meaning.isEmpty()
                    ? hexadecimal(value, bits)
                    : hexadecimal(value, bits) + " " + HarmlessText.oneLine(meaning);
        });
    }

    static String hexadecimal(long value, int bits) {
        return String.format("0x%0" + (bits + 3) / 4 + "x", value);
    }

    /** Digits of four bits, before and behind the point. */
    Layout decimal(String name, int whole, int fraction, String unit) {
        return value(name, in -> {
            String digits = hexadecimal(in.read(4 * whole), 4 * whole).substring(2)
                    + "."
                    + hexadecimal(in.read(4 * fraction), 4 * fraction).substring(2);
            return digits.replaceFirst("^0+(?=\\d)", "") + " " + unit;
        });
    }

    Layout language(String name) {
        return value(name, in -> ascii(in.readExactly(LANGUAGE_LENGTH)));
    }

    /** Characters of ASCII. */
    Layout letters(String name, int count) {
        return value(name, in -> ascii(in.readExactly(count)));
    }

    private static String ascii(byte[] bytes) {
        return HarmlessText.oneLine(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** A text behind its length of 8 bits. */
    Layout text(String name) {
        return value(name, in -> text(in.readBytes((int) in.read(Byte.SIZE))));
    }

    Layout restOfText(String name) {
        return value(name, in -> text(in.readBytes(in.remainingBytes())));
    }

    private static String text(byte[] bytes) {
        return HarmlessText.oneLine(DvbText.decode(bytes));
    }

    Layout time(String name) {
        return value(name, in -> {
            long field = in.read(Byte.SIZE * UtcTime.LENGTH);
            Instant time = UtcTime.instant(field);
            return time == null ? "0x%04x 0x%06x".formatted(field >>> 24, field & 0xFF_FFFF) : time.toString();
        });
    }

    Layout duration(String name) {
        return value(name, in -> {
            int field = (int) in.read(Byte.SIZE * UtcTime.DURATION_LENGTH);
            return UtcTime.duration(field) == null
                    ? "0x%06x".formatted(field)
                    : "%02x:%02x:%02x".formatted(field >>> 16, field >>> 8 & 0xFF, field & 0xFF);
        });
    }

    /** Hours and minutes, two digits each. */
    Layout hours(String name) {
        return value(name, in -> "%02x:%02x".formatted(in.read(Byte.SIZE), in.read(Byte.SIZE)));
    }

    /** All bytes that are left, in hexadecimal; no node if there are none. */
    Layout rest(String name) {
        return add((in, nodes) -> {
            int count = in.remainingBytes();
            if (count > 0) {
                nodes.add(TableNode.of(name, in.readHex(count)));
            }
        });
    }

    /** Entries to the end, each a node of its fields. */
    Layout entries(String name, Layout entry) {
        return add((in, nodes) -> readEntries(name, entry, in, nodes));
    }

    /** Entries behind the length of their bytes. */
    Layout entries(String name, int lengthBits, Layout entry) {
        return add((in, nodes) -> readEntries(name, entry, in.readPart((int) in.read(lengthBits)), nodes));
    }

    private static void readEntries(String name, Layout entry, BitCursor in, List<TableNode> nodes) {
        for (int count = 0; in.remainingBytes() > 0 && count < MOST_ENTRIES; count++) {
            int before = in.remainingBytes();
            nodes.add(TableNode.of(name, entry.read(in)));
            if (in.remainingBytes() == before) {
                return;
            }
        }
    }

    /** A loop of descriptors behind the length of their bytes, of 12 bits. */
    Layout descriptors() {
        return add((in, nodes) -> nodes.addAll(DescriptorTree.of(in.readPart((int) in.read(LENGTH_BITS)))));
    }
}
