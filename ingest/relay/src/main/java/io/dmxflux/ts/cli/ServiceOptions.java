// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.plan.StreamUri;
import io.dmxflux.ts.split.KindPid;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceInformation;
import io.dmxflux.ts.split.StreamFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
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

    @Option(
            names = "--map",
            paramLabel = "PID|KIND=PID",
            description =
                    "Move a PID, as in 0x78=256, the PMT (pmt=256), or the streams of a kind: the first of audio=257"
                            + " to 257, the second to the next free PID; once for each.")
    private List<String> pids = List.of();

    @Option(
            names = "--drop",
            paramLabel = "KIND[:LANG]",
            description = "Leave streams out, as in subtitles, audio:deu or :deu; once for each.")
    private List<String> drop = List.of();

    @Option(
            names = "--ecm",
            description = "Send entitlement control messages along, the CAT and management messages as well.")
    private boolean ecm;

    @Option(names = "--service-name", paramLabel = "NAME", description = "Give the service this name.")
    private @Nullable String name;

    @Option(names = "--provider", paramLabel = "NAME", description = "Give the service's provider this name.")
    private @Nullable String provider;

    @Option(names = "--original-network-id", paramLabel = "N", description = "Give the original network this number.")
    private @Nullable String originalNetworkId;

    @Option(names = "--network-id", paramLabel = "N", description = "Send a NIT of a network with this number.")
    private @Nullable String networkId;

    @Option(names = "--network-name", paramLabel = "NAME", description = "Send a NIT of a network with this name.")
    private @Nullable String networkName;

    @Option(
            names = "--nit",
            paramLabel = "none|own|source",
            description = "Send no NIT, one of this stream alone, or that of the multiplex (none).")
    private @Nullable String nit;

    @Option(
            names = "--eit",
            paramLabel = "none|present-following|schedule",
            description =
                    "Send no events, the present and the following one, or the schedule as well (present-following).")
    private @Nullable String eit;

    Optional<String> service() {
        return Optional.ofNullable(service);
    }

    /** Returns the changes; equal to {@link ServiceEdit#NONE} without any option. */
    ServiceEdit edit() {
        try {
            return edited();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(asOption(String.valueOf(e.getMessage())), e);
        }
    }

    /** Begins a message with the option, where it begins with the key that a configuration has for it. */
    static String asOption(String message) {
        return message.startsWith("--") ? message : "--" + message.replaceFirst("^pids:", "map:");
    }

    private ServiceEdit edited() {
        List<KindPid> kinds = new ArrayList<>();
        return new ServiceEdit(
                number("--service-id", serviceId, 1),
                number("--transport-stream-id", transportStreamId, 0),
                pids(kinds),
                filters(drop),
                ecm,
                kinds,
                information());
    }

    private ServiceInformation information() {
        boolean named = networkId != null || networkName != null;
        return new ServiceInformation(
                Optional.ofNullable(name),
                Optional.ofNullable(provider),
                number("--original-network-id", originalNetworkId, 0),
                number("--network-id", networkId, 0),
                Optional.ofNullable(networkName),
                word("--nit", nit, ServiceInformation.Nit::parse)
                        .orElse(named ? ServiceInformation.Nit.OWN : ServiceInformation.Nit.NONE),
                word("--eit", eit, ServiceInformation.Events::parse)
                        .orElse(ServiceInformation.Events.PRESENT_FOLLOWING));
    }

    private static <T> Optional<T> word(String option, @Nullable String value, Function<String, T> parse) {
        try {
            return Optional.ofNullable(value).map(parse);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
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

    /** Reads what an option was given several times, and names all that is wrong with it. */
    private static void each(List<String> words, Consumer<String> read) {
        List<String> problems = new ArrayList<>();
        for (String word : words) {
            try {
                read.accept(word);
            } catch (IllegalArgumentException e) {
                problems.add(asOption(String.valueOf(e.getMessage())));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static List<StreamFilter> filters(List<String> words) {
        List<StreamFilter> filters = new ArrayList<>();
        each(words, word -> filters.add(StreamFilter.parse(word)));
        return filters;
    }

    /** Reads PIDs that are mapped, and adds what is mapped by kind. */
    private Map<Integer, Integer> pids(List<KindPid> kinds) {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        each(pids, pair -> {
            String[] parts = pair.split("=", -1);
            if (parts.length == 2 && KindPid.isKind(parts[0])) {
                kinds.add(kind(parts[0], pid(parts[1], Pid.FIRST_FREE)));
            } else if (parts.length != 2 || map.put(pid(parts[0], LOWEST_PID), pid(parts[1], Pid.FIRST_FREE)) != null) {
                throw new IllegalArgumentException(
                        "--map: " + pair + " (expected: PID=PID, as in 0x78=256, each PID once)");
            }
        });
        return map;
    }

    private static KindPid kind(String text, int pid) {
        try {
            return KindPid.parse(text, pid);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--map: " + e.getMessage(), e);
        }
    }

    private static int pid(String text, int lowest) {
        return number("--map", text, lowest, HIGHEST_PID);
    }
}
