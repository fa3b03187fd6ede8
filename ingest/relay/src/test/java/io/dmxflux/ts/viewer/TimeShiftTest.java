// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.hls.AccessPoints;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.op.CheckContinuity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Services of the simulated driver, as they were. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class TimeShiftTest {

    private static final int PACKETS = 1000;
    private static final String STREAM = "timeshift-sim";
    private static final ServicePath SERVICE = new ServicePath("sim", 1);

    @TempDir
    private Path directory;

    private ServedRelays keeping() {
        return ServedRelays.keeping(
                        ViewerLimits.DEFAULT, new TimeShiftSettings(directory, Duration.ofHours(1), 0), "sim:")
                .listed();
    }

    /** Waits until a moment can be seen: that some seconds behind the first that is kept. */
    private Instant kept(ServedRelays served, int seconds) {
        await().atMost(ServedRelays.PATIENCE).until(() -> oldest().isPresent());
        Instant moment = oldest().orElseThrow().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        await().atMost(ServedRelays.PATIENCE)
                .until(() -> newest().filter(moment::isBefore).isPresent());
        await().atMost(ServedRelays.PATIENCE)
                .until(() -> served.ask("HEAD", "sim-1.ts?at=" + moment).statusCode() == 200);
        return moment;
    }

    private Optional<Instant> newest() {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build())) {
            return log.time(STREAM, log.end(STREAM).orElseThrow() - 1);
        } catch (IOException | NoSuchElementException e) {
            return Optional.empty(); // not yet
        }
    }

    private Optional<Instant> oldest() {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build())) {
            return log.time(STREAM, 0);
        } catch (IOException e) {
            return Optional.empty(); // not yet
        }
    }

    @Test
    void aStreamBeginsAtTheLastPointBeforeTheMoment() throws Exception {
        try (ServedRelays served = keeping()) {
            Instant moment = kept(served, 8);
            byte[] stream;
            try (ServedRelays.OpenStream open = served.open("sim-1.ts?at=" + moment)) {
                assertThat(open.header).startsWith("HTTP/1.1 200 OK").containsIgnoringCase("content-type: video/mp2t");
                stream = open.read(PACKETS * TsPacket.LENGTH);
            }
            ByteBuf packets = Unpooled.wrappedBuffer(stream);
            assertThat(TsPacket.pid(packets, 0)).as("PAT").isZero();
            assertThat(firstPicture(packets)).isEqualTo(AccessPoints.Found.POINT);
            assertIsWhole(stream);
            int pcrPid = firstPcr(packets);
            long ticks = clockAt(moment, TsPacket.pid(packets, pcrPid)) - AdaptationField.pcrTicks(packets, pcrPid);
            assertThat(ticks / (double) Pcr.TICKS_PER_SECOND)
                    .as("seconds before the moment")
                    .isBetween(-0.5, 4.0);
            await().atMost(ServedRelays.PATIENCE).until(() -> book(served).viewers() == 0);
            ViewerBook book = book(served);
            assertThat(book.imbalanceBytes()).isZero();
            assertThat(book.sentBytes()).isGreaterThanOrEqualTo(stream.length);
            assertThat(served.book("sim-1").cameBytes()).as("of the live one").isZero();
        }
    }

    private static ViewerBook book(ServedRelays served) {
        return served.shift.orElseThrow().books().getOrDefault(SERVICE, ViewerBook.NONE);
    }

    private static AccessPoints.Found firstPicture(ByteBuf packets) {
        AccessPoints points = new AccessPoints();
        for (int at = 0; at < packets.writerIndex(); at += TsPacket.LENGTH) {
            AccessPoints.Found found = points.packet(packets, at);
            if (found != AccessPoints.Found.NOTHING) {
                return found;
            }
        }
        return AccessPoints.Found.NOTHING;
    }

    private static void assertIsWhole(byte[] stream) {
        CheckContinuity check = new CheckContinuity();
        Flux.just(Unpooled.wrappedBuffer(stream)).transform(check).subscribe(ByteBuf::release);
        assertThat(check.stats().continuityErrors()).as("gaps").isZero();
    }

    private static int firstPcr(ByteBuf packets) {
        for (int at = 0; at < packets.writerIndex(); at += TsPacket.LENGTH) {
            if (AdaptationField.hasPcr(packets, at)) {
                return at;
            }
        }
        throw new AssertionError("no PCR");
    }

    /** The clock of a PID behind a moment, out of the log. */
    private long clockAt(Instant moment, int pid) {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build())) {
            return log.read(STREAM, new LogStart.At(moment))
                    .map(chunk -> clock(chunk, pid))
                    .filter(ticks -> ticks != Pcr.ABSENT)
                    .next()
                    .blockOptional(ServedRelays.PATIENCE)
                    .orElseThrow();
        }
    }

    private static long clock(TsChunk chunk, int pid) {
        try {
            ByteBuf packets = chunk.payload();
            for (int at = 0; at < packets.writerIndex(); at += TsPacket.LENGTH) {
                if (TsPacket.pid(packets, at) == pid && AdaptationField.hasPcr(packets, at)) {
                    return AdaptationField.pcrTicks(packets, at);
                }
            }
            return Pcr.ABSENT;
        } finally {
            chunk.release();
        }
    }

    @Test
    void aStreamEndsWhereItWasToEndWithWhatCameBefore() throws Exception {
        try (ServedRelays served = keeping()) {
            Instant moment = kept(served, 4);
            Instant end = moment.minusSeconds(2);
            HttpResponse<byte[]> answer = served.ask("GET", "sim-1.ts?at=" + moment.minusSeconds(3) + "&until=" + end);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith(0x47);
            assertIsWhole(answer.body());
            ByteBuf packets = Unpooled.wrappedBuffer(answer.body());
            int pcrPid = firstPcr(packets);
            long ticks = clockAt(end, TsPacket.pid(packets, pcrPid)) - lastPcr(packets);
            assertThat(ticks / (double) Pcr.TICKS_PER_SECOND)
                    .as("seconds before the end")
                    .isBetween(-0.1, 2.0);
            await().atMost(ServedRelays.PATIENCE).until(() -> book(served).viewers() == 0);
            assertThat(book(served).imbalanceBytes()).isZero();
        }
    }

    private static long lastPcr(ByteBuf packets) {
        for (int at = packets.writerIndex() - TsPacket.LENGTH; at >= 0; at -= TsPacket.LENGTH) {
            if (AdaptationField.hasPcr(packets, at)) {
                return AdaptationField.pcrTicks(packets, at);
            }
        }
        throw new AssertionError("no PCR");
    }

    @Test
    void aParameterThatThereIsNotIsRefused() throws Exception {
        try (ServedRelays served = new ServedRelays(ViewerLimits.DEFAULT, "sim:").listed()) {
            assertThat(served.ask("HEAD", "sim-1.ts?duration=60").statusCode())
                    .as("what recorders ask of a tuner")
                    .isEqualTo(200);
            for (String path : List.of("sim-1.ts", "sim-1/index.m3u8")) {
                assertThat(served.ask("GET", path + "?at=-1m&speed=2").statusCode())
                        .isEqualTo(400);
                assertThat(served.text(path + "?at=-1m&speed=2"))
                        .isEqualTo("speed: 2 (expected: no parameter but at= and until=; a service comes as fast as it"
                                + " came)\n");
                assertThat(served.text(path + "?until=-1m"))
                        .isEqualTo("until: -1m (expected: at= with it, as at=-30m)\n");
                assertThat(served.text(path + "?at=-2m&at=-1m")).isEqualTo("at: 2 times (expected: once)\n");
                assertThat(served.text(path + "?at=-2m&until=soon"))
                        .startsWith("until: soon (expected: a time ago in s, m, h or d, as -30m, or a moment, ");
            }
        }
    }

    @Test
    void whatIsNotKeptIsRefusedWithWhatIs() throws Exception {
        try (ServedRelays served = keeping()) {
            kept(served, 1);
            assertThat(served.ask("GET", "sim-1.ts?at=-2h").statusCode()).isEqualTo(404);
            assertThat(served.text("sim-1.ts?at=-2h"))
                    .matches("at: \\S+ of sim \\(expected: "
                            + ShiftInstant.text(oldest().orElseThrow()).replace("+", "\\+")
                            + " or later, which is kept\\)\n");
            assertThat(served.ask("GET", "sim-1.ts?at=yesterday").statusCode()).isEqualTo(400);
            assertThat(served.text("sim-1.ts?at=" + Instant.now().plusSeconds(3600)))
                    .contains("nothing has come yet (expected: ");
            assertThat(served.ask("GET", "sim-9.ts?at=-2h").statusCode()).isEqualTo(404);
        }
        try (ServedRelays served = new ServedRelays(ViewerLimits.DEFAULT, "sim:").listed()) {
            assertThat(served.text("sim-1.ts?at=-1s"))
                    .isEqualTo("at: -1s: nothing is kept (expected: --timeshift DIR)\n");
        }
    }

    @Test
    void aMomentOfAHoleIsThatWhereItGoesOn() throws Exception {
        Instant before = Instant.now().minusSeconds(1800);
        keepOnePacket(before);
        try (ServedRelays served = keeping()) {
            await().atMost(ServedRelays.PATIENCE)
                    .until(() ->
                            newest().filter(before.plusSeconds(60)::isBefore).isPresent());
            HttpResponse<byte[]> answer = served.ask("HEAD", "sim-1.ts?at=-20m");
            assertThat(answer.statusCode()).isEqualTo(200);
            String place = answer.headers().firstValue("Content-Location").orElseThrow();
            assertThat(place).startsWith("/services/sim-1.ts?at=");
            assertThat(Instant.parse(place.split("=")[1])).isAfter(before.plusSeconds(1700));
            try (ServedRelays.OpenStream open = served.open("sim-1.ts?at=-20m")) {
                assertThat(TsPacket.pid(Unpooled.wrappedBuffer(open.read(PACKETS * TsPacket.LENGTH)), 0))
                        .as("PAT")
                        .isZero();
            }
            assertThat(served.ask("HEAD", "sim-1.ts?at=-40m").statusCode())
                    .as("before the oldest")
                    .isEqualTo(404);
        }
    }

    private void keepOnePacket(Instant at) throws IOException {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build())) {
            LogWriter writer = log.write(STREAM);
            ChunkCutter cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), writer::append);
            cutter.add(Unpooled.wrappedBuffer(CraftedPacket.of(0x100).bytes()), 0, at.toEpochMilli());
            cutter.flush();
        }
    }

    @Test
    void aRestartGoesOnWithWhatIsKept() throws Exception {
        Instant moment;
        try (ServedRelays served = keeping()) {
            moment = kept(served, 2);
        }
        try (ServedRelays served = keeping()) {
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.ask("HEAD", "sim-1.ts?at=" + moment).statusCode() == 200);
            try (ServedRelays.OpenStream open = served.open("sim-1.ts?at=" + moment)) {
                assertThat(open.read(PACKETS * TsPacket.LENGTH)).startsWith(0x47);
            }
        }
    }

    @Test
    void theEndOfAllEndsWhoIsWatching() throws Exception {
        ServedRelays.OpenStream open;
        try (ServedRelays served = keeping()) {
            Instant moment = kept(served, 2);
            open = served.open("sim-1.ts?at=" + moment);
            assertThat(open.read(PACKETS * TsPacket.LENGTH)).startsWith(0x47);
            served.shift.orElseThrow().close();
            open.drain();
            assertThat(book(served).imbalanceBytes()).isZero();
            await().atMost(ServedRelays.PATIENCE)
                    .untilAsserted(() -> assertThat(book(served).viewers()).isZero());
        }
        open.close();
    }

    @Test
    void aDiskThatRefusesIsToldOnceAndTriedAgain() throws Exception {
        Path blocked = directory.resolve(STREAM);
        Files.writeString(blocked, "a file where a folder should be", StandardCharsets.UTF_8);
        try (ServedRelays served = keeping()) {
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.told.stream().anyMatch(line -> line.startsWith("timeshift sim: ")));
            Files.delete(blocked);
            await().atMost(ServedRelays.PATIENCE).until(() -> served.told.contains("timeshift sim: is kept again"));
            assertThat(served.told.stream().filter(line -> line.endsWith("; waiting for it")))
                    .hasSize(1);
            kept(served, 1);
        }
    }
}
