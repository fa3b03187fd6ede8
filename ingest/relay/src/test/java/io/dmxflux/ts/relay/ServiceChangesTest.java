// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Events as a splitter emits them for many outputs of one service. */
class ServiceChangesTest {

    private static final ServiceSelection NEWS = new ServiceSelection.ById(101);
    private static final ServiceSelection RADIO = new ServiceSelection.ById(102);

    private final List<SplitEvent> told = new ArrayList<>();
    private final ServiceChanges changes = new ServiceChanges(told::add);

    private static SplitEvent.StreamsSelected pmt(ServiceSelection service, int version, int... pids) {
        List<ElementaryStream> streams = new ArrayList<>();
        for (int pid : pids) {
            streams.add(new ElementaryStream(0x1B, pid, Descriptors.of(new byte[0])));
        }
        return new SplitEvent.StreamsSelected(service, version, streams, streams, OptionalInt.of(256));
    }

    /** The same of an output that drops all but the first stream. */
    private static SplitEvent dropped(SplitEvent.StreamsSelected all) {
        return new SplitEvent.StreamsSelected(
                all.selection(), all.versionNumber(), all.streams().subList(0, 1), all.received(), all.pcrPid());
    }

    private List<SplitEvent> emit(SplitEvent... events) {
        told.clear();
        for (SplitEvent event : events) {
            for (int output = 0; output < 20; output++) {
                changes.accept(event);
            }
        }
        return List.copyOf(told);
    }

    @Test
    void theFirstPmtIsNoChangeAndEachOtherIsToldOnce() {
        assertThat(emit(pmt(NEWS, 4, 256), pmt(RADIO, 4, 300))).isEmpty();
        assertThat(emit(pmt(NEWS, 5, 256))).containsExactly(pmt(NEWS, 5, 256));
        assertThat(emit(pmt(NEWS, 5, 256))).as("an output that is opened later").isEmpty();
        assertThat(emit(pmt(NEWS, 4, 256))).containsExactly(pmt(NEWS, 4, 256));
    }

    @Test
    void aServiceThatLeavesAndComesBackIsToldOnceEachTime() {
        emit(pmt(NEWS, 4, 256));
        SplitEvent left = new SplitEvent.ServiceLeft(NEWS);
        SplitEvent back = new SplitEvent.ServiceReturned(NEWS);
        for (int time = 0; time < 3; time++) {
            assertThat(emit(left)).containsExactly(left);
            assertThat(emit(back, pmt(NEWS, 4, 256))).as("with what it had").containsExactly(back);
        }
    }

    @Test
    void aPmtThatWasWaitedForIsTold() {
        SplitEvent missing = new SplitEvent.ProgramMapMissing(NEWS, 256);
        assertThat(emit(missing)).containsExactly(missing);
        assertThat(emit(pmt(NEWS, 4, 256))).containsExactly(pmt(NEWS, 4, 256));
    }

    @Test
    void aPmtIsToldOnceWhateverOutputsDropOfIt() {
        emit(pmt(NEWS, 4, 256, 257), dropped(pmt(NEWS, 4, 256, 257)));
        SplitEvent.StreamsSelected next = pmt(NEWS, 5, 256, 258);
        SplitEvent.StreamsSelected last = pmt(NEWS, 6, 256, 257);
        told.clear();
        for (SplitEvent.StreamsSelected change : List.of(next, last)) {
            changes.accept(change);
            changes.accept(dropped(change));
        }
        assertThat(told).containsExactly(next, last);
    }

    /** Some multiplexers do not count versions. */
    @Test
    void thePmtThatIsThereIsToldLastThoughItsVersionIsTheSame() {
        emit(pmt(NEWS, 0, 256));
        assertThat(emit(pmt(NEWS, 0, 256, 257))).containsExactly(pmt(NEWS, 0, 256, 257));
        assertThat(emit(pmt(NEWS, 0, 256))).containsExactly(pmt(NEWS, 0, 256));
        assertThat(emit(pmt(NEWS, 0, 256, 257))).containsExactly(pmt(NEWS, 0, 256, 257));
    }

    @Test
    void conflictsAreToldOnce() {
        SplitEvent conflict = new SplitEvent.PidsInConflict(NEWS, Map.of(256, 257));
        assertThat(emit(conflict, pmt(NEWS, 4, 256), conflict)).containsExactly(conflict);
    }
}
