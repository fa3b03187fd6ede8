// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.EventText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One process after the other sends a service to the same place. */
@ExtendWith(LeakCheck.class)
class VersionFileTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PMT = 0x1000;
    private static final String TITLE = "#version_number of each table, by destination and table_id\n";

    @TempDir
    private Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Sends until a receiver has some tables, as a process does from its start to its end. */
    private ReceivedStream process(Path state, DatagramReceiver receiver) throws IOException {
        RelayPlan plan = new RelayPlan(
                InputUri.parse("sim:"),
                List.of(RelayPlan.Output.service(
                        OutputUri.parse("udp://127.0.0.1:" + receiver.port()),
                        new ServiceSelection.ById(1),
                        ServiceEdit.NONE)),
                Optional.empty());
        try (VersionFile versions = VersionFile.open(state, event -> lines.addAll(EventText.lines(event)))) {
            Relays relays = Relays.open(List.of(plan), versions, event -> {});
            relays.run().subscribe();
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            for (byte[] datagram : receiver.receive(40)) {
                received.writeBytes(datagram);
            }
            relays.close(PATIENCE);
            return new ReceivedStream(received.toByteArray());
        }
    }

    @Test
    void eachProcessBeginsBehindTheLastOne() throws IOException {
        Path state = directory.resolve("versions");
        int pat = -1;
        int pmt = -1;
        for (int process = 0; process < 3; process++) {
            try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
                Files.writeString(
                        state,
                        pat < 0
                                ? ""
                                : Files.readString(state)
                                        .replaceAll("127.0.0.1\\\\:\\d+", "127.0.0.1\\\\:" + receiver.port()));
                ReceivedStream stream = process(state, receiver);
                int patNow = stream.versions(Pid.PAT).get(0);
                int pmtNow = stream.versions(PMT).get(0);
                if (pat >= 0) {
                    assertThat(patNow).isEqualTo((pat + 4) % 32);
                    assertThat(pmtNow).isEqualTo((pmt + 4) % 32);
                }
                pat = patNow;
                pmt = pmtNow;
            }
        }
        assertThat(lines).isEmpty();
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnceAndTriedAgain() throws IOException {
        Path state = directory.resolve("away").resolve("versions");
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            process(state, receiver);
            process(state, receiver);
            assertThat(lines)
                    .as("one of each process")
                    .hasSize(2)
                    .allMatch(line -> line.equals(state + ": cannot be written (no such folder);"
                            + " after a restart tables have versions by the time"));
            Files.createDirectory(state.getParent());
            process(state, receiver);
            assertThat(lines).hasSize(2);
            await().atMost(PATIENCE).until(() -> Files.exists(state));
        }
    }

    @Test
    void aFileWhoseDiskWasLostIsWrittenAgainAndKeepsWhatTheDiskHad() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path state = disk.resolve("versions");
        Files.writeString(state, TITLE + "udp\\://a=0\\:7\n");
        VersionFile versions = VersionFile.open(state, event -> lines.addAll(EventText.lines(event)));
        try {
            awaitLines(state, "udp\\://a=0\\:7");
            Files.delete(state);
            awaitLines(state, "udp\\://a=0\\:7");
            assertThat(lines).as("nothing was wrong").isEmpty();

            Files.move(disk, directory.resolve("lost"));
            await().atMost(PATIENCE).until(() -> lines.size() == 1);
            assertThat(lines.get(0)).startsWith(state + ": cannot be written (no such folder)");
            Files.createDirectory(disk);
            awaitLines(state, "udp\\://a=0\\:7");
            await().atMost(PATIENCE).until(() -> lines.size() == 2);
            assertThat(lines.get(1)).startsWith(state + ": is written again after ");

            Path older = Files.writeString(disk.resolve("older"), TITLE + "udp\\://b=0\\:9\n");
            Files.move(older, state, StandardCopyOption.REPLACE_EXISTING);
            awaitLines(state, "udp\\://a=0\\:7", "udp\\://b=0\\:9");

            Files.writeString(state, "a recording that somebody has put there");
            await().atMost(PATIENCE).until(() -> lines.size() == 3);
            assertThat(lines.get(2)).contains("is another file, and would be overwritten");
        } finally {
            versions.close();
        }
        assertThat(state).hasContent("a recording that somebody has put there");
    }

    private static void awaitLines(Path state, String... entries) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Files.readAllLines(state)).contains(entries));
    }

    @Test
    void whatIsNoSuchFileIsToldAndBeginsByTheTime() throws IOException {
        Path state = directory.resolve("versions");
        byte[] other = {'u', '=', '\\', 'u', 'x', (byte) 0xFF};
        Files.write(state, other);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            assertThat(process(state, receiver).versions(Pid.PAT)).hasSize(1);
        }
        assertThat(lines).singleElement().asString().startsWith(state + ": cannot be read (");
        assertThat(state).as("what was not read is not overwritten").hasBinaryContent(other);
    }

    @Test
    void whatIsWrittenBesideIsNoOtherFileEither() throws IOException {
        Path beside = Files.writeString(directory.resolve("versions.part"), "a recording");
        assertThatThrownBy(() -> VersionFile.refuseOther(directory.resolve("versions")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(beside + ": is another file, and would be overwritten");
        Files.writeString(beside, "");
        VersionFile.refuseOther(directory.resolve("versions"));
    }
}
