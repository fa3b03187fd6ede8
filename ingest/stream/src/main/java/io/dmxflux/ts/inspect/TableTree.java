// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of a table: its fields, its loops, and the descriptors in them, named by ISO/IEC 13818-1 and EN 300 468.
 *
 * <p><b>Errors:</b> none by content.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4; EN 300 468 5.2.
 */
final class TableTree {

    private static final int LONG_HEADER_LENGTH = 8;
    private static final int SHORT_HEADER_LENGTH = 3;
    private static final int CHECKSUM_LENGTH = 4;
    private static final int FIRST_PRIVATE_TYPE = 0x80;

    private static final IntFunction<String> STREAM_TYPE = type ->
            type < FIRST_PRIVATE_TYPE ? StreamCoding.of(type, Descriptors.EMPTY).title() : "";

    private static final Layout PAT = Layout.of()
            .entries(
                    "program",
                    Layout.of().number("program_number", 16).reserved(3).number("program_map_PID", 13));

    private static final Layout PMT = Layout.of()
            .reserved(3)
            .number("PCR_PID", 13)
            .reserved(4)
            .descriptors()
            .entries(
                    "stream",
                    Layout.of()
                            .named("stream_type", 8, STREAM_TYPE)
                            .reserved(3)
                            .number("elementary_PID", 13)
                            .reserved(4)
                            .descriptors());

    private static final Layout NIT = Layout.of()
            .reserved(4)
            .descriptors()
            .reserved(4)
            .entries(
                    "transport_stream",
                    12,
                    Layout.of()
                            .number("transport_stream_id", 16)
                            .number("original_network_id", 16)
                            .reserved(4)
                            .descriptors());

    private static final Layout SDT = Layout.of()
            .number("original_network_id", 16)
            .reserved(8)
            .entries(
                    "service",
                    Layout.of()
                            .number("service_id", 16)
                            .reserved(6)
                            .flag("EIT_schedule_flag")
                            .flag("EIT_present_following_flag")
                            .named("running_status", 3, Meanings::runningStatus)
                            .flag("free_CA_mode")
                            .descriptors());

    private static final Layout EIT = Layout.of()
            .number("transport_stream_id", 16)
            .number("original_network_id", 16)
            .number("segment_last_section_number", 8)
            .hex("last_table_id", 8)
            .entries(
                    "event",
                    Layout.of()
                            .number("event_id", 16)
                            .time("start_time")
                            .duration("duration")
                            .named("running_status", 3, Meanings::runningStatus)
                            .flag("free_CA_mode")
                            .descriptors());

    private static final Layout TDT = Layout.of().time("UTC_time");
    private static final Layout TOT = Layout.of().time("UTC_time").reserved(4).descriptors();

    private TableTree() {}

    /** Returns what people call a table. */
    static String name(int tableId) {
        return switch (tableId) {
            case TableId.PAT -> "PAT";
            case TableId.CAT -> "CAT";
            case TableId.PMT -> "PMT";
            case TableId.NIT_ACTUAL, TableId.NIT_OTHER -> "NIT";
            case TableId.SDT_ACTUAL, TableId.SDT_OTHER -> "SDT";
            case TableId.BAT -> "BAT";
            case TableId.TDT -> "TDT";
            case TableId.TOT -> "TOT";
            default -> TableId.isEit(tableId) ? "EIT" : Layout.hexadecimal(tableId, Byte.SIZE);
        };
    }

    /** Returns what {@code table_id_extension} is in a table; null if it has none. */
    private static @Nullable String extensionName(int tableId) {
        return switch (tableId) {
            case TableId.PAT, TableId.SDT_ACTUAL, TableId.SDT_OTHER -> "transport_stream_id";
            case TableId.PMT -> "program_number";
            case TableId.NIT_ACTUAL, TableId.NIT_OTHER -> "network_id";
            case TableId.CAT -> null;
            default -> TableId.isEit(tableId) ? "service_id" : "table_id_extension";
        };
    }

    private static @Nullable Layout layout(int tableId) {
        return switch (tableId) {
            case TableId.PAT -> PAT;
            case TableId.PMT -> PMT;
            case TableId.NIT_ACTUAL, TableId.NIT_OTHER -> NIT;
            case TableId.SDT_ACTUAL, TableId.SDT_OTHER -> SDT;
            case TableId.TDT -> TDT;
            case TableId.TOT -> TOT;
            default -> TableId.isEit(tableId) ? EIT : null;
        };
    }

    /** Reads the sections of one table: their common header once, and then what is in each. */
    static TableNode of(List<Section> sections) {
        Section first = sections.get(0);
        int tableId = first.tableId();
        List<TableNode> nodes = new ArrayList<>();
        nodes.add(TableNode.of("table_id", Layout.hexadecimal(tableId, Byte.SIZE)));
        if (first.hasSyntax()) {
            String extension = extensionName(tableId);
            if (extension != null) {
                nodes.add(TableNode.of(extension, Integer.toString(first.tableIdExtension())));
            }
            nodes.add(TableNode.of("version_number", Integer.toString(first.versionNumber())));
            nodes.add(TableNode.of("last_section_number", Integer.toString(first.lastSectionNumber())));
        }
        if (sections.size() == 1) {
            nodes.addAll(body(first));
        } else {
            sections.forEach(section ->
                    nodes.add(new TableNode("section", Integer.toString(section.sectionNumber()), body(section))));
        }
        return new TableNode(name(tableId), null, nodes);
    }

    private static List<TableNode> body(Section section) {
        byte[] bytes = section.toByteArray();
        boolean hasChecksum = section.hasSyntax() || section.tableId() == TableId.TOT;
        BitCursor in = new BitCursor(
                bytes,
                section.hasSyntax() ? LONG_HEADER_LENGTH : SHORT_HEADER_LENGTH,
                bytes.length - (hasChecksum ? CHECKSUM_LENGTH : 0));
        if (section.tableId() == TableId.CAT) {
            return DescriptorTree.of(in);
        }
        Layout layout = layout(section.tableId());
        List<TableNode> nodes = new ArrayList<>(layout == null ? List.of() : layout.read(in));
        int left = in.remainingBytes();
        if (left > 0) {
            nodes.add(TableNode.of("bytes", in.readHex(left)));
        }
        return nodes;
    }
}
