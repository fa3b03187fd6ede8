// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.plan.TuningOptions;
import io.dmxflux.ts.plan.TuningWords;
import io.dmxflux.ts.scan.MultiplexId;
import io.dmxflux.ts.scan.NamedCarrier;
import io.dmxflux.ts.scan.TriedCarrier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a scan's notes: what was asked for, and a line for each carrier that is done, behind those that its network names.
 * <pre>
 *   scan dvb:0 --terrestrial DE, dvbv5
 *   tried 0 none system=dvb-t2&amp;frequency=474000000&amp;bandwidth=8000000     the size of the results; no lock, or no tables
 *   named 65281/2 system=dvb-t&amp;frequency=498000000&amp;bandwidth=8000000
 *   tried 1204 65281/1 system=dvb-t&amp;frequency=474000000&amp;bandwidth=8000000
 * </pre>
 */
final class ScanNotes {

    private static final String SCAN = "scan ";
    private static final String TRIED = "tried";
    private static final String NAMED = "named";
    private static final String NOT_LOCKED = "none";
    private static final String UNKNOWN = "locked";
    private static final String ID = "[0-9]{1,5}/[0-9]{1,5}";
    private static final String EXPECTED = "notes of a scan; remove the file to begin again";

    private final String name;
    private final List<TriedCarrier> carriers = new ArrayList<>();
    private final List<NamedCarrier> named = new ArrayList<>();
    private long size;
    private long notesSize;
    private int multiplexes;

    private ScanNotes(String name) {
        this.name = name;
    }

    /**
     * What a scan has done.
     *
     * @param carriers in order
     * @param multiplexes how many of them had results
     * @param size of the results, bytes
     * @param notesSize of the notes, bytes
     */
    record Past(List<TriedCarrier> carriers, int multiplexes, long size, long notesSize) {

        static final Past NONE = new Past(List.of(), 0, 0, 0);
    }

    /** Returns the first line. */
    static String head(String asked) {
        return SCAN + asked + "\n";
    }

    /** Returns the lines of a carrier. */
    static List<String> lines(TriedCarrier carrier, long size) {
        String outcome = carrier.multiplex().map(ScanNotes::written).orElse(carrier.locked() ? UNKNOWN : NOT_LOCKED);
        return Stream.concat(
                        carrier.named().stream()
                                .map(other -> NAMED + " " + written(other.multiplex()) + " " + written(other.tuning())),
                        Stream.of(TRIED + " " + size + " " + outcome + " " + written(carrier.tuning())))
                .toList();
    }

    private static String written(MultiplexId id) {
        return id.originalNetworkId() + "/" + id.transportStreamId();
    }

    private static String written(Tuning tuning) {
        return TuningWords.of(tuning).entrySet().stream()
                .map(word -> word.getKey() + "=" + word.getValue())
                .collect(Collectors.joining("&"));
    }

    /**
     * Reads notes, up to the last carrier whose results are whole.
     *
     * @param name of the file, for messages
     * @param lines those that are whole
     * @param asked what is asked for now
     * @param resultsSize how much there is of the results
     * @return what they say
     * @throws IllegalArgumentException in one line, if they are none, or of another scan
     */
    static Past read(String name, List<String> lines, String asked, long resultsSize) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        Check.argument(first.isEmpty() || first.startsWith(SCAN), name, first, EXPECTED);
        if (first.isEmpty()) {
            return Past.NONE;
        }
        Check.argument(
                first.equals(SCAN + asked),
                name,
                "of " + first.substring(SCAN.length()),
                "the same scan as now, " + asked + "; or another --output");
        return new ScanNotes(name).read(lines, resultsSize);
    }

    private Past read(List<String> lines, long resultsSize) {
        long at = 0;
        for (String line : lines) {
            at += line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (!line.startsWith(SCAN) && !take(line, at, resultsSize)) {
                break;
            }
        }
        return new Past(List.copyOf(carriers), multiplexes, size, notesSize);
    }

    private boolean take(String line, long end, long resultsSize) {
        String[] words = line.split(" ", 4);
        if (words[0].equals(NAMED) && words.length == 3 && words[1].matches(ID)) {
            named.add(new NamedCarrier(tuning(words[2]), id(words[1])));
            return true;
        }
        boolean isTried = words[0].equals(TRIED) && words.length == 4 && words[1].matches("[0-9]{1,18}");
        Check.argument(isTried, name, line, EXPECTED);
        long sizeThen = Long.parseLong(words[1]);
        if (sizeThen > resultsSize) {
            return false;
        }
        multiplexes += sizeThen > size ? 1 : 0;
        size = sizeThen;
        notesSize = end;
        Optional<MultiplexId> multiplex = words[2].matches(ID) ? Optional.of(id(words[2])) : Optional.empty();
        carriers.add(new TriedCarrier(tuning(words[3]), !words[2].equals(NOT_LOCKED), multiplex, named));
        named.clear();
        return true;
    }

    private static MultiplexId id(String written) {
        int slash = written.indexOf('/');
        return new MultiplexId(
                Integer.parseInt(written.substring(0, slash)), Integer.parseInt(written.substring(slash + 1)));
    }

    private Tuning tuning(String written) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : written.split("&")) {
            int equals = word.indexOf('=');
            Check.argument(equals > 0, name, word, EXPECTED);
            words.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return TuningOptions.readCarrier(words);
    }
}
