// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.relay.StreamUri;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.StreamFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the changes to a service's stream. */
final class EditReader {

    static final Set<String> KEYS = Set.of("service-id", "transport-stream-id", "pids", "drop", "ecm");

    /** What makes sense for all services at once: no two can have one number. */
    static final Set<String> KEYS_FOR_ALL = Set.of("transport-stream-id", "pids", "drop", "ecm");

    private static final int HIGHEST_ID = 0xFFFF;
    private static final int HIGHEST_PID = 0x1FFE;
    private static final int LOWEST_PID = Pid.TSDT + 1;

    private final ConfigBlock block;

    private EditReader(ConfigBlock block) {
        this.block = block;
    }

    static ServiceEdit read(ConfigBlock block) {
        return new EditReader(block).edit();
    }

    private ServiceEdit edit() {
        OptionalInt serviceId = number("service-id", 1);
        OptionalInt transportStreamId = number("transport-stream-id", 0);
        Map<Integer, Integer> pids = pids();
        List<StreamFilter> drop = block.words("drop", "a list, as in [subtitles, audio:deu]", StreamFilter::parse);
        boolean ecm = block.flag("ecm");
        return block.explained(
                block.line("pids"), "pids", () -> new ServiceEdit(serviceId, transportStreamId, pids, drop, ecm));
    }

    private OptionalInt number(String key, int least) {
        return block.value(key, "a number", text -> OptionalInt.of(StreamUri.parseNumber(text, least, HIGHEST_ID)))
                .orElse(OptionalInt.empty());
    }

    private Map<Integer, Integer> pids() {
        Map<Integer, Integer> pids = new LinkedHashMap<>();
        block.pairs("pids", "old and new PIDs, as in {120: 256, 0x82: 257}", (from, to) -> {
            if (pids.put(pid(from, LOWEST_PID), pid(to, Pid.FIRST_FREE)) != null) {
                throw new IllegalArgumentException(from + ": twice (expected: each PID once)");
            }
        });
        return pids;
    }

    private static int pid(String text, int lowest) {
        return StreamUri.parseNumber(text, lowest, HIGHEST_PID);
    }
}
