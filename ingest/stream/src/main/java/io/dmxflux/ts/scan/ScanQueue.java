// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.Tuning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which carriers are still to be tried. <b>Threading:</b> one thread at a time. */
final class ScanQueue {

    private record Candidate(
            Tuning tuning, Carrier carrier, @Nullable MultiplexId identity) {

        boolean isSame(Candidate other) {
            return tuning.system() == other.tuning.system() && carrier.isSame(other.carrier);
        }
    }

    private final Deque<Candidate> waiting = new ArrayDeque<>();
    private final List<Candidate> offered = new ArrayList<>();
    private final List<Carrier> locked = new ArrayList<>();
    private final Set<MultiplexId> found = new HashSet<>();

    /** Adds a carrier, unless it was added before. */
    void offer(Tuning tuning) {
        offer(new Candidate(tuning, Carrier.of(tuning), null));
    }

    /** Adds a carrier that a network names, unless it was added before; it is not tried once its multiplex is found. */
    void offer(NamedCarrier named) {
        offer(new Candidate(named.tuning(), Carrier.of(named.tuning()), named.multiplex()));
    }

    /** Notes what an earlier scan has done. */
    void tried(TriedCarrier carrier) {
        offer(carrier.tuning());
        Candidate tried = new Candidate(carrier.tuning(), Carrier.of(carrier.tuning()), null);
        waiting.removeIf(tried::isSame);
        if (carrier.locked()) {
            locked(carrier.tuning());
        }
        carrier.multiplex().ifPresent(found::add);
        carrier.named().forEach(this::offer);
    }

    private void offer(Candidate candidate) {
        if (offered.stream().noneMatch(candidate::isSame)) {
            offered.add(candidate);
            waiting.add(candidate);
        }
    }

    /** Takes the next; null if there is none. */
    @Nullable
    Tuning next() {
        while (!waiting.isEmpty()) {
            Candidate candidate = waiting.remove();
            if (isWorthIt(candidate)) {
                return candidate.tuning();
            }
        }
        return null;
    }

    int waiting() {
        return (int) waiting.stream().filter(this::isWorthIt).count();
    }

    /** One place has one system, so that what has locked is not tried as another; only another stream of it is. */
    private boolean isWorthIt(Candidate candidate) {
        boolean taken = locked.stream()
                .anyMatch(carrier -> candidate.carrier().stream().isEmpty()
                        ? carrier.isAt(candidate.carrier())
                        : carrier.isSame(candidate.carrier()));
        return !taken && (candidate.identity() == null || !found.contains(candidate.identity()));
    }

    void locked(Tuning tuning) {
        locked.add(Carrier.of(tuning));
    }

    /** Notes a multiplex; false if it was found before. */
    boolean found(MultiplexId identity) {
        return found.add(identity);
    }
}
