// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.assertj.core.api.SoftAssertions;

/**
 * What a relay uses, looked at over time: in the last third no more than in the second, as the first is for classes, compilers
 * and a heap that grows up to its limit. Of the heap, what is alive counts; of all other memory, what is resident.
 */
final class Resources {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    /** Compilers and their code come and go. */
    private static final long MORE_KILOBYTES = 24_000;

    private static final long MORE_LIVE_KILOBYTES = 4_000;

    /** Some chunks of an allocator, for what piles up while the process is stopped; a leak for each fault is more. */
    private static final long MORE_DIRECT_KILOBYTES = 16_600;

    private static final long MORE_THREADS = 8;
    private static final long MORE_DESCRIPTORS = 8;

    private record Sample(long residentKilobytes, long heapKilobytes, long threads, long descriptors) {

        long otherKilobytes() {
            return residentKilobytes - heapKilobytes;
        }
    }

    /** What costs a full collection to know. */
    private record Memory(long liveKilobytes, long directKilobytes) {}

    private final RelayProcess relay;
    private final Path directory;
    private final PrintWriter log;
    private final List<Sample> samples = new ArrayList<>();
    private final Departures departures = new Departures();
    private final long warmNanos;
    private Memory first = new Memory(0, 0);
    private int firstSample;
    private boolean wasStopped;
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

    /**
     * Looks at nothing yet.
     *
     * @param warm after which memory is as much as it gets
     * @param directory for what was found
     */
    Resources(RelayProcess relay, Duration warm, Path directory) throws IOException {
        this.relay = relay;
        this.directory = directory;
        this.log = new PrintWriter(directory.resolve("resources.txt").toFile());
        this.warmNanos = System.nanoTime() + warm.toNanos();
    }

    /** Looks, if the last look is some seconds ago, or the process is to be stopped now. */
    void look(boolean stops) {
        long now = System.nanoTime();
        if (!stops && now - lastNanos < INTERVAL_NANOS) {
            return;
        }
        lastNanos = now;
        try {
            Sample sample =
                    new Sample(relay.residentKilobytes(), relay.heapKilobytes(), relay.threads(), relay.descriptors());
            samples.add(sample);
            log.println(LocalTime.now() + " " + sample);
            log.flush();
            if (!relay.isStopped()) {
                lookInside(now);
            }
            wasStopped = stops || relay.isStopped();
        } catch (IOException e) {
            log.println(LocalTime.now() + " " + e);
        }
    }

    private void lookInside(long now) throws IOException {
        if (wasStopped) {
            departures.startAgain(relay.metrics());
        } else {
            departures.add(relay.metrics());
        }
        if (firstSample == 0 && now > warmNanos) {
            firstSample = samples.size();
            first = memory("memory-first.txt");
        }
    }

    private Memory memory(String file) throws IOException {
        long live = relay.liveKilobytes();
        String all = relay.nativeMemory();
        Files.writeString(directory.resolve(file), all);
        return new Memory(live, RelayProcess.directKilobytes(all));
    }

    /** Compares, while the relay still runs. */
    void check(SoftAssertions softly) throws IOException {
        log.close();
        Memory last = memory("memory-last.txt");
        check(softly, "direct kilobytes", first.directKilobytes, last.directKilobytes, MORE_DIRECT_KILOBYTES);
        check(softly, "live kilobytes of the heap", first.liveKilobytes, last.liveKilobytes, MORE_LIVE_KILOBYTES);
        check(softly, "resident kilobytes but the heap", Sample::otherKilobytes, MORE_KILOBYTES);
        check(softly, "threads", Sample::threads, MORE_THREADS);
        check(softly, "descriptors", Sample::descriptors, MORE_DESCRIPTORS);
        System.out.printf(
                Locale.ROOT,
                "resident kilobytes with the heap: %d at most%n",
                samples.stream().mapToLong(Sample::residentKilobytes).max().orElse(0));
        System.out.printf(
                Locale.ROOT, "longest pause of the JVM: %.1f ms%n", relay.longestPauseNanos(Faults.STOP_NANOS) / 1e6);
        System.out.printf(
                Locale.ROOT,
                "departures without stops: %d, p99 within %.1f ms, p99.9 within %.1f ms%n",
                departures.count(),
                departures.millis(0.99),
                departures.millis(0.999));
        softly.assertThat(departures.count()).as("departures").isPositive();
    }

    private void check(SoftAssertions softly, String what, ToLongFunction<Sample> value, long more) {
        int half = (samples.size() - firstSample) / 2;
        long before = median(samples.subList(firstSample, firstSample + half), value);
        long last = median(samples.subList(samples.size() - half, samples.size()), value);
        check(softly, what, before, last, more);
    }

    private static void check(SoftAssertions softly, String what, long first, long last, long more) {
        System.out.println(what + ": " + first + " at first, " + last + " at last");
        softly.assertThat(first).as(what + " at first").isPositive();
        softly.assertThat(last).as(what + " at last, " + first + " at first").isLessThanOrEqualTo(first + more);
    }

    private static long median(List<Sample> some, ToLongFunction<Sample> value) {
        List<Long> sorted = some.stream()
                .map(value::applyAsLong)
                .filter(amount -> amount > 0)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
