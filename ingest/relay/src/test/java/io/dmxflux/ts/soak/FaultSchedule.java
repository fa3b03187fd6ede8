// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** When which fault begins and is healed, by a seed. Each kind has its turn before one comes again. */
final class FaultSchedule {

    private static final int MOST_PAUSE = 4_000;
    private static final long REST = 2_000;

    private record Change(long millis, String what, Fault.Step step) {}

    private final List<Change> changes = new ArrayList<>();

    FaultSchedule(long seed, Duration duration, List<List<Fault>> kinds) {
        Random random = new Random(seed);
        Map<String, Long> freeFrom = new HashMap<>();
        List<List<Fault>> turn = new ArrayList<>();
        for (long at = REST; at < duration.toMillis(); at += random.nextInt(MOST_PAUSE)) {
            if (turn.isEmpty()) {
                turn.addAll(kinds);
                Collections.shuffle(turn, random);
            }
            List<Fault> kind = turn.remove(turn.size() - 1);
            Fault fault = kind.get(random.nextInt(kind.size()));
            for (String place : fault.places()) {
                at = Math.max(at, freeFrom.getOrDefault(place, 0L));
            }
            long length = random.nextLong(fault.leastMillis(), fault.mostMillis() + 1);
            changes.add(new Change(at, fault.name(), fault.begin()));
            changes.add(new Change(at + length, "healed: " + fault.name(), fault.heal()));
            for (String place : fault.places()) {
                freeFrom.put(place, at + length + REST);
            }
        }
        changes.sort(Comparator.comparingLong(Change::millis));
    }

    /** Takes as long as the schedule, and tells each moment before it happens. */
    void run(Consumer<String> log) throws Exception {
        long start = System.nanoTime();
        for (Change change : changes) {
            long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            Thread.sleep(Math.max(0, change.millis() - elapsed));
            log.accept(change.what());
            change.step().run();
        }
    }
}
