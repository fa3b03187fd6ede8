// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/** What a relay said, by what it is about: no line comes more often than a person can read, and none is a stack trace. */
final class ToldLines {

    private static final String STAMP = "^\\d{4}-\\d\\d-\\d\\dT(\\S{8})\\S* ";
    private static final int MOST_IN_A_SECOND = 3;
    private static final int MOST_OF_A_SUBJECT_IN_A_SECOND = 6;
    private static final String SUMMARY =
            ".*(packets in|of those in|datagrams received|lost by \\w+: [^;]*$|packets out|: arrived \\d|: routed \\d|  = ).*";

    private final List<String> stamped;
    private final List<String> lines;

    ToldLines(List<String> lines) {
        this.lines = lines;
        this.stamped = lines.stream()
                .filter(line -> line.matches(STAMP + ".*") && !line.matches(SUMMARY))
                .toList();
    }

    void check(SoftAssertions softly) {
        softly.assertThat(lines).noneMatch(line -> line.matches("\\s+at \\S+\\(.*|.*(Exception|Error)(:.*|$)"));
        softly.assertThat(moreThan(MOST_IN_A_SECOND, line -> second(line) + " " + normalised(line)))
                .as("lines in one second")
                .isEmpty();
        softly.assertThat(moreThan(MOST_OF_A_SUBJECT_IN_A_SECOND, line -> second(line) + " " + subject(line)))
                .as("lines of one subject in one second")
                .isEmpty();
    }

    /** How often each was said, without its numbers. */
    Map<String, Long> kinds() {
        return counted(ToldLines::normalised);
    }

    private Map<String, Long> moreThan(int most, Function<String, String> key) {
        Map<String, Long> counts = counted(key);
        counts.values().removeIf(count -> count <= most);
        return counts;
    }

    private Map<String, Long> counted(Function<String, String> key) {
        return stamped.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    }

    private static String second(String line) {
        return line.replaceFirst(STAMP + ".*", "$1");
    }

    private static String text(String line) {
        return line.replaceFirst(STAMP, "");
    }

    /** An input, or an output behind its input: {@code sim:} has its colon. */
    private static String subject(String line) {
        return text(line).split(": (?!-> )", 2)[0];
    }

    /** The subject as it is, and what is said of it without numbers. */
    private static String normalised(String line) {
        return subject(line) + text(line).substring(subject(line).length()).replaceAll("\\d+(\\.\\d+)?", "#");
    }
}
