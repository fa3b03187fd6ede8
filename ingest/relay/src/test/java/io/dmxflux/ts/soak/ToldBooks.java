// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** The books of a sitting, added up from its lines: of each input the last ones told, which have all that it did before. */
final class ToldBooks {

    private static final Pattern BEGIN = Pattern.compile("(\\S+): packets in \\d+, out \\d+, in \\d+ s");
    private static final Pattern DATAGRAMS =
            Pattern.compile("datagrams received (\\d+): (\\d+) with packets, (\\d+) late, "
                    + "(\\d+) twice, (\\d+) of others, (\\d+) malformed, (\\d+) empty");
    private static final Pattern KERNEL = Pattern.compile("lost by kernel: (\\d+) datagrams dropped");
    private static final Pattern SUM =
            Pattern.compile("(\\S+)(?: \\(service \\d+\\))?: (?:in bytes: )?((?:arrived|routed) \\d+[^=]*)(=.*)?$");
    private static final Pattern REST = Pattern.compile("  (= .*)$");
    private static final Pattern TERM = Pattern.compile("(\\w+) (\\d+)");

    /** Two sums that have to be the same. */
    private record Equation(String name, String left, String right) {

        static long sum(String terms) {
            long sum = 0;
            Matcher matcher = TERM.matcher(terms);
            while (matcher.find()) {
                sum += Long.parseLong(matcher.group(2));
            }
            return sum;
        }

        long sent() {
            Matcher matcher = TERM.matcher(right);
            return matcher.find() && matcher.group(1).equals("sent") ? Long.parseLong(matcher.group(2)) : 0;
        }
    }

    /** The last summary of one input. */
    private static final class Told {

        private final List<Equation> equations = new ArrayList<>();
        private final List<long[]> datagrams = new ArrayList<>();
        private final List<long[]> kernel = new ArrayList<>();
    }

    private final Map<String, Told> inputs = new LinkedHashMap<>();

    ToldBooks(List<String> lines) {
        Told told = new Told();
        String[] open = {};
        for (String line : lines) {
            Matcher begin = BEGIN.matcher(line);
            if (begin.find()) {
                told = new Told();
                inputs.put(begin.group(1), told);
            }
            read(DATAGRAMS, line, told.datagrams);
            read(KERNEL, line, told.kernel);
            Matcher rest = REST.matcher(line);
            if (open.length > 0 && rest.find()) {
                told.equations.add(new Equation(open[0], open[1], rest.group(1)));
            }
            open = new String[0];
            Matcher sum = SUM.matcher(line);
            if (!sum.find()) {
                continue;
            }
            if (sum.group(3) == null) {
                open = new String[] {sum.group(1), sum.group(2)};
            } else {
                told.equations.add(new Equation(sum.group(1), sum.group(2), sum.group(3)));
            }
        }
    }

    private static void read(Pattern pattern, String line, List<long[]> entries) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            long[] values = new long[matcher.groupCount()];
            Arrays.setAll(values, i -> Long.parseLong(matcher.group(i + 1)));
            entries.add(values);
        }
    }

    void check(SoftAssertions softly) {
        softly.assertThat(inputs).as("summaries").hasSizeGreaterThanOrEqualTo(8);
        inputs.forEach((input, told) -> {
            softly.assertThat(told.equations)
                    .as("%s: its equation, and one for each output", input)
                    .hasSizeGreaterThan(1);
            for (Equation equation : told.equations) {
                softly.assertThat(Equation.sum(equation.right))
                        .as("%s: %s %s", equation.name, equation.left, equation.right)
                        .isEqualTo(Equation.sum(equation.left));
            }
            for (long[] datagrams : told.datagrams) {
                softly.assertThat(Arrays.stream(datagrams).skip(1).sum())
                        .as("%s: datagrams with packets, late, twice, foreign, malformed and empty", input)
                        .isEqualTo(datagrams[0]);
            }
        });
    }

    /** Packets that all outputs whose name has this part have sent. */
    long packetsOut(String part) {
        return inputs.values().stream()
                .flatMap(told -> told.equations.stream())
                .filter(equation -> equation.name.contains(part))
                .mapToLong(Equation::sent)
                .sum();
    }

    /** Datagrams that an input has received, and that the kernel dropped. */
    long datagrams(String part) {
        return inputs.entrySet().stream()
                .filter(input -> input.getKey().contains(part))
                .map(Map.Entry::getValue)
                .mapToLong(told -> first(told.datagrams) + first(told.kernel))
                .sum();
    }

    private static long first(List<long[]> entries) {
        return entries.stream().mapToLong(values -> values[0]).sum();
    }
}
