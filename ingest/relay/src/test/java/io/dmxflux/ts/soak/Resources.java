// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.assertj.core.api.SoftAssertions;

/** What a relay uses, looked at over time: in the last third of it no more than in the first. */
final class Resources {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    /** Compilers and their code come and go. */
    private static final long MORE_KILOBYTES = 24_000;

    /** Some chunks of an allocator, for what piles up while the process is stopped; a leak for each fault is more. */
    private static final long MORE_DIRECT_KILOBYTES = 16_600;

    private static final long MORE_THREADS = 8;
    private static final long MORE_DESCRIPTORS = 8;

    private record Sample(long residentKilobytes, long threads, long descriptors) {}

    private final RelayProcess relay;
    private final PrintWriter log;
    private final List<Sample> samples = new ArrayList<>();
    private final long warmNanos;
    private long directAtFirst;
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

    /**
     * Looks at nothing yet.
     *
     * @param warm after which buffers are as many as they get
     */
    Resources(RelayProcess relay, Duration warm, Path log) throws IOException {
        this.relay = relay;
        this.log = new PrintWriter(log.toFile());
        this.warmNanos = System.nanoTime() + warm.toNanos();
    }

    /** Looks, if the last look is some seconds ago. */
    void look() {
        long now = System.nanoTime();
        if (now - lastNanos < INTERVAL_NANOS) {
            return;
        }
        lastNanos = now;
        try {
            Sample sample = new Sample(relay.residentKilobytes(), relay.threads(), relay.descriptors());
            samples.add(sample);
            if (directAtFirst == 0 && now > warmNanos && !relay.isStopped()) {
                directAtFirst = relay.directKilobytes();
            }
            log.println(LocalTime.now() + " " + sample);
            log.flush();
        } catch (IOException e) {
            log.println(LocalTime.now() + " " + e);
        }
    }

    /** Compares, while the relay still runs. */
    void check(SoftAssertions softly) throws IOException {
        log.close();
        long directAtLast = relay.directKilobytes();
        check(softly, "direct kilobytes", directAtFirst, directAtLast, MORE_DIRECT_KILOBYTES);
        check(softly, "resident kilobytes", Sample::residentKilobytes, MORE_KILOBYTES);
        check(softly, "threads", Sample::threads, MORE_THREADS);
        check(softly, "descriptors", Sample::descriptors, MORE_DESCRIPTORS);
    }

    private void check(SoftAssertions softly, String what, ToLongFunction<Sample> value, long more) {
        int third = samples.size() / 3;
        long first = median(samples.subList(0, third), value);
        long last = median(samples.subList(samples.size() - third, samples.size()), value);
        check(softly, what, first, last, more);
    }

    private static void check(SoftAssertions softly, String what, long first, long last, long more) {
        System.out.println(what + ": " + first + " at first, " + last + " at last");
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
