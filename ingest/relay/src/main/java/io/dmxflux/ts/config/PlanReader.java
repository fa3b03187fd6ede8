// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.plan.ConfigBlock;
import io.dmxflux.ts.plan.ConfigFile;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.FileOutput;
import io.dmxflux.ts.plan.IndicatorLimits;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.TuningOptions;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.LogFormat;
import io.dmxflux.ts.tr101290.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the plans of one file, noting where each input and output stands. */
final class PlanReader {

    private static final Set<String> FILE = Set.of("inputs", "http", "log", "metrics", "strict");
    private static final Set<String> INPUT = and(
            TuningOptions.NAMES,
            "frontend",
            "from",
            "outputs",
            "every-service",
            RateBounds.LEAST,
            RateBounds.MOST,
            IndicatorLimits.OPTION);
    private static final Set<String> OUTPUT = and(EditReader.KEYS, "to", "service", RateBounds.LEAST, RateBounds.MOST);
    private static final Set<String> EVERY_SERVICE = and(EditReader.KEYS_FOR_ALL, "to", "playlist", "announce");

    private static final String AN_INPUT = "an input, as in dvb:0";
    private static final String AN_OUTPUT = "an output, as in udp://239.255.0.1:5004";
    private static final String TEMPLATE = "an output with {n}, {sid} or {name}";

    private final ConfigFile file;
    private final Map<String, Object> known;
    private final Map<String, Object> written = new HashMap<>();
    private final Map<Object, Integer> lines = new HashMap<>();
    private final Set<Path> channelFiles = new HashSet<>();
    private final List<Placed> places = new ArrayList<>();
    private boolean isServed;

    /** Where an output goes, as the user wrote it, and where that stands. */
    private record Placed(OutputUri to, String text, int line) {}

    /**
     * Prepares to read.
     *
     * @param file what to read
     * @param known inputs and outputs that are to be the same if they are written the same
     */
    PlanReader(ConfigFile file, Map<String, Object> known) {
        this.file = file;
        this.known = known;
    }

    private static Set<String> and(Set<String> edits, String... others) {
        Set<String> keys = new TreeSet<>(edits);
        keys.addAll(List.of(others));
        return keys;
    }

    RelayConfig config() {
        Node root = file.root().orElseThrow(() -> file.error(1, "inputs", "missing", "inputs: and a list of them"));
        ConfigBlock all = ConfigBlock.of(file, "file", root, FILE);
        isServed = all.has("http");
        List<RelayPlan> plans = all.items("inputs", "a list of inputs, each with from: and outputs:", this::plan);
        if (plans.isEmpty()) {
            throw all.missing("inputs", "one or more");
        }
        HttpSettings http = new HttpReader(file, lines).read(all);
        return new RelayConfig(
                file.name(),
                plans,
                all.flag("strict"),
                http,
                all.find("log").flatMap(this::log),
                lines,
                written,
                channelFiles);
    }

    private Optional<LogFormat> log(Node node) {
        return ConfigBlock.of(file, "log", node, Set.of("format"))
                .value("format", "text, json or logfmt", text -> LogFormat.parse("format", text));
    }

    private RelayPlan plan(Node node) {
        ConfigBlock block = ConfigBlock.of(file, "inputs", node, INPUT);
        Map<String, String> tuning = tuning(block);
        InputUri from = block.value("from", AN_INPUT, text -> input(text, tuning))
                .orElseThrow(() -> block.missing("from", AN_INPUT));
        note(lines, from, block.line("from"), "from", "each input once");
        List<RelayPlan.Output> outputs = block.items("outputs", "a list, each with to:", this::output);
        Optional<EveryService> everyService = block.find("every-service").map(this::everyService);
        if (outputs.isEmpty() && everyService.isEmpty() && !isServed) {
            throw block.missing("outputs", "outputs: or every-service:, or both; none with http: in the file");
        }
        RateBounds rate = rate(block, "from", InputUri::rate);
        IndicatorLimits limits = limits(block);
        return block.explained(
                block.line(block.has(IndicatorLimits.OPTION) ? IndicatorLimits.OPTION : "from"),
                IndicatorLimits.OPTION,
                () -> new RelayPlan(from, rate, limits, outputs, everyService));
    }

    private RelayPlan.Output output(Node node) {
        ConfigBlock block = ConfigBlock.of(file, "outputs", node, OUTPUT);
        OutputUri to = block.value("to", AN_OUTPUT, this::outputUri).orElseThrow(() -> block.missing("to", AN_OUTPUT));
        place(block, to, "another place");
        lines.put(to, block.line("to"));
        Optional<ServiceSelection> service = block.value("service", "a number or a name", ServiceSelection::parse);
        if (service.isEmpty()) {
            refuseEdits(block);
        }
        return service.map(selection -> RelayPlan.Output.service(to, selection, EditReader.read(block)))
                .orElseGet(() -> RelayPlan.Output.whole(to))
                .within(rate(block, "to", OutputUri::rate));
    }

    /** Reads the bounds of a bit rate: keys of their own, or options of a URI. */
    private RateBounds rate(ConfigBlock block, String uriKey, Function<String, RateBounds> ofUri) {
        RateBounds inUri = block.value(uriKey, "a URI", ofUri).orElse(RateBounds.NONE);
        Optional<Long> least = bound(block, RateBounds.LEAST);
        Optional<Long> most = bound(block, RateBounds.MOST);
        if (least.isEmpty() && most.isEmpty()) {
            return inUri;
        }
        String key = least.isPresent() ? RateBounds.LEAST : RateBounds.MOST;
        if (!inUri.isNone()) {
            throw file.error(block.line(key), key, "in " + uriKey + ": as well", "bounds in one of the two places");
        }
        return block.explained(block.line(key), key, () -> RateBounds.of(least, most));
    }

    /** Reads the limits of TR 101 290: a key of its own, or an option of the URI. */
    private IndicatorLimits limits(ConfigBlock block) {
        IndicatorLimits inUri = block.value("from", "a URI", InputUri::limits).orElse(IndicatorLimits.STANDARD);
        String key = IndicatorLimits.OPTION;
        Map<Limit, Duration> limits = new EnumMap<>(Limit.class);
        block.pairs(
                key,
                "limits and their times, as in {pid: 1s, pcr-repetition: 40ms}",
                (name, time) -> IndicatorLimits.add(limits, name, time));
        if (limits.isEmpty()) {
            return inUri;
        }
        if (!inUri.equals(IndicatorLimits.STANDARD)) {
            throw file.error(block.line(key), key, "in from: as well", "limits in one of the two places");
        }
        return block.explained(block.line(key), key, () -> new IndicatorLimits(limits));
    }

    private static Optional<Long> bound(ConfigBlock block, String key) {
        return block.value(key, "bits per second, as in 4M", text -> RateBounds.parse(key, text));
    }

    /** Reads what an input is tuned to, where that stands in keys of its own: the options of its URI, each in one of both places. */
    private static Map<String, String> tuning(ConfigBlock block) {
        Map<String, String> tuning = new TreeMap<>();
        Stream.concat(TuningOptions.NAMES.stream(), Stream.of("frontend"))
                .forEach(key ->
                        block.value(key, "a value", Function.identity()).ifPresent(value -> tuning.put(key, value)));
        if (!tuning.isEmpty()) {
            Map<String, String> all =
                    block.value("from", AN_INPUT, InputUri::options).orElse(Map.of());
            tuning.keySet().stream()
                    .filter(all::containsKey)
                    .findFirst()
                    .ifPresent(key -> block.explained(block.line(key), key, () -> {
                        throw new IllegalArgumentException("in from: as well (expected: in one of the two places)");
                    }));
            Map<String, String> whole = new TreeMap<>(all);
            whole.putAll(tuning);
            try {
                TuningOptions.read(whole);
            } catch (TuningOptions.RefusedOptionException e) {
                String key = block.has(e.option()) ? e.option() : "from";
                block.explained(block.line(key), key, () -> {
                    throw e;
                });
            }
        }
        return tuning;
    }

    /** What is tuned by a file may be tuned another way, also if it is written as before. */
    private InputUri input(String text, Map<String, String> tuning) {
        Map<String, String> options = new HashMap<>(InputUri.options(text));
        options.putAll(tuning);
        List<Path> files = TuningOptions.files(options);
        channelFiles.addAll(files);
        String key = "from: " + text + (tuning.isEmpty() ? "" : " " + tuning);
        InputUri uri =
                known.get(key) instanceof InputUri before && files.isEmpty() ? before : InputUri.parse(text, tuning);
        written.put(key, uri);
        return uri;
    }

    private OutputUri outputUri(String text) {
        OutputUri uri = known.get("to: " + text) instanceof OutputUri before ? before : OutputUri.parse(text);
        written.put("to: " + text, uri);
        return uri;
    }

    /** A whole multiplex is sent as it came. */
    private void refuseEdits(ConfigBlock block) {
        new TreeSet<>(EditReader.KEYS).stream().filter(block::has).findFirst().ifPresent(key -> {
            throw file.error(block.line(key), key, "for a whole multiplex", "service: beside it");
        });
    }

    private EveryService everyService(Node node) {
        ConfigBlock block = ConfigBlock.of(file, "every-service", node, EVERY_SERVICE);
        ServiceEdit edit = EditReader.read(block);
        Optional<Path> playlist = block.value("playlist", "a file", Path::of);
        boolean announce = block.flag("announce");
        EveryService services = block.value("to", TEMPLATE, to -> new EveryService(to, edit, Optional.empty(), false))
                .orElseThrow(() -> block.missing("to", TEMPLATE));
        EveryService listed = block.explained(
                block.line("playlist"), "playlist", () -> new EveryService(services.to(), edit, playlist, false));
        EveryService every = block.explained(
                block.line("announce"), "announce", () -> new EveryService(listed.to(), edit, playlist, announce));
        lines.put(every.example(), block.line("to"));
        every.first().ifPresent(to -> place(block, to, "another place, or {sid} or {name} in it"));
        return every;
    }

    /** Notes where an output goes; what two of them share is garbage to receivers. */
    private void place(ConfigBlock block, OutputUri to, String expected) {
        String text = block.value("to", AN_OUTPUT, Function.identity()).orElse("");
        int line = block.line("to");
        places.stream().filter(other -> other.to().meets(to)).findFirst().ifPresent(other -> {
            throw other.text().equals(text)
                    ? file.error(line, "to", "the same as in line " + other.line(), expected)
                    : file.error(
                            line,
                            "to",
                            text + ": the place of line " + other.line() + ", " + other.text(),
                            to instanceof FileOutput ? expected : expected + ", or ?shared with both");
        });
        places.add(new Placed(to, text, line));
    }

    private void note(Map<Object, Integer> noted, Object what, int line, String key, String expected) {
        Integer before = noted.putIfAbsent(what, line);
        if (before != null) {
            throw file.error(line, key, "the same as in line " + before, expected);
        }
    }
}
