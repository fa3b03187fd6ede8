// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.SegmentMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The segments of the services of one input that are kept, in order: numbers of a service follow on each other.
 *
 * <p><b>Threading:</b> any.
 */
final class SegmentLists {

    /** Services that have not had a segment for longer have left. */
    private static final long GONE_MILLIS = 60_000;

    private static final int SECONDS_OF_A_NUMBER = 2;

    private final Map<Integer, List<KeptSegment>> services = new HashMap<>();

    /** Takes back what a file had; what does not follow on the one before it, or ends behind a place, is left out. */
    synchronized void restore(List<KeptSegment> all, long end) {
        for (KeptSegment segment : all) {
            List<KeptSegment> list = services.computeIfAbsent(segment.mark().serviceId(), any -> new ArrayList<>());
            KeptSegment last = list.isEmpty() ? null : list.get(list.size() - 1);
            boolean follows = last == null
                    || segment.number() == last.number() + 1
                            && segment.mark().from() >= last.mark().to();
            if (segment.mark().to() <= end && follows) {
                list.add(segment);
            }
        }
        services.values().removeIf(List::isEmpty);
    }

    /** Adds the next one of its service. */
    synchronized KeptSegment add(SegmentMark mark) {
        List<KeptSegment> list = services.computeIfAbsent(mark.serviceId(), any -> new ArrayList<>());
        KeptSegment last = list.isEmpty() ? null : list.get(list.size() - 1);
        long number = last == null ? Instant.now().getEpochSecond() / SECONDS_OF_A_NUMBER : last.number() + 1;
        long before = last == null ? 0 : last.discontinuities();
        KeptSegment next = new KeptSegment(number, before + (mark.isDiscontinuous() ? 1 : 0), mark);
        list.add(next);
        return next;
    }

    /** Drops what begins before a place, but the last one of each service: its number goes on. */
    synchronized void dropBefore(long place) {
        for (List<KeptSegment> list : services.values()) {
            int first = Math.min(list.size() - 1, behind(list, place - 1));
            list.subList(0, first).clear();
        }
    }

    /** Returns the index of the first that begins behind a place. */
    private static int behind(List<KeptSegment> list, long place) {
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list.get(middle).mark().from() > place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns those that have something of a span. */
    synchronized List<KeptSegment> between(int serviceId, long from, long to) {
        List<KeptSegment> list = services.getOrDefault(serviceId, List.of());
        int first = Math.max(0, behind(list, from) - 1);
        if (first < list.size() && list.get(first).mark().to() <= from) {
            first++;
        }
        int end = behind(list, to - 1);
        return first >= end ? List.of() : List.copyOf(list.subList(first, end));
    }

    /** Returns one by its number. */
    synchronized Optional<KeptSegment> find(int serviceId, long number) {
        List<KeptSegment> list = services.getOrDefault(serviceId, List.of());
        long at = list.isEmpty() ? -1 : number - list.get(0).number();
        return at >= 0 && at < list.size() ? Optional.of(list.get((int) at)) : Optional.empty();
    }

    /** Returns the place behind the last one of each service. */
    synchronized Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        last().forEach(segment ->
                ends.put(segment.mark().serviceId(), segment.mark().to()));
        return ends;
    }

    private List<KeptSegment> last() {
        return services.values().stream().map(list -> list.get(list.size() - 1)).toList();
    }

    /** Returns the place from where on all services that are there have to be looked at again; 0 without any. */
    synchronized long resume() {
        List<KeptSegment> last = last();
        long newest = last.stream()
                .map(KeptSegment::mark)
                .mapToLong(SegmentMark::startMillis)
                .max()
                .orElse(0);
        return last.stream()
                .map(KeptSegment::mark)
                .filter(mark -> mark.startMillis() >= newest - GONE_MILLIS)
                .mapToLong(SegmentMark::from)
                .min()
                .orElse(0);
    }

    /** Returns all, in the order of their places. */
    synchronized List<KeptSegment> all() {
        return services.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(segment -> segment.mark().from()))
                .toList();
    }
}
