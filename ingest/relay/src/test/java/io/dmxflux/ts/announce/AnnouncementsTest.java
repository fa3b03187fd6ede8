// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.AnnouncedServices.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.announce.SapReceiver.Heard;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.text.EventText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class AnnouncementsTest {

    private static final String GROUP = "239.255." + (ProcessHandle.current().pid() & 0xFF) + "."
            + (ProcessHandle.current().pid() >> 8 & 0x7F);

    private static final EveryService.Announced ONE = service(1, "One", "udp://" + GROUP + ":6004?iface=lo");
    private static final EveryService.Announced TWO = service(2, "Two", "udp://" + GROUP + ":6006?iface=lo");

    @TempDir
    private Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private volatile List<EveryService.Sent> placed = List.of();
    private final Announcements announcements =
            new Announcements(() -> placed, event -> notices.addAll(EventText.lines(event)), Duration.ofMillis(50));

    @AfterEach
    void close() {
        announcements.close();
    }

    private void place(EveryService.Sent... services) {
        placed = List.of(services);
        announcements.look();
    }

    private EveryService.Sent placed(String playlist, boolean announce, EveryService.Announced... services) {
        Optional<Path> file =
                Optional.of(playlist).filter(name -> !name.isEmpty()).map(directory::resolve);
        return new EveryService.Sent(
                new EveryService("udp://239.1.1.{n}:5004", ServiceEdit.NONE, file, announce), List.of(services));
    }

    private void awaitList(String playlist, String... names) {
        Path file = directory.resolve(playlist);
        await().untilAsserted(() -> assertThat(file).exists());
        await().untilAsserted(() -> assertThat(Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("#EXTINF:-1,"))
                        .map(line -> line.substring("#EXTINF:-1,".length())))
                .containsExactly(names));
    }

    @Test
    void aPlaylistFollowsWhatIsSentAndStaysAtTheEnd() {
        place(placed("tv.m3u", false, ONE));
        awaitList("tv.m3u", "One");
        place(placed("tv.m3u", false, ONE, TWO));
        awaitList("tv.m3u", "One", "Two");
        place(placed("tv.m3u", false, TWO));
        awaitList("tv.m3u", "Two");
        announcements.close();
        place();
        awaitList("tv.m3u", "Two");
        assertThat(notices).isEmpty();
    }

    @Test
    void twoInputsCanShareAPlaylist() {
        place(placed("tv.m3u", false, ONE), placed("tv.m3u", false, TWO));
        awaitList("tv.m3u", "One", "Two");
    }

    @Test
    void aPlaylistThatWasThereStaysUntilSomethingIsKnown() throws Exception {
        Path file = Files.writeString(directory.resolve("tv.m3u"), "#EXTINF:-1,Old\n");
        place(placed("tv.m3u", false));
        place(placed("tv.m3u", false), placed("other.m3u", false, ONE));
        awaitList("other.m3u", "One");
        assertThat(file).hasContent("#EXTINF:-1,Old\n");
    }

    @Test
    void onlyWhatIsToBeAnnouncedIs() throws Exception {
        try (SapReceiver receiver = new SapReceiver("239.255.255.255", GROUP)) {
            place(placed("", true, ONE), placed("", false, TWO));
            assertThat(receiver.hear(1)).extracting(Heard::name).containsExactly("One");
            assertThat(receiver.hearTheRest()).isEmpty();
            announcements.close();
            assertThat(receiver.hear(1)).allMatch(Heard::deletion);
        }
    }

    @Test
    void aPlaylistThatCannotBeWrittenIsToldAndTheRestGoesOn() {
        place(placed("missing/tv.m3u", false, ONE), placed("tv.m3u", false, TWO));
        awaitList("tv.m3u", "Two");
        assertThat(notices).singleElement().asString().startsWith(directory.resolve("missing/tv.m3u") + ": cannot be");
    }

    @Test
    void playlistThatCannotBeMovedIntoItsPlaceLeavesNothingBeside() throws Exception {
        Files.createDirectories(directory.resolve("tv.m3u/in the way"));
        place(placed("tv.m3u", false, ONE));
        await().until(() -> !notices.isEmpty());
        assertThat(directory.resolve("tv.m3u.new")).doesNotExist();
    }

    @Test
    void aPlaylistThatCouldNotBeWrittenIsTriedAgain() throws Exception {
        place(placed("later/tv.m3u", false, ONE));
        await().until(() -> !notices.isEmpty());
        Files.createDirectory(directory.resolve("later"));
        awaitList("later/tv.m3u", "One");
        await().until(() -> notices.size() == 2);
        assertThat(notices.get(1)).isEqualTo(directory.resolve("later/tv.m3u") + ": is written again");
    }

    @Test
    void aPlaylistWhoseDiskWasLostIsWrittenAgain() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        place(placed("disk/tv.m3u", false, ONE));
        awaitList("disk/tv.m3u", "One");
        Files.move(disk, directory.resolve("lost"));
        await().until(() -> notices.size() == 1);
        Files.createDirectory(disk);
        awaitList("disk/tv.m3u", "One");
        await().until(() -> notices.size() == 2);
    }
}
