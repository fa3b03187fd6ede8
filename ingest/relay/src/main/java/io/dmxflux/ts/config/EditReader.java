// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.plan.ConfigBlock;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the changes to a service's stream. */
final class EditReader {

    /** What makes sense for all services at once: no two can have one number or one name. */
    static final Set<String> KEYS_FOR_ALL = Set.of(
            "transport-stream-id",
            "pids",
            "drop",
            "ecm",
            "provider",
            "original-network-id",
            "network-id",
            "network-name",
            "nit",
            "eit");

    static final Set<String> KEYS = Stream.concat(KEYS_FOR_ALL.stream(), Stream.of("service-id", "service-name"))
            .collect(Collectors.toUnmodifiableSet());

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
        List<KindPid> kinds = new ArrayList<>();
        Map<Integer, Integer> pids = pids(kinds);
        List<StreamFilter> drop = block.words("drop", "a list, as in [subtitles, audio:deu]", StreamFilter::parse);
        boolean ecm = block.flag("ecm");
        ServiceInformation information = information();
        return block.explained(
                block.line("pids"),
                "pids",
                () -> new ServiceEdit(serviceId, transportStreamId, pids, drop, ecm, kinds, information));
    }

    private ServiceInformation information() {
        Optional<String> name = text("service-name");
        Optional<String> provider = text("provider");
        OptionalInt originalNetworkId = number("original-network-id", 0);
        OptionalInt networkId = number("network-id", 0);
        Optional<String> networkName = text("network-name");
        boolean named = networkId.isPresent() || networkName.isPresent();
        ServiceInformation.Nit nit = block.value("nit", "none, own or source", ServiceInformation.Nit::parse)
                .orElse(named ? ServiceInformation.Nit.OWN : ServiceInformation.Nit.NONE);
        ServiceInformation.Events events = block.value(
                        "eit", "none, present-following or schedule", ServiceInformation.Events::parse)
                .orElse(ServiceInformation.Events.PRESENT_FOLLOWING);
        return block.explained(
                block.line("nit"),
                "nit",
                () -> new ServiceInformation(name, provider, originalNetworkId, networkId, networkName, nit, events));
    }

    private Optional<String> text(String key) {
        return block.value(key, "a text of at most 126 bytes", text -> {
            ServiceInformation.checkText(key, text);
            return text;
        });
    }

    private OptionalInt number(String key, int least) {
        return block.value(key, "a number", text -> OptionalInt.of(StreamUri.parseNumber(text, least, HIGHEST_ID)))
                .orElse(OptionalInt.empty());
    }

    /** Reads PIDs that are mapped, and adds what is mapped by kind. */
    private Map<Integer, Integer> pids(List<KindPid> kinds) {
        Map<Integer, Integer> pids = new LinkedHashMap<>();
        block.pairs("pids", "old and new PIDs, as in {120: 256, 0x82: 257}", (from, to) -> {
            if (KindPid.isKind(from)) {
                kinds.add(KindPid.parse(from, pid(to, Pid.FIRST_FREE)));
            } else if (pids.put(pid(from, LOWEST_PID), pid(to, Pid.FIRST_FREE)) != null) {
                throw new IllegalArgumentException(from + ": twice (expected: each PID once)");
            }
        });
        return pids;
    }

    private static int pid(String text, int lowest) {
        return StreamUri.parseNumber(text, lowest, HIGHEST_PID);
    }
}
