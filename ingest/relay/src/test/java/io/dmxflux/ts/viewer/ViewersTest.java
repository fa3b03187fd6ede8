// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.hls.AccessPoints;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.relay.BooksProbe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Services of the simulated driver, by HTTP. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class ViewersTest {

    private static final int PACKETS = 1000;

    private static final ViewerLimits LIMITS = new ViewerLimits(
            150,
            1 << 18,
            Duration.ofSeconds(5),
            64 << 20,
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofSeconds(12));

    @TempDir
    private Path directory;

    @Test
    void aStreamBeginsWithItsTablesAndAtAPoint() throws Exception {
        try (ServedRelays served = new ServedRelays(LIMITS, "sim:").listed();
                ServedRelays.OpenStream first = served.open("sim-1.ts");
                ServedRelays.OpenStream second = served.open("1.ts")) {
            assertThat(first.header)
                    .startsWith("HTTP/1.1 200 OK")
                    .containsIgnoringCase("content-type: video/mp2t\r\n")
                    .containsIgnoringCase("cache-control: no-store\r\n")
                    .doesNotContain("chunked");
            assertBegins(served, first.read(PACKETS * TsPacket.LENGTH));
            assertBegins(served, second.read(PACKETS * TsPacket.LENGTH));
        }
    }

    /** The tables first; nothing is missing that is on no account; and the first picture is one to begin with. */
    private static void assertBegins(ServedRelays served, byte[] stream) {
        ByteBuf packets = Unpooled.wrappedBuffer(stream);
        assertThat(TsPacket.pid(packets, 0)).as("PAT").isZero();
        AccessPoints points = new AccessPoints();
        List<AccessPoints.Found> found = new ArrayList<>();
        for (int at = 0; at < stream.length; at += TsPacket.LENGTH) {
            AccessPoints.Found one = points.packet(packets, at);
            if (one != AccessPoints.Found.NOTHING) {
                found.add(one);
            }
        }
        assertThat(TsPacket.pid(packets, TsPacket.LENGTH)).as("PMT").isEqualTo(points.mapPid());
        assertThat(found.subList(0, 2))
                .as("the first pictures")
                .containsAnyOf(AccessPoints.Found.POINT, AccessPoints.Found.POINT_BEFORE);
        CheckContinuity check = new CheckContinuity();
        Flux.just(packets).transform(check).subscribe();
        if (!served.hasLost("sim-1")) {
            assertThat(check.stats().missingPackets()).as("missing").isZero();
        }
    }

    @Test
    void whatIsNotThereIsRefusedInALineThatNamesWhatIs() throws Exception {
        Path sample = BundledSample.at(directory.resolve("other.ts"));
        try (ServedRelays served = new ServedRelays(LIMITS, "sim:", "sim:" + sample).listed()) {
            HttpResponse<byte[]> none = served.ask("GET", "sim-99.ts");
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(new String(none.body(), StandardCharsets.UTF_8))
                    .startsWith("service: sim-99 (expected: one of sim-1, sim-2, sim-3, ")
                    .endsWith("other.ts-3)\n");
            assertThat(served.text("1.ts")).as("of two inputs").startsWith("service: 1 (expected: one of sim-1, ");
            assertThat(served.ask("GET", "sim-1/nonsense").statusCode()).isEqualTo(404);
            assertThat(served.ask("GET", "sim-1/7.ts").statusCode()).isEqualTo(404);
            HttpResponse<byte[]> head = served.ask("HEAD", "sim-1.ts");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Type")).contains("video/mp2t");
        }
    }

    private static ViewerLimits limits(int viewers) {
        return new ViewerLimits(
                viewers,
                LIMITS.behindBytes(),
                LIMITS.behind(),
                LIMITS.segmentBytes(),
                LIMITS.linger(),
                LIMITS.patience(),
                LIMITS.pause());
    }

    @Test
    void ofTooManyViewersTheLastIsRefused() throws Exception {
        ViewerLimits one = limits(1);
        try (ServedRelays served = new ServedRelays(one, "sim:").listed();
                ServedRelays.OpenStream first = served.open("sim-1.ts")) {
            first.read(TsPacket.LENGTH);
            HttpResponse<byte[]> second = served.ask("GET", "sim-2.ts");
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            assertThat(new String(second.body(), StandardCharsets.UTF_8))
                    .isEqualTo("viewers: 1 (expected: no more than that)\n");
        }
    }

    /** Each is told before it has joined that there is room. */
    @Test
    void viewersThatComeAtOnceAreNotMoreThanThereMayBe() throws Exception {
        ViewerLimits few = limits(3);
        ExecutorService clients = Executors.newFixedThreadPool(30);
        try (ServedRelays served = new ServedRelays(few, "sim:").listed();
                ServedRelays.OpenStream first = served.open("sim-1.ts")) {
            first.read(TsPacket.LENGTH);
            Callable<ServedRelays.OpenStream> client = () -> served.open("sim-1.ts");
            int let = 0;
            for (Future<ServedRelays.OpenStream> asked : clients.invokeAll(Collections.nCopies(30, client))) {
                let += asked.get().header.startsWith("HTTP/1.1 200 ") ? 1 : 0;
            }
            assertThat(let).isEqualTo(2);
            assertThat(served.book("sim-1").viewers()).isEqualTo(3);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aHundredViewersHaveOneOutputAndASlowOneLosesAlone() throws Exception {
        List<ServedRelays.OpenStream> open = new ArrayList<>();
        try (ServedRelays served = new ServedRelays(LIMITS, "sim:").listed();
                BooksProbe probe = new BooksProbe(served.relays::books)) {
            probe.lookAgain();
            ServedRelays.OpenStream slow = served.open("sim-1.ts");
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ServedRelays.OpenStream stream = served.open("sim-1.ts");
                open.add(stream);
                readers.add(drain(stream));
            }
            assertThat(served.book("sim-1").viewers()).isEqualTo(101);
            assertThat(served.watched()).containsExactly("http sim-1 (service 1)");
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.book("sim-1").policyBytes() > 0);
            ViewerBook book = served.book("sim-1");
            assertThat(book.imbalanceBytes()).isZero();
            assertThat(book.policyBytes()).as("of one of 101").isLessThan(book.cameBytes() / 50);
            slow.close();
            for (ServedRelays.OpenStream stream : open) {
                stream.close();
            }
            for (Thread reader : readers) {
                reader.join();
            }
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.book("sim-1").viewers() == 0);
            assertThat(served.book("sim-1").queuedBytes()).isZero();
            assertThat(served.book("sim-1").policyBytes()).isGreaterThanOrEqualTo(book.policyBytes());
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.relays.runningStats().get(0).outputs().size() == 1);
        }
    }

    private static Thread drain(ServedRelays.OpenStream stream) {
        Thread reader = new Thread(() -> {
            try {
                stream.drain();
            } catch (java.io.IOException e) {
                // closed by the test
            }
        });
        reader.start();
        return reader;
    }

    @Test
    void viewersThatComeAndGoLeaveTheBooksInBalance() throws Exception {
        try (ServedRelays served = new ServedRelays(LIMITS, "sim:").listed();
                BooksProbe probe = new BooksProbe(served.relays::books)) {
            for (int i = 0; i < 60; i++) {
                String path = "sim-" + (1 + i % 3);
                try (ServedRelays.OpenStream stream = served.open(path + ".ts")) {
                    stream.read(i % 4 * 15 * TsPacket.LENGTH);
                }
                assertThat(served.book(path).imbalanceBytes()).isZero();
            }
            assertThat(served.watched()).hasSize(3);
            probe.lookAgain();
        }
    }

    @Test
    void viewersStayWhileTheConfigurationChanges() throws Exception {
        Path sample = BundledSample.at(directory.resolve("b.ts"));
        String input = "sim:" + sample;
        try (ServedRelays served = new ServedRelays(LIMITS, "sim:", input).listed()) {
            String path = served.relays.live().slugs().of(input) + "-1";
            try (ServedRelays.OpenStream stream = served.open(path + ".ts")) {
                stream.read(PACKETS * TsPacket.LENGTH);
                String before = served.text(path + "/index.m3u8");
                served.relays.change(ServedRelays.plans("sim:"));
                assertThat(served.ask("GET", path + ".ts").statusCode()).isEqualTo(404);
                served.relays.change(ServedRelays.plans("sim:", input));
                stream.read(3 * PACKETS * TsPacket.LENGTH);
                served.listed();
                await().atMost(ServedRelays.PATIENCE)
                        .until(() -> served.text(path + "/index.m3u8").contains("#EXT-X-DISCONTINUITY\n"));
                assertThat(sequence(served.text(path + "/index.m3u8"))).isGreaterThanOrEqualTo(sequence(before));
            }
        }
    }

    private static long sequence(String playlist) {
        return Long.parseLong(playlist.replaceAll("(?s).*#EXT-X-MEDIA-SEQUENCE:(\\d+).*", "$1"));
    }
}
