// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.inspect.InspectedTable;
import io.dmxflux.ts.inspect.TableNode;
import io.dmxflux.ts.psi.TableId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table, and when it came.
 *
 * @param name such as PAT or EIT
 * @param pid where it comes
 * @param tableId {@code table_id}
 * @param extension {@code table_id_extension}
 * @param version {@code version_number}
 * @param sectionCount sections of the whole table
 * @param count sections of it that have come
 * @param intervalSeconds time between the last two
 * @param secondsAgo when the last one came
 * @param tree what it says; null where that was left out
 */
public record TableDetail(
        String name,
        int pid,
        int tableId,
        int extension,
        int version,
        int sectionCount,
        long count,
        @Nullable Double intervalSeconds,
        double secondsAgo,
        @Nullable TableNode tree) {

    /** What trees of an input may have, all together. */
    static final int MOST_NODES = 20_000;

    private static TableDetail of(InspectedTable table, @Nullable TableNode tree) {
        return new TableDetail(
                table.name(),
                table.pid(),
                table.tableId(),
                table.extension(),
                table.version(),
                table.sectionCount(),
                table.count(),
                table.intervalSeconds(),
                table.secondsAgo(),
                tree);
    }

    /** Returns what concerns a service: of what lists services, its entry alone. */
    static List<TableDetail> ofService(List<InspectedTable> tables, int serviceId) {
        return tables.stream()
                .filter(table -> !isOfOneService(table) || table.extension() == serviceId)
                .map(table -> of(table, tree(table, serviceId)))
                .toList();
    }

    private static boolean isOfOneService(InspectedTable table) {
        return table.tableId() == TableId.PMT || TableId.isEit(table.tableId());
    }

    private static TableNode tree(InspectedTable table, int serviceId) {
        String id = Integer.toString(serviceId);
        return switch (table.tableId()) {
            case TableId.PAT -> table.tree().only("program", "program_number", id);
            case TableId.SDT_ACTUAL -> table.tree().only("service", "service_id", id);
            default -> table.tree();
        };
    }

    /** Returns all, with as many trees as there is room for: those of the multiplex first. */
    static List<TableDetail> ofAll(List<InspectedTable> tables) {
        List<TableDetail> all = new ArrayList<>(tables.size());
        int room = MOST_NODES;
        for (InspectedTable table : tables) {
            TableNode tree = room > 0 && table.pid() != Pid.EIT ? table.tree() : null;
            room -= tree == null ? 0 : tree.size();
            all.add(of(table, tree));
        }
        return all;
    }
}
