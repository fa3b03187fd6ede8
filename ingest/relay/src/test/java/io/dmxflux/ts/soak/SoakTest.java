// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight inputs in one sitting with faults of all kinds, after which everything is on air again without a hand. Root only; the
 * log of the faults and what the relay said are left in {@code target/soak/SEED}.
 */
@Tag("soak")
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SoakTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT5M"));
    private static final long SEED = Long.getLong("soak.seed", 11);

    private static final long PACKETS_ON_AIR = 300;
    private static final int CALM_PORT = 6100;
    private static final Pattern PORT = Pattern.compile(":(6\\d{3})");

    @TempDir
    private Path directory;

    @Test
    void everythingIsOnAirAgainAndTheBooksBalance() throws Exception {
        Path log = Files.createDirectories(Path.of("target", "soak", Long.toString(SEED)));
        try (SoakNetwork network = new SoakNetwork();
                RelayFiles files = new RelayFiles(directory, DURATION)) {
            List<StreamPath> paths = StreamPath.eight(files);
            files.write(paths);
            try (WireReceiver receiver = new WireReceiver(network.around);
                    Senders senders = new Senders(network.around);
                    RelayProcess relay = new RelayProcess(network.relay, files.config(), log);
                    PrintWriter faults =
                            new PrintWriter(log.resolve("faults.txt").toFile())) {
                await().atMost(PATIENCE).until(() -> relay.count("-> ") >= paths.size());
                startAll(senders, paths);
                awaitOnAir(receiver, paths, files);
                Resources resources = new Resources(relay, DURATION.dividedBy(3), log);

                new FaultSchedule(SEED, DURATION, new Faults(network, senders, relay, files, paths).kinds())
                        .run(what -> {
                            faults.println(LocalTime.now() + " " + what);
                            resources.look(what.equals(Faults.STOP));
                        });
                faults.println(LocalTime.now() + " calm");
                faults.flush();

                assertThat(relay.isAlive()).as("the relay lives").isTrue();
                awaitOnAir(receiver, paths, files);
                SoftAssertions softly = new SoftAssertions();
                resources.check(softly);
                stopAll(senders, paths);
                softly.assertThat(relay.terminate()).as("exit code").isZero();
                awaitQuiet(receiver);
                check(softly, relay.lines(), receiver, senders, paths, files);
                softly.assertAll();
            }
        }
    }

    private static void startAll(Senders senders, List<StreamPath> paths) throws IOException {
        for (StreamPath path : paths) {
            if (path.isSent()) {
                senders.start(path, SEED + path.port());
            }
        }
    }

    private static void stopAll(Senders senders, List<StreamPath> paths) throws IOException {
        for (StreamPath path : paths) {
            if (path.isSent()) {
                senders.stop(path);
            }
        }
    }

    private static List<Integer> ports(List<StreamPath> paths) {
        return paths.stream()
                .flatMap(path -> path.outputs().stream())
                .map(PORT::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.parseInt(matcher.group(1)))
                .toList();
    }

    /** Each output has some packets behind each other without a gap, and each recording grows. */
    private static void awaitOnAir(WireReceiver receiver, List<StreamPath> paths, RelayFiles files) {
        receiver.startAgain();
        for (int port : ports(paths)) {
            await("output to port " + port + " is on air")
                    .atMost(PATIENCE)
                    .until(() -> receiver.packetsInOrder(port) >= PACKETS_ON_AIR);
        }
        for (Path recording : List.of(files.recordingOnDisk(), files.recordingInDirectory())) {
            long before = recording.toFile().length();
            await(recording + " grows")
                    .atMost(PATIENCE)
                    .until(() -> recording.toFile().length() > before);
        }
    }

    private static void awaitQuiet(WireReceiver receiver) {
        AtomicLong packets = new AtomicLong();
        await().atMost(PATIENCE).during(QUIET).until(() -> packets.getAndSet(receiver.packets()) == receiver.packets());
    }

    private static void check(
            SoftAssertions softly,
            List<String> lines,
            WireReceiver receiver,
            Senders senders,
            List<StreamPath> paths,
            RelayFiles files)
            throws IOException {
        ToldBooks books = new ToldBooks(lines);
        books.check(softly);
        ToldLines told = new ToldLines(lines);
        told.check(softly);
        told.kinds().forEach((line, count) -> System.out.println(count + "  " + line));
        List<Integer> ports = new ArrayList<>(ports(paths));
        ports.addAll(Faults.MORE_PORTS);
        for (int port : ports) {
            long out = books.packetsOut(":" + port);
            if (port > CALM_PORT) {
                softly.assertThat(receiver.packets(port))
                        .as("received of port %d", port)
                        .isEqualTo(out);
            } else {
                softly.assertThat(receiver.packets(port))
                        .as("received of port %d", port)
                        .isLessThanOrEqualTo(out);
            }
        }
        for (Path recording : List.of(files.recordingOnDisk(), files.recordingInDirectory())) {
            softly.assertThat(RelayFiles.recordedBytes(recording))
                    .as("bytes of " + recording)
                    .isEqualTo(books.packetsOut(recording.toString()) * 188);
        }
        for (StreamPath path : paths) {
            if (path.isSent() && path.isCalm()) {
                softly.assertThat(books.datagrams(":" + path.port()))
                        .as("datagrams received, or dropped by the kernel, of port %d", path.port())
                        .isEqualTo(senders.sent(path));
            }
        }
    }
}
