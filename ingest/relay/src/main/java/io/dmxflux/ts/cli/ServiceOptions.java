// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.relay.StreamUri;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.StreamFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of one service, or of each: which, and changes to its stream. */
final class ServiceOptions {

    private static final int HIGHEST_ID = 0xFFFF;
    private static final int LOWEST_PID = Pid.TSDT + 1;
    private static final int HIGHEST_PID = 0x1FFE;

    @Option(
            names = "--service",
            paramLabel = "ID|NAME",
            description = "Send this service only, by its number (1045, 0x415) or its name.")
    private @Nullable String service;

    @Option(names = "--service-id", paramLabel = "N", description = "Give the service this number.")
    private @Nullable String serviceId;

    @Option(names = "--transport-stream-id", paramLabel = "N", description = "Give the stream this number.")
    private @Nullable String transportStreamId;

    @Option(names = "--map", paramLabel = "PID=PID", description = "Move a PID, as in 0x78=256; once for each.")
    private List<String> pids = List.of();

    @Option(
            names = "--drop",
            paramLabel = "KIND[:LANG]",
            description = "Leave streams out, as in subtitles, audio:deu or :deu; once for each.")
    private List<String> drop = List.of();

    @Option(names = "--ecm", description = "Send entitlement control messages along.")
    private boolean ecm;

    Optional<String> service() {
        return Optional.ofNullable(service);
    }

    /** Returns the changes; equal to {@link ServiceEdit#NONE} without any option. */
    ServiceEdit edit() {
        return new ServiceEdit(
                number("--service-id", serviceId, 1),
                number("--transport-stream-id", transportStreamId, 0),
                pids(),
                drop.stream().map(StreamFilter::parse).toList(),
                ecm);
    }

    private static OptionalInt number(String option, @Nullable String value, int least) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(number(option, value, least, HIGHEST_ID));
    }

    private static int number(String option, String value, int least, int most) {
        try {
            return StreamUri.parseNumber(value, least, most);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private Map<Integer, Integer> pids() {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        for (String pair : pids) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2 || map.put(pid(parts[0], LOWEST_PID), pid(parts[1], Pid.FIRST_FREE)) != null) {
                throw new IllegalArgumentException(
                        "--map: " + pair + " (expected: PID=PID, as in 0x78=256, each PID once)");
            }
        }
        return map;
    }

    private static int pid(String text, int lowest) {
        return number("--map", text, lowest, HIGHEST_PID);
    }
}
