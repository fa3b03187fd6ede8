// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.sink.LogSink;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * An incident that a driver delivers, kept in a log: what comes out of it again has the same packets, the same spacing and the same
 * events. What arrives has the time of its bit rate, and pauses; nothing waits for it.
 */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class IncidentReplayTest {

    private static final int BUFFER_BYTES = 56 * TsPacket.LENGTH;
    private static final int BUFFERS = 890; // 30 s
    private static final double NANOS_PER_BYTE = 8e9 / 2_500_400;
    private static final int OVERFLOW_AT = 720; // 24 s
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Tr101290Config CHECKS =
            Tr101290Config.builder().schedules(false).build();

    @TempDir
    private Path directory;

    private final List<ByteBuf> received = new ArrayList<>();
    private final List<Long> cameNanos = new ArrayList<>();
    private final List<Told> live = new ArrayList<>();

    /** A change of a state. */
    private record Told(Indicator indicator, @Nullable Integer pid, IndicatorState state, long atMillis) {

        static Told of(IndicatorStatus status) {
            Duration last = status.last();
            return new Told(status.indicator(), status.pid(), status.state(), last == null ? 0 : last.toMillis());
        }

        String what() {
            return indicator + " of " + pid + ": " + state;
        }
    }

    private static int packetAt(double seconds) {
        return (int) (seconds * 1e9 / NANOS_PER_BYTE / TsPacket.LENGTH);
    }

    private static byte[] incident() {
        ByteBuffer bytes = ByteBuffer.allocate(BUFFERS * BUFFER_BYTES);
        try (StreamFeed feed = Playback.ofSample(InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")))
                .looped()
                .unpaced()
                .open()) {
            while (bytes.hasRemaining()) {
                feed.read(bytes, Long.MAX_VALUE);
            }
        }
        ByteBuf stream = Unpooled.wrappedBuffer(bytes.array());
        int clock = 0;
        for (int packet = 0; packet < stream.capacity() / TsPacket.LENGTH; packet++) {
            int at = packet * TsPacket.LENGTH;
            int pid = TsPacket.pid(stream, at);
            boolean isClock = AdaptationField.hasPcr(stream, at);
            clock = clock == 0 && isClock ? pid : clock;
            if (pid == Pid.PAT && isBetween(packet, 13, 14.5) || pid == clock && isBetween(packet, 26, 26.5)) {
                stream.setShort(at + 1, Pid.NULL);
            }
            if (packet == packetAt(16)) {
                stream.setByte(at + 1, stream.getByte(at + 1) | 0x80); // transport_error_indicator
            }
        }
        return bytes.array();
    }

    private static boolean isBetween(int packet, double from, double to) {
        return packet >= packetAt(from) && packet < packetAt(to);
    }

    /** What the driver fills comes at its bit rate, but for two pauses: one that is only late, and one in which nothing is sent. */
    private static long nanos(int buffer) {
        return (long) ((buffer + 1L) * BUFFER_BYTES * NANOS_PER_BYTE)
                + buffer * 7_919L % 4_000_000
                + (buffer > 560 ? 700_000_000L : 0)
                + (buffer > 640 ? 3_000_000_000L : 0);
    }

    @BeforeEach
    void receive() {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .feed(Playback.ofBytes(ByteBuffer.wrap(incident()))
                        .unpaced()
                        .once()
                        .open())
                .faults(FaultPlan.none().failing(DmxVerb.DEQUEUE, OVERFLOW_AT, Errno.EOVERFLOW))
                .build();
        DmxBufferPoolConfig pool = DmxBufferPoolConfig.builder()
                .bufferSizeBytes(BUFFER_BYTES)
                .overload(OverloadPolicy.HOLD)
                .build();
        AlignPackets align = new AlignPackets();
        CheckTr101290 check = new CheckTr101290(CHECKS, align, status -> live.add(Told.of(status)));
        int[] count = {0};
        try (DvbSource source = DvbSource.open(device, pool, PesFilter.fullTs())) {
            source.buffers()
                    .transform(align)
                    .map(buffer -> {
                        count[0] += Loss.before(buffer) == null ? 0 : 1;
                        if (count[0] == 641) {
                            check.silence();
                        }
                        cameNanos.add(nanos(count[0]));
                        return Arrivals.mark(buffer, Arrivals.at(nanos(count[0]++)));
                    })
                    .transform(check)
                    .doOnNext(this::keep)
                    .takeUntil(last -> count[0] == BUFFERS)
                    .blockLast(LIMIT);
        }
    }

    private void keep(ByteBuf buffer) {
        ByteBuf copy = Loss.carry(buffer, buffer.copy());
        received.add(Arrivals.mark(copy, Objects.requireNonNull(Arrivals.of(buffer))));
        buffer.release();
    }

    private FileLog kept() throws IOException {
        FileLog log = FileLog.in(directory, FileLogConfig.builder().build());
        try (LogSink sink = LogSink.to("log:hd", log.write("hd"))) {
            sink.send(Flux.fromIterable(received).map(ByteBuf::retain)).block(LIMIT);
        }
        return log;
    }

    private void release() {
        received.forEach(ByteBuf::release);
    }

    @Test
    void packetsAndSpacingAreTheSame() throws Exception {
        try (FileLog log = kept()) {
            long end = log.end("hd").orElseThrow();
            List<TsChunk> chunks = Objects.requireNonNull(log.read("hd", LogStart.OLDEST)
                    .takeUntil(chunk -> chunk.endDatagram() >= end)
                    .collectList()
                    .block(LIMIT));
            VirtualTimeScheduler time = VirtualTimeScheduler.create();
            List<Long> emittedNanos = new ArrayList<>();
            ByteBuf packets = Unpooled.buffer();
            Flux.fromIterable(chunks)
                    .transform(new PaceChunks(1, false, time, new SchedulerTime(time, 0)))
                    .subscribe(chunk -> {
                        emittedNanos.add(time.now(TimeUnit.NANOSECONDS));
                        packets.writeBytes(chunk.payload());
                        chunk.release();
                    });
            time.advanceTimeBy(Duration.ofMinutes(1));

            ByteBuf all = Unpooled.wrappedBuffer(received.toArray(ByteBuf[]::new));
            assertThat(ByteBufUtil.equals(packets, all)).isTrue();
            assertThat(emittedNanos).hasSameSizeAs(cameNanos);
            for (int i = 0; i < cameNanos.size(); i++) {
                assertThat(emittedNanos.get(i) - emittedNanos.get(0))
                        .isCloseTo(cameNanos.get(i) - cameNanos.get(0), within(1_000_000L));
            }
            all.release(); // and what was received
        }
    }

    @Test
    void eventsAreTheSame() throws Exception {
        try (FileLog log = kept()) {
            assertThat(live)
                    .filteredOn(told -> told.state() == IndicatorState.RAISED)
                    .extracting(Told::indicator)
                    .contains(
                            Indicator.TS_SYNC_LOSS,
                            Indicator.PAT,
                            Indicator.CONTINUITY,
                            Indicator.TRANSPORT,
                            Indicator.PCR_REPETITION);
            assertSame(events(log, 0), live, 0);
        } finally {
            release();
        }
    }

    @Test
    void eventsAreTheSameFromTenSecondsIntoASpanOn() throws Exception {
        try (FileLog log = kept()) {
            int first = 60; // 2 s
            long startMillis = TimeUnit.NANOSECONDS.toMillis(cameNanos.get(first) - cameNanos.get(0));
            List<Told> later = live.stream()
                    .filter(told -> told.atMillis() >= startMillis + 10_000)
                    .toList();
            List<Told> replayed = events(log, first * BUFFER_BYTES / 7 / TsPacket.LENGTH).stream()
                    .filter(told -> told.atMillis() >= 10_000)
                    .toList();
            assertThat(later).isNotEmpty();
            assertSame(replayed, later, startMillis);
        } finally {
            release();
        }
    }

    private static List<Told> events(FileLog log, long datagram) {
        List<Told> told = new ArrayList<>();
        AlignPackets align = new AlignPackets();
        try (LogSource source = LogSource.fast(log, "hd", new LogStart.Position(datagram), LogEnd.THERE)) {
            source.buffers()
                    .transform(align)
                    .transform(new CheckTr101290(CHECKS, align, status -> told.add(Told.of(status))))
                    .doOnNext(ByteBuf::release)
                    .blockLast(LIMIT);
        }
        return told;
    }

    private static void assertSame(List<Told> replayed, List<Told> live, long startMillis) {
        assertThat(replayed)
                .extracting(Told::what)
                .containsExactlyElementsOf(live.stream().map(Told::what).toList());
        for (int i = 0; i < live.size(); i++) {
            if (live.get(i).indicator() != Indicator.TS_SYNC_LOSS) { // it is a matter of who looks
                assertThat(replayed.get(i).atMillis() + startMillis)
                        .as(live.get(i).what())
                        .isCloseTo(live.get(i).atMillis(), within(50L));
            }
        }
    }
}
