// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import io.dmxflux.ts.detail.ClockDetail;
import io.dmxflux.ts.inspect.InspectedPid;
import io.dmxflux.ts.inspect.TableNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the server would find in a service: PIDs, a clock with a little jitter, and tables. */
final class BenchInspection {

    private static final int PCRS = 600;

    private BenchInspection() {}

    static Map<String, Object> of(long second) {
        Random random = new Random(second);
        List<Double> ago = new ArrayList<>();
        List<Double> interval = new ArrayList<>();
        List<Double> arrival = new ArrayList<>();
        List<Double> accuracy = new ArrayList<>();
        for (int at = PCRS; at > 0; at--) {
            double wave = Math.sin((second * 10 - at) / 25.0);
            ago.add(at / 10.0);
            interval.add(33 + 4 * wave + random.nextDouble() * 2);
            arrival.add(900 * wave + random.nextGaussian() * 300);
            accuracy.add(0.18 * wave + random.nextGaussian() * 0.08);
        }
        List<InspectedPid> pids = new ArrayList<>();
        for (int service = 0; service < 6; service++) {
            pids.add(pid(5001 + service * 100, "video", 0.116, service));
            pids.add(pid(5002 + service * 100, "audio", 0.005, service));
            pids.add(pid(5003 + service * 100, "audio", 0.012, service));
        }
        pids.add(pid(0x12, "eit", 0.02, 0));
        pids.add(pid(0, "pat", 0.0008, 0));
        pids.add(pid(0x1FFF, "null", 0.14, 0));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("pids", pids);
        all.put(
                "clock",
                new ClockDetail(
                        5101, List.copyOf(ago), List.copyOf(interval), List.copyOf(arrival), List.copyOf(accuracy)));
        all.put(
                "tables",
                List.of(
                        table(
                                "PAT",
                                0,
                                0,
                                1101,
                                TableNode.of(
                                        "program_association_section",
                                        List.of(
                                                TableNode.of("transport_stream_id", "1101"),
                                                TableNode.of("version_number", "7"),
                                                TableNode.of(
                                                        "programs",
                                                        List.of(TableNode.of(
                                                                "program",
                                                                List.of(
                                                                        TableNode.of("program_number", "28106"),
                                                                        TableNode.of("program_map_PID", "5000"))))))),
                                0.1),
                        table(
                                "PMT",
                                5000,
                                2,
                                28106,
                                TableNode.of(
                                        "TS_program_map_section",
                                        List.of(
                                                TableNode.of("program_number", "28106"),
                                                TableNode.of("PCR_PID", "5001"),
                                                TableNode.of(
                                                        "stream",
                                                        List.of(
                                                                TableNode.of("stream_type", "0x1B H.264"),
                                                                TableNode.of("elementary_PID", "5001"),
                                                                TableNode.of(
                                                                        "stream_identifier_descriptor",
                                                                        List.of(TableNode.of(
                                                                                "component_tag", "1"))))))),
                                0.12),
                        table(
                                "SDT",
                                17,
                                0x42,
                                1101,
                                TableNode.of(
                                        "service_description_section",
                                        List.of(TableNode.of(
                                                "service_descriptor",
                                                List.of(TableNode.of("service_name", "Das Erste HD"))))),
                                1.8)));
        return all;
    }

    private static InspectedPid pid(int pid, String kind, double share, int service) {
        return new InspectedPid(
                pid, kind, List.of(28106 + service), 1_000_000, Math.round(38e6 * share), share, false, 0, List.of());
    }

    private static Map<String, Object> table(
            String name, int pid, int id, int extension, TableNode tree, double interval) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("pid", pid);
        all.put("tableId", id);
        all.put("extension", extension);
        all.put("version", 7);
        all.put("sectionCount", 1);
        all.put("count", 100);
        all.put("intervalSeconds", interval);
        all.put("secondsAgo", 0.1);
        all.put("tree", tree);
        return all;
    }
}
