// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** The summaries of a sitting, added up: those of relays that a reload removed, and those at the end. */
final class Books {

    private static final Pattern BEGIN = Pattern.compile("(\\S+): packets in (\\d+), out (\\d+), in \\d+ s");
    private static final Pattern INPUT =
            Pattern.compile("of those in: (\\d+) routed to outputs, (\\d+) wanted by none, "
                    + "(\\d+) of tables that were regenerated, (\\d+) dropped before that, (\\d+) waiting");
    private static final Pattern DATAGRAMS =
            Pattern.compile("datagrams received (\\d+): (\\d+) with packets, (\\d+) late, "
                    + "(\\d+) twice, (\\d+) of others, (\\d+) malformed, (\\d+) empty");
    private static final Pattern KERNEL = Pattern.compile("lost by kernel: (\\d+) datagrams dropped");
    private static final Pattern OUTPUT =
            Pattern.compile("(\\S+)(?: \\(service \\d+\\))?: packets out (\\d+), dropped (\\d+), refused (\\d+)");
    private static final Pattern ORIGIN = Pattern.compile(
            "(\\S+)(?: \\(service \\d+\\))?: of (\\d+) packets routed to it and (\\d+) made for it, (\\d+) were given up at its end, (\\d+) wait");

    /** One line of a summary: whose it is, and its numbers. */
    private record Entry(String input, String name, long[] values) {}

    private final List<Entry> inputs = new ArrayList<>();
    private final List<Entry> balances = new ArrayList<>();
    private final List<Entry> datagrams = new ArrayList<>();
    private final List<Entry> kernel = new ArrayList<>();
    private final List<Entry> outputs = new ArrayList<>();
    private final List<Entry> origins = new ArrayList<>();

    Books(List<String> lines) {
        String input = "";
        for (String line : lines) {
            Matcher begin = BEGIN.matcher(line);
            input = begin.find() ? begin.group(1) : input;
            read(BEGIN, line, input, inputs);
            read(INPUT, line, input, balances);
            read(DATAGRAMS, line, input, datagrams);
            read(KERNEL, line, input, kernel);
            read(OUTPUT, line, input, outputs);
            read(ORIGIN, line, input, origins);
        }
    }

    private static void read(Pattern pattern, String line, String input, List<Entry> entries) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            String first = matcher.group(1);
            boolean named = !first.chars().allMatch(Character::isDigit);
            long[] values = new long[matcher.groupCount() - (named ? 1 : 0)];
            for (int i = 0; i < values.length; i++) {
                values[i] = Long.parseLong(matcher.group(i + (named ? 2 : 1)));
            }
            entries.add(new Entry(input, named ? first : input, values));
        }
    }

    void check(SoftAssertions softly) {
        softly.assertThat(inputs).as("summaries").hasSizeGreaterThanOrEqualTo(8);
        softly.assertThat(balances).as("inputs").hasSameSizeAs(inputs);
        softly.assertThat(origins).as("outputs").hasSameSizeAs(outputs);
        for (int i = 0; i < balances.size(); i++) {
            softly.assertThat(sum(balances.get(i).values, 0))
                    .as("%s: routed, unwanted, replaced, dropped and waiting", inputs.get(i).name)
                    .isEqualTo(inputs.get(i).values[0]);
        }
        for (Entry entry : datagrams) {
            softly.assertThat(sum(entry.values, 1))
                    .as("%s: datagrams with packets, late, twice, foreign, malformed and empty", entry.name)
                    .isEqualTo(entry.values[0]);
        }
        for (int i = 0; i < Math.min(outputs.size(), origins.size()); i++) {
            Entry output = outputs.get(i);
            long[] origin = origins.get(i).values;
            softly.assertThat(sum(output.values, 0) + origin[2] + origin[3])
                    .as("%s: out, dropped, refused, given up and waiting", output.name)
                    .isEqualTo(origin[0] + origin[1]);
        }
    }

    private static long sum(long[] values, int from) {
        long sum = 0;
        for (int i = from; i < values.length; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** Packets that all outputs whose name has this part have sent. */
    long packetsOut(String part) {
        return first(outputs, part);
    }

    /** Datagrams that an input has received, and that the kernel dropped. */
    long datagrams(String part) {
        return first(datagrams, part) + first(kernel, part);
    }

    private static long first(List<Entry> entries, String part) {
        return entries.stream()
                .filter(entry -> entry.name.contains(part))
                .mapToLong(entry -> entry.values[0])
                .sum();
    }
}
