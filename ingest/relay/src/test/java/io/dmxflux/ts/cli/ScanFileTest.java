// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.scan.MultiplexId;
import io.dmxflux.ts.scan.NamedCarrier;
import io.dmxflux.ts.scan.TriedCarrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a scan that was interrupted at any point, and how another goes on. */
class ScanFileTest {

    private static final String ASKED = "dvb:0 --terrestrial DE, dvbv5";

    private static final TriedCarrier NOTHING = new TriedCarrier(
            TerrestrialTuning.of(DeliverySystem.DVB_T2, 474_000_000, 8_000_000), false, Optional.empty(), List.of());
    private static final TriedCarrier FOUND = new TriedCarrier(
            TerrestrialTuning.of(DeliverySystem.DVB_T2, 482_000_000, 8_000_000).withPlp(1),
            true,
            Optional.of(new MultiplexId(8_468, 1)),
            List.of(new NamedCarrier(
                    SatelliteTuning.of(
                            DeliverySystem.DVB_S2,
                            11_362_500_000L,
                            Polarization.VERTICAL,
                            22_000_000,
                            SatelliteDish.of(Map.of("lnb", "c-band", "diseqc", "u3/2"))),
                    new MultiplexId(8_468, 2))));

    @TempDir
    private Path directory;

    private Path file = Path.of("");
    private Path notes = Path.of("");

    @BeforeEach
    void interrupted() throws IOException {
        file = directory.resolve("channels.conf");
        notes = directory.resolve("channels.conf.scan");
        try (ScanFile scan = ScanFile.open(file, ASKED, false)) {
            scan.tried(NOTHING);
            scan.write("[one]\n");
            scan.tried(FOUND);
        }
    }

    @Test
    void whatIsDoneIsKnownAgainAndTheRestIsAdded() throws IOException {
        try (ScanFile scan = ScanFile.open(file, ASKED, true)) {
            assertThat(scan.past().carriers()).containsExactly(NOTHING, FOUND);
            assertThat(scan.past().multiplexes()).isEqualTo(1);
            scan.write("[two]\n");
            scan.tried(NOTHING);
            assertThat(notes).exists();
            scan.done();
        }
        assertThat(file).hasContent("[one]\n[two]\n");
        assertThat(notes).doesNotExist();
    }

    @Test
    void resultsWithoutTheirNoteAreCutOff() throws IOException {
        Files.writeString(file, "[tw", StandardOpenOption.APPEND);
        Files.writeString(notes, "named 1/1 system=dvb-t&frequency=1", StandardOpenOption.APPEND);
        assertResumedBehind(FOUND);
        assertThat(file).hasContent("[one]\n");
        assertThat(Files.readString(notes)).endsWith("&stream=1\n");
    }

    @Test
    void notesWithoutTheirResultsAreNotBelieved() throws IOException {
        Files.writeString(file, "[on");
        assertResumedBehind(NOTHING);
        assertThat(file).isEmptyFile();
    }

    private void assertResumedBehind(TriedCarrier last) throws IOException {
        try (ScanFile scan = ScanFile.open(file, ASKED, true)) {
            assertThat(scan.past().carriers()).last().isEqualTo(last);
        }
    }

    @Test
    void withoutNotesItBegins() throws IOException {
        Files.delete(notes);
        try (ScanFile scan = ScanFile.open(file, ASKED, true)) {
            assertThat(scan.past().carriers()).isEmpty();
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void nothingIsOverwrittenByMistake() throws IOException {
        assertThatThrownBy(() -> ScanFile.open(file, ASKED, false))
                .hasMessage("--output: " + file + ", with an interrupted scan (expected: --resume to go on, or " + notes
                        + " removed to begin again)");
        assertThatThrownBy(() -> ScanFile.open(file, "dvb:1 --cable DE, dvbv5", true))
                .hasMessage(notes + ": of " + ASKED
                        + " (expected: the same scan as now, dvb:1 --cable DE, dvbv5; or another --output)");
        Files.writeString(notes, "something else\n");
        assertThatThrownBy(() -> ScanFile.open(file, ASKED, true))
                .hasMessage(notes + ": something else (expected: notes of a scan; remove the file to begin again)");
        assertThat(file).hasContent("[one]\n");
    }

    @Test
    void folderThatIsNotThereIsToldInOneLine() {
        Path nowhere = directory.resolve("none/channels.conf");
        assertThatThrownBy(() -> ScanFile.open(nowhere, ASKED, true))
                .hasMessage("--output: " + nowhere + ": no such folder (expected: a file that can be written)");
    }
}
