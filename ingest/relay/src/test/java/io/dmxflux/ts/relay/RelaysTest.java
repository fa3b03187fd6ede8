// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.cli.GroupReceiver;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class RelaysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** This process's own: another run of the same tests may be under way on this machine. */
    private static final String GROUP = Stream.of(16, 8, 0)
            .map(shift -> Long.toString(ProcessHandle.current().pid() >> shift & 0xFF))
            .collect(Collectors.joining(".", "239.", ""));

    private static final InputUri SIM = InputUri.parse("sim:");

    @TempDir
    private Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Relays relays = open();
    private CompletableFuture<?> running = new CompletableFuture<>();

    private Path sample = Path.of("");

    @BeforeEach
    void copySample() {
        sample = BundledSample.at(directory.resolve("sample.ts"));
    }

    private Relays open(RelayPlan... plans) {
        return Relays.open(List.of(plans), event -> notices.addAll(EventText.lines(event)));
    }

    private void run(RelayPlan... plans) {
        relays = open(plans);
        running = relays.run().toFuture();
    }

    @AfterEach
    void close() {
        relays.close(PATIENCE);
    }

    private static OutputUri group(int port) {
        return OutputUri.parse("udp://" + GROUP + ":" + port + "?iface=lo");
    }

    private static RelayPlan.Output service(int serviceId, OutputUri to) {
        return RelayPlan.Output.service(to, new ServiceSelection.ById(serviceId), ServiceEdit.NONE);
    }

    private static RelayPlan plan(InputUri from, RelayPlan.Output... outputs) {
        return new RelayPlan(from, Arrays.asList(outputs), Optional.empty());
    }

    private static RelayPlan.Output whole(OutputUri to) {
        return RelayPlan.Output.whole(to);
    }

    private static void assertArrives(int port) throws Exception {
        try (GroupReceiver receiver = new GroupReceiver(GROUP, port, "lo")) {
            receiver.receivePackets(200, PATIENCE);
        }
    }

    private List<String> outputs() {
        return relays.stats().stream()
                .flatMap(one -> one.outputs().stream())
                .map(RelayStats.OutputStats::name)
                .toList();
    }

    @Test
    void eachInputHasItsOwnRelayAndALedger() throws Exception {
        InputUri file = InputUri.parse("sim:" + sample);
        run(plan(SIM, whole(group(42_000))), plan(file, whole(group(42_002))));
        assertArrives(42_000);
        assertArrives(42_002);
        assertThat(relays.stats()).extracting(RelayStats::input).containsExactly("sim:", "sim:" + sample);
        assertThat(relays.toString()).hasLineCount(2);
    }

    @Test
    void anInputOfAnyFramingHasOneName() {
        relays = open(plan(InputUri.parse("rtp://" + GROUP + ":42090?iface=lo&auto"), whole(group(42_091))));
        assertThat(relays.stats()).extracting(RelayStats::input).containsExactly("rtp://" + GROUP + ":42090?iface=lo");
        assertThat(relays.toString()).startsWith("rtp://" + GROUP + ":42090?iface=lo -> ");
    }

    @Test
    void outputsToOneGroupFromTwoAddressesHaveBooksOfTheirOwn() {
        String group = "@" + GROUP + ":42092?iface=lo";
        relays = open(plan(
                SIM,
                whole(OutputUri.parse("udp://127.0.0.1" + group + "&shared")),
                whole(OutputUri.parse("udp://127.0.0.2" + group + "&shared"))));
        assertThat(relays.books().of("sim:").outputs())
                .extracting(OutputBook::output)
                .containsExactlyInAnyOrder("udp://127.0.0.1" + group, "udp://127.0.0.2" + group);
    }

    @Test
    void whatAReloadRemovesHasNoTroubleAnyMore() throws Exception {
        RelayPlan.Output stays = service(1, group(42_004));
        RelayPlan.Output goes = service(2, group(42_006));
        run(plan(SIM, stays, goes));
        assertArrives(42_006);
        relays.change(List.of(plan(SIM, stays)));
        assertThat(outputs()).as("in the summary").contains(goes.toString());
        assertThat(relays.runningStats())
                .flatExtracting(RelayStats::outputs)
                .extracting(RelayStats.OutputStats::name)
                .as("watched")
                .containsExactly(stays.toString());
        long before = packetsOut(relays.stats(), goes);
        relays.change(List.of(plan(SIM, stays, goes)));
        assertThat(packetsOut(relays.runningStats(), goes))
                .as("goes on with its account")
                .isGreaterThanOrEqualTo(before);
    }

    @Test
    void whatAReloadRemovesIsNotWaitedForAnyMore() {
        RelayPlan.Output stays = service(1, group(42_008));
        RelayPlan.Output goes = service(2, OutputUri.parse("file:" + directory.resolve("missing/rec.ts")));
        run(plan(SIM, stays, goes));
        await().atMost(PATIENCE).until(() -> relays.stats().get(0).waiting() == 1);
        relays.change(List.of(plan(SIM, stays)));
        assertThat(outputs()).contains(goes.toString());
        assertThat(relays.stats().get(0).waiting()).isZero();
    }

    private static long packetsOut(List<RelayStats> all, RelayPlan.Output output) {
        return all.stream()
                .flatMap(one -> one.outputs().stream())
                .filter(one -> one.name().equals(output.toString()))
                .mapToLong(RelayStats.OutputStats::packetsOut)
                .sum();
    }

    @Test
    void aServiceOfManyOutputsIsToldOfOnceAndNotAtItsBeginning() throws Exception {
        run(plan(
                SIM,
                IntStream.range(0, 20)
                        .mapToObj(port -> service(1, group(42_020 + port)))
                        .toArray(RelayPlan.Output[]::new)));
        assertArrives(42_039);
        assertThat(notices).filteredOn(line -> line.contains("PMT version")).isEmpty();
    }

    @Test
    void inputsAndOutputsComeAndGoAndWhatStaysLosesNothing() throws Exception {
        InputUri file = InputUri.parse("sim:" + sample);
        RelayPlan.Output stays = whole(group(42_010));
        run(plan(SIM, stays, whole(group(42_012))));
        try (GroupReceiver receiver = new GroupReceiver(GROUP, 42_010, "lo")) {
            receiver.receivePackets(200, PATIENCE);
            relays.change(List.of(plan(SIM, whole(group(42_014)), stays), plan(file, whole(group(42_016)))));
            assertArrives(42_014);
            assertArrives(42_016);
            relays.change(List.of(plan(SIM, stays)));
            receiver.receivePackets(2_000, PATIENCE);
            assertThat(receiver.continuityErrors()).isZero();
        }
        assertThat(relays.stats()).extracting(RelayStats::input).containsExactly("sim:");
        assertThat(notices)
                .filteredOn(line -> line.startsWith("sim:" + sample + ": "))
                .singleElement()
                .asString()
                .as("one line for each input that is removed")
                .startsWith("sim:" + sample + ": packets in ")
                .matches(".* s; removed, (nothing lost|lost: closed \\d+)");
        assertThat(running).isNotDone();
    }

    /** The books are those of a name for as long as the process lives, and so are the time and the counters beside them. */
    @Test
    void anInputThatComesBackGoesOnWithItsTimeAndItsCounters() throws Exception {
        InputUri file = InputUri.parse("sim:" + sample);
        run(plan(SIM, whole(group(42_110))), plan(file, whole(group(42_112))));
        assertArrives(42_112);
        relays.change(List.of(plan(SIM, whole(group(42_110)))));
        RelayStats gone = total(file);
        assertThat(gone.packetsIn()).isPositive();
        assertThat(total(file)).as("removed").isEqualTo(gone);

        relays.change(List.of(plan(SIM, whole(group(42_110))), plan(file, whole(group(42_112)))));
        assertThat(total(file).packetsIn()).as("from the first moment on").isGreaterThanOrEqualTo(gone.packetsIn());
        await().atMost(PATIENCE).until(() -> total(file).packetsIn() > gone.packetsIn());
        assertThat(total(file).elapsed()).isGreaterThan(gone.elapsed());
        relays.close(PATIENCE);
        RelayStats all = total(file);
        assertThat(all.outputs()).hasSize(1);
        assertThat(all.packetsIn())
                .isGreaterThan(gone.packetsIn())
                .isLessThanOrEqualTo(relays.books().of(file.name()).arrived().packets());
    }

    private RelayStats total(InputUri input) {
        return relays.totals().stream()
                .filter(stats -> stats.input().equals(input.name()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOutputThatCannotBeRefusesTheWholeChange() throws Exception {
        InputUri file = InputUri.parse("sim:" + sample);
        run(plan(SIM, whole(group(42_020))));
        OutputUri impossible = OutputUri.parse("file:" + directory);

        assertThatExceptionOfType(RefusedPlanException.class)
                .isThrownBy(() -> relays.change(
                        List.of(plan(SIM, whole(group(42_022))), plan(file, whole(group(42_024)), whole(impossible)))))
                .withMessage(directory + ": cannot be opened: Is a directory")
                .satisfies(refused -> assertThat(refused.part()).isSameAs(impossible));
        assertThat(outputs()).containsExactly(group(42_020).toString());
        assertArrives(42_020);
    }

    @Test
    void anInputThatCannotBeRefusesTheWholeChange() throws Exception {
        run(plan(SIM, whole(group(42_030))));
        InputUri nowhere =
                InputUri.parse("file:" + Files.writeString(directory.resolve("words.ts"), "just words ".repeat(1000)));

        assertThatExceptionOfType(RefusedPlanException.class)
                .isThrownBy(() ->
                        relays.change(List.of(plan(SIM, whole(group(42_032))), plan(nowhere, whole(group(42_034))))))
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(refused -> assertThat(refused.part()).isSameAs(nowhere));
        assertThat(outputs()).containsExactly(group(42_030).toString());
        assertArrives(42_030);
    }

    @Test
    void inputThatIsNotThereYetIsWaitedForWhileOthersRun() throws Exception {
        Path late = directory.resolve("late.ts");
        run(plan(SIM, whole(group(42_080))), plan(InputUri.parse("sim:" + late), whole(group(42_082))));
        assertThat(notices)
                .contains("input sim:" + late + ": no such file (expected: a transport stream); waiting for it");
        assertArrives(42_080);
        assertThat(relays.stats().get(1).waiting()).isEqualTo(1);

        Files.copy(sample, directory.resolve("copying.ts"));
        Files.move(directory.resolve("copying.ts"), late);
        assertArrives(42_082);
        await().atMost(PATIENCE).until(() -> relays.stats().get(1).waiting() == 0);
        await().atMost(PATIENCE) // told after it counts as open
                .untilAsserted(() -> assertThat(notices)
                        .filteredOn(line -> line.contains(late.toString()))
                        .hasSize(2));
    }

    @Test
    void anInputIsNotSentToItself() throws Exception {
        InputUri file = InputUri.parse("file:" + sample);
        OutputUri same = OutputUri.parse("file:" + sample);
        assertThatExceptionOfType(RefusedPlanException.class)
                .isThrownBy(() -> open(plan(file, whole(same))))
                .satisfies(refused -> assertThat(refused.part()).isSameAs(same));
    }

    @Test
    void whatAFullDiskRefusesIsOnItsAccountAndToldOnce() throws Exception {
        OutputUri full = OutputUri.parse("file:/dev/full");
        run(plan(SIM, whole(full), whole(group(42_060))));
        await().atMost(PATIENCE)
                .until(
                        () -> notices.contains(
                                "output file:/dev/full: write failed after 0 bytes: No space left on device (expected: a disk with"
                                        + " room; make some, or name another file); waiting for it, and counting what is refused"));
        assertArrives(42_060);
        assertThat(relays.stats().get(0).waiting()).isEqualTo(1);
        relays.close(PATIENCE);

        RelayStats stats = relays.stats().get(0);
        assertThat(stats.outputs())
                .hasSize(2)
                .allSatisfy(
                        output -> assertThat(output.packetsOut() + output.droppedPackets() + output.packetsRefused())
                                .as(output.name())
                                .isEqualTo(stats.packetsIn()));
        assertThat(notices)
                .filteredOn(line -> line.contains("/dev/full") && line.contains("waiting"))
                .hasSize(1);
        assertThat(StatsText.summary(stats, relays.books().of(stats.input())))
                .anyMatch(line -> line.startsWith("file:/dev/full: packets out 0, dropped 0, refused "
                        + stats.packetsIn() + ", still waiting: "));
        assertThat(notices).as("it waits, and is told as that").noneMatch(line -> line.contains("has ended"));
    }

    @Test
    void anOutputThatWaitsWhenAReloadRemovesItHasNotFailed() throws Exception {
        OutputUri full = OutputUri.parse("file:/dev/full");
        run(plan(SIM, whole(full), whole(group(42_062))));
        await().atMost(PATIENCE).until(() -> relays.stats().get(0).waiting() == 1);
        relays.change(List.of(plan(SIM, whole(group(42_062)))));
        assertThat(notices).noneMatch(line -> line.contains("has ended"));
    }

    /** As a disk or a device that does not answer holds it up. */
    @Test
    void theEndDoesNotWaitForWhatIsBeingOpened() throws Exception {
        RelayPlan sim = plan(SIM, whole(group(42_066)));
        RelayPlan away = plan(InputUri.parse("file:" + directory.resolve("away.ts")), whole(group(42_067)));
        CountDownLatch isOpening = new CountDownLatch(1);
        CountDownLatch isOpen = new CountDownLatch(1);
        relays = Relays.open(List.of(sim), event -> {
            if (event instanceof WaitEvent.InputWaits) {
                isOpening.countDown();
                awaitQuietly(isOpen);
            }
        });
        running = relays.run().toFuture();
        Thread changing = new Thread(() -> relays.change(List.of(sim, away)));
        changing.start();
        isOpening.await();
        assertTimeoutPreemptively(PATIENCE, () -> relays.close(Duration.ofSeconds(1)));
        isOpen.countDown();
        changing.join();
        assertThat(relays.stats()).as("what is in place").hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void recordingGoesOnInItsFileAfterItHasBeenAwayFromTheConfiguration() throws Exception {
        Path before = Files.writeString(directory.resolve("rec.ts"), "yesterday");
        Path recording = directory.resolve("rec.2.ts");
        RelayPlan.Output file = whole(OutputUri.parse("file:" + before));
        run(plan(SIM, whole(group(42_070)), file));
        await().atMost(PATIENCE).until(() -> Files.exists(recording) && Files.size(recording) > 0);

        relays.change(List.of(plan(SIM, whole(group(42_070)))));
        long bytes = Files.size(recording);
        relays.change(List.of(plan(SIM, whole(group(42_070)), file)));
        await().atMost(PATIENCE).until(() -> Files.size(recording) > bytes);

        assertThat(before).hasContent("yesterday");
        assertThat(directory.resolve("rec.3.ts")).doesNotExist();
        assertThat(notices)
                .contains(
                        "output file:" + before + ": writes " + recording,
                        "output file:" + before + ": goes on behind what is in " + recording);
    }

    @Test
    void anInputThatFailsEndsItsOwnRelayOnlyAndIsTriedAgainWithTheNextChange() throws Exception {
        Path file = Files.copy(sample, directory.resolve("in.ts"));
        InputUri fails = InputUri.parse("file:" + file + "?fast");
        Path copy = directory.resolve("copy.ts");
        RelayPlan[] plans = {plan(SIM, whole(group(42_040))), plan(fails, whole(OutputUri.parse("file:" + copy)))};
        relays = open(plans);
        Files.delete(file);
        running = relays.run().toFuture();
        await().until(() -> notices.stream().anyMatch(line -> line.endsWith("; this input has ended")));
        assertThat(notices).singleElement().asString().contains(file + ": no such file");
        assertArrives(42_040);
        assertThat(running).isNotDone();

        Files.copy(sample, file);
        relays.change(List.of(plans));
        await().until(() -> Files.exists(copy) && Files.size(copy) == Files.size(sample));
        assertArrives(42_040);
    }

    @Test
    void aPortThatIsTakenIsWaitedForAndUsedOnceItIsFree() throws Exception {
        DatagramSocket neighbour = new DatagramSocket(42_041, InetAddress.getLoopbackAddress());
        try (neighbour) {
            run(plan(InputUri.parse("udp://127.0.0.1:42041"), whole(group(42_044))));
            await().until(() -> !notices.isEmpty());
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "input udp://127.0.0.1:42041: opening failed: EADDRINUSE (98), address already in use: ")
                    .endsWith("; waiting for it");
            assertThat(relays.stats().get(0).waitsFor()).isPresent();
        }
        Relay feed = Relay.open(SIM, OutputUri.parse("udp://127.0.0.1:42041"), event -> {});
        try {
            feed.run().subscribe();
            assertArrives(42_044);
            await().atMost(PATIENCE).until(() -> notices.size() == 2);
            assertThat(notices.get(1)).startsWith("input udp://127.0.0.1:42041: goes on after ");
            assertThat(relays.stats().get(0).waitsFor()).isEmpty();
        } finally {
            feed.close(PATIENCE);
        }
        RelayStats stats = relays.stats().get(0);
        assertThat(stats.datagrams().orElseThrow().datagrams()).isPositive();
        assertThat(stats.losses().kernelLosses()).isZero();
    }

    @Test
    void itEndsWhenEveryInputHas() throws Exception {
        InputUri fast = InputUri.parse("file:" + sample + "?fast");
        Path whole = directory.resolve("whole.ts");
        run(plan(fast, whole(OutputUri.parse("file:" + whole))));
        running.get();
        assertThat(whole).hasSameBinaryContentAs(sample);
    }

    @Test
    void itFailsWhenEveryInputDoes() throws Exception {
        Path file = Files.copy(sample, directory.resolve("in.ts"));
        relays = open(plan(InputUri.parse("file:" + file + "?fast"), whole(group(42_050))));
        Files.delete(file);
        running = relays.run().toFuture();
        assertThatThrownBy(() -> running.get()).hasMessageContaining("no such file");
    }

    @Test
    void whatIsDoneIsNotDoneAgainUnlessItsPlanIsAnother() throws Exception {
        InputUri fast = InputUri.parse("file:" + sample + "?fast");
        Path once = directory.resolve("once.ts");
        RelayPlan[] plans = {plan(SIM, whole(group(42_060))), plan(fast, whole(OutputUri.parse("file:" + once)))};
        run(plans);
        await().until(() -> Files.exists(once) && Files.size(once) == Files.size(sample));
        await().until(() -> relays.stats().get(1).packetsOut() == 7_980);
        Files.delete(once);
        relays.change(List.of(plans));
        assertArrives(42_060);
        assertThat(once).doesNotExist();
    }

    @Test
    void servicesThatAllGoOutAreListedWithWhereTheyGo() throws Exception {
        EveryService every = new EveryService(
                "udp://" + GROUP + ":4207{n}?iface=lo", ServiceEdit.NONE, Optional.of(Path.of("tv.m3u")), true);
        List<String> changes = new CopyOnWriteArrayList<>();
        relays = open(new RelayPlan(SIM, List.of(), Optional.of(every)));
        relays.onServices(() -> changes.add("changed"));
        running = relays.run().toFuture();
        await().until(() -> relays.services().get(0).services().size() == 3);
        assertThat(relays.services().get(0).plan()).isEqualTo(every);
        assertThat(changes).hasSizeGreaterThanOrEqualTo(2);
        assertArrives(42_071);
        assertArrives(42_073);

        EveryService quiet = new EveryService(every.to(), every.edit(), Optional.empty(), false);
        relays.change(List.of(new RelayPlan(SIM, List.of(), Optional.of(quiet))));
        assertThat(relays.services().get(0).plan()).isEqualTo(quiet);
        assertThat(relays.services().get(0).services())
                .as("how they are told changes nothing of what is sent")
                .hasSize(3);
    }

    @Test
    void noServiceGoesToWhereTheInputComesFrom() throws Exception {
        Path one = Files.copy(sample, directory.resolve("1.ts"));
        EveryService every =
                new EveryService("file:" + directory + "/{n}.ts", ServiceEdit.NONE, Optional.empty(), false);
        run(new RelayPlan(InputUri.parse("file:" + one + "?fast"), List.of(), Optional.of(every)));
        running.get();
        assertThat(one).hasSameBinaryContentAs(sample);
        assertThat(directory.resolve("2.ts")).isNotEmptyFile();
        assertThat(notices).anyMatch(line -> line.contains(one + ": is the input as well"));
    }

    @Test
    void noServiceGoesToWhereAnotherOutputDoes() throws Exception {
        RelayPlan.Output whole = whole(OutputUri.parse("file:" + directory.resolve("1.ts")));
        EveryService every =
                new EveryService("file:" + directory + "/{n}.ts", ServiceEdit.NONE, Optional.empty(), false);
        run(new RelayPlan(InputUri.parse("file:" + sample + "?fast"), List.of(whole), Optional.of(every)));
        running.get();
        assertThat(directory.resolve("1.ts")).hasSameBinaryContentAs(sample);
        assertThat(directory.resolve("2.ts")).isNotEmptyFile();
        assertThat(notices).anyMatch(line -> line.contains("1.ts: is another output's"));
    }
}
