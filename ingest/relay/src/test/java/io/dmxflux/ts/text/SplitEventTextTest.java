// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SplitEventTextTest {

    private static final ServiceSelection NEWS = new ServiceSelection.ById(101);
    private static final ServiceSelection BY_NAME = new ServiceSelection.ByName("Newz");

    private static ElementaryStream stream(int type, int pid, String descriptors) {
        return new ElementaryStream(type, pid, Descriptors.of(HexFormat.of().parseHex(descriptors)));
    }

    private static List<ListedService> listed(Optional<String> news, Optional<String> radio) {
        return List.of(new ListedService(101, news), new ListedService(102, radio));
    }

    @Test
    void aServiceThatIsNotThereIsToldWithThoseThatAre() {
        assertThat(SplitEventText.of(new SplitEvent.ServiceNotListed(NEWS, listed(Optional.empty(), Optional.empty()))))
                .isEqualTo("service 101: not in the multiplex (expected: one of 101, 102); its output waits for it");
        assertThat(SplitEventText.of(
                        new SplitEvent.ServiceNotListed(BY_NAME, listed(Optional.of("News"), Optional.of("")))))
                .isEqualTo("service \"Newz\": not in the multiplex (expected: one of 101 \"News\", 102);"
                        + " its output waits for it");
    }

    @Test
    void aNameEndsItsQuotesItself() {
        assertThat(SplitEventText.of(new SplitEvent.ServiceNotListed(
                        NEWS, listed(Optional.of("a\"); all is well \u202e\n"), Optional.of("\u0000")))))
                .isEqualTo("service 101: not in the multiplex (expected: one of 101 \"a'); all is well\", 102);"
                        + " its output waits for it");
    }

    @Test
    void whatIsLackingIsTold() {
        assertThat(SplitEventText.of(new SplitEvent.ServiceNotFound(BY_NAME)))
                .isEqualTo(
                        "service \"Newz\": not found so far (expected: an SDT with its name, a PAT with a PID that a PMT"
                                + " can be on); its output waits for it");
        assertThat(SplitEventText.of(new SplitEvent.TwoTransportStreams(NEWS, 1, 2)))
                .endsWith(": PATs of transport streams 1 and 2 in turn (expected: one); 1 is followed");
        assertThat(SplitEventText.of(new SplitEvent.ProgramMapMissing(NEWS, 256)))
                .isEqualTo("service 101: no PMT so far (expected: one on PID 256); its output waits for it");
    }

    @Test
    void aServiceLeavesAndComesBack() {
        assertThat(SplitEventText.of(new SplitEvent.ServiceLeft(NEWS)))
                .isEqualTo("service 101: has left the multiplex; its output waits for it");
        assertThat(SplitEventText.of(new SplitEvent.ServiceReturned(NEWS)))
                .isEqualTo("service 101: is back in the multiplex");
    }

    @Test
    void theStreamsAreToldWithTheirLanguagesAndTheClock() {
        List<ElementaryStream> streams = List.of(stream(0x1B, 273, ""), stream(0x0F, 274, "0a0464657500"));
        assertThat(SplitEventText.of(
                        new SplitEvent.StreamsSelected(NEWS, 4, streams.subList(0, 1), streams, OptionalInt.of(287))))
                .isEqualTo("service 101: PMT version 4: 273 VIDEO, 274 AUDIO (deu); PCR in 287");
        assertThat(SplitEventText.of(
                        new SplitEvent.StreamsSelected(NEWS, 0, List.of(), streams.subList(0, 1), OptionalInt.empty())))
                .isEqualTo("service 101: PMT version 0: 273 VIDEO; PCR in none");
    }

    @Test
    void pidsInConflictAreToldAsAUserWritesThem() {
        assertThat(SplitEventText.of(new SplitEvent.PidsInConflict(NEWS, Map.of(256, 257, 512, 513))))
                .isEqualTo("service 101: pids: 256:257, 512:513: not mapped, as the service uses the new PID already"
                        + " (expected: a PID that is free)");
    }
}
