// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedStatistics;
import io.dmxflux.dmx.sys.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a {@link TransponderFile}:
 * <pre>
 *   lock-after: 3s
 *   statistics: zero-counters
 *   flap: {there: 5s, gone: 1s}
 *   fade: {there: 60s, gone: 8s}
 *   refuse: {set: EINVAL}
 *   transponders:
 *     - {system: dvb-t, frequency: 474M, from: one.ts}
 * </pre>
 */
final class TransponderReader {

    private static final String LOCK_AFTER = "lock-after";
    private static final String STATISTICS = "statistics";
    private static final String FLAP = "flap";
    private static final String FADE = "fade";
    private static final String REFUSE = "refuse";
    private static final String TRANSPONDERS = TransponderFile.OPTION;
    private static final String SYSTEM = TuningOption.SYSTEM.toString();
    private static final String FROM = "from";
    private static final String THERE = "there";
    private static final String GONE = "gone";

    private static final Set<String> FILE = Set.of(LOCK_AFTER, STATISTICS, FLAP, FADE, REFUSE, TRANSPONDERS);
    private static final Set<String> TURNS = Set.of(THERE, GONE);
    private static final Set<String> DISH =
            TuningOption.OF_DISH.stream().map(TuningOption::toString).collect(Collectors.toUnmodifiableSet());

    /** A close that fails tells nobody. */
    private static final FrontendVerb[] CALLS = Stream.of(FrontendVerb.values())
            .filter(verb -> verb != FrontendVerb.CLOSE)
            .toArray(FrontendVerb[]::new);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL_LOCK = Duration.ofMillis(150);
    private static final String A_TIME = "1ms to 1d, as in 500ms, 10s or 2h";
    private static final String REFUSALS = "calls with errors, as in {set: EINVAL}";

    private final ConfigFile file;
    private final Map<String, String> options;

    /**
     * Prepares to read.
     *
     * @param file what to read
     * @param options of the input
     */
    TransponderReader(ConfigFile file, Map<String, String> options) {
        this.file = file;
        this.options = options;
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException in one line with file, line and key, for the first thing that is wrong
     */
    TransponderFile read() {
        Node root = file.root().orElseThrow(() -> file.error(1, "file", "empty", "transponders:"));
        ConfigBlock all = ConfigBlock.of(file, "file", root, FILE);
        if (!all.has(TRANSPONDERS)) {
            throw all.missing(TRANSPONDERS, "a list, [] for none");
        }
        return new TransponderFile(
                file.name(),
                time(all, LOCK_AFTER).orElse(USUAL_LOCK),
                all.value(STATISTICS, words(SimulatedStatistics.values()), TransponderReader::statistics)
                        .orElse(SimulatedStatistics.DECIBEL),
                turns(all, FLAP),
                turns(all, FADE),
                refused(all),
                all.items(TRANSPONDERS, "a list of carriers", this::sent));
    }

    private Optional<TransponderFile.Turns> turns(ConfigBlock all, String key) {
        return all.find(key).map(node -> {
            ConfigBlock block = ConfigBlock.of(file, key, node, TURNS);
            return new TransponderFile.Turns(
                    time(block, THERE).orElseThrow(() -> block.missing(THERE, A_TIME)),
                    time(block, GONE).orElseThrow(() -> block.missing(GONE, A_TIME)));
        });
    }

    private static Optional<Duration> time(ConfigBlock block, String key) {
        return block.value(
                key,
                A_TIME,
                text -> ShortTime.parse(text)
                        .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0)
                        .orElseThrow(() -> refused(text, A_TIME)));
    }

    private static SimulatedStatistics statistics(String word) {
        return named(SimulatedStatistics.values(), word);
    }

    private static Map<FrontendVerb, Errno> refused(ConfigBlock all) {
        Map<FrontendVerb, Errno> refused = new EnumMap<>(FrontendVerb.class);
        all.pairs(REFUSE, REFUSALS, (call, errno) -> refused.put(named(CALLS, call), errno(errno)));
        return refused;
    }

    private static Errno errno(String name) {
        return Stream.of(Errno.values())
                .filter(errno -> errno.name().equals(name))
                .findFirst()
                .orElseThrow(() -> refused(name, "an error of the kernel, as in EINVAL or EIO"));
    }

    private static <E extends Enum<E>> E named(E[] values, String word) {
        return Stream.of(values)
                .filter(value -> word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> refused(word, "one of " + words(values)));
    }

    private static String words(Enum<?>[] values) {
        return Stream.of(values).map(TransponderReader::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static IllegalArgumentException refused(String value, String expected) {
        return new IllegalArgumentException(value + " (expected: " + expected + ")");
    }

    private TransponderFile.Sent sent(Node node) {
        Set<String> known = new TreeSet<>(TuningOptions.NAMES);
        known.removeAll(List.of(TuningOption.CHANNELS.toString(), TuningOption.TUNE.toString()));
        known.add(FROM);
        ConfigBlock block = ConfigBlock.of(file, TRANSPONDERS, node, known);
        Map<String, String> words = new HashMap<>();
        known.remove(FROM);
        for (String key : known) {
            block.value(key, "a word or a number", Function.identity()).ifPresent(word -> words.put(key, word));
        }
        if (block.value(SYSTEM, "a standard, as in dvb-t", DeliverySystem::of)
                .filter(DeliverySystem::isSatellite)
                .isPresent()) {
            addDish(words);
        }
        TransponderFile.Sent sent =
                new TransponderFile.Sent(tuning(block, words), block.value(FROM, "a file", Path::of));
        block.explained(block.line(FROM), FROM, () -> {
            sent.playback().looped().open().close();
            return sent;
        });
        return sent;
    }

    /** A satellite that says nothing of a dish is received through the input's. */
    private void addDish(Map<String, String> words) {
        Collection<String> said = words.keySet();
        if (DISH.stream().noneMatch(said::contains)) {
            DISH.stream().filter(options::containsKey).forEach(key -> words.put(key, options.get(key)));
        }
    }

    private static Tuning tuning(ConfigBlock block, Map<String, String> words) {
        try {
            return TuningOptions.read(words).orElseThrow(() -> block.missing(SYSTEM, "a standard, as in dvb-t"));
        } catch (TuningOptions.RefusedOptionException e) {
            return block.explained(block.line(e.option()), e.option(), () -> {
                throw e;
            });
        }
    }
}
