// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.es.VideoFormat;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The bundled sample, whole, damaged, and again and again. */
class SampleInspectionTest {

    private static final int PER_BUFFER = 28 * TsPacket.LENGTH;

    private final byte[] sample = sample();
    private long now;

    private static byte[] sample() {
        try (InputStream in = Playback.class.getResourceAsStream("sample.ts")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives all of it, a buffer each 17 ms, which is its rate. */
    private void look(Inspection inspection, ByteBuf whole) {
        for (int at = 0; at + PER_BUFFER <= whole.readableBytes(); at += PER_BUFFER) {
            now += TimeUnit.MILLISECONDS.toNanos(17);
            inspection.add(whole.slice(at, PER_BUFFER));
        }
    }

    @Test
    void itsServicesHaveFormatsAndItsClocksARate() {
        Inspection inspection = new Inspection(Tr101290Config.Time.ARRIVAL, () -> now);
        look(inspection, Unpooled.wrappedBuffer(sample));

        assertThat(inspection.services()).hasSize(3).allSatisfy(service -> {
            assertThat(service.name()).startsWith("dmxflux ");
            assertThat(service.type()).isEqualTo(InspectedService.Type.TELEVISION);
            assertThat(service.scrambled()).isFalse();
            assertThat(service.streams())
                    .allSatisfy(stream ->
                            assertThat(stream.format()).as(stream.name()).isNotNull());
            assertThat(service.streams().get(0).format()).isInstanceOf(VideoFormat.class);
            assertThat(inspection.clock(given(service.pcrPid())).orElseThrow().points())
                    .as("of a stream of constant bit rate")
                    .allSatisfy(point -> assertThat(point.rateMicros()).isBetween(-0.5, 0.5));
        });
        assertThat(inspection.services()).extracting(InspectedService::number).containsExactly(1, 2, 3);
        assertThat(inspection.pids()).allSatisfy(pid -> {
            assertThat(pid.continuityErrors()).isZero();
            assertThat(pid.kind()).isNotEqualTo("unreferenced");
        });
        assertThat(inspection.tables())
                .extracting(InspectedTable::name)
                .contains("PAT", "PMT", "NIT", "SDT", "EIT", "TDT", "TOT");
    }

    private static int given(@Nullable Integer pid) {
        return Objects.requireNonNull(pid);
    }

    @RepeatedTest(20)
    void whatIsDamagedIsStillLookedAt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] damaged = sample.clone();
        int bytes = 1 << random.nextInt(18);
        for (int i = 0; i < bytes; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        if (repetition.getCurrentRepetition() % 5 == 0) {
            random.nextBytes(damaged);
        }
        Inspection inspection =
                new Inspection(random.nextBoolean() ? Tr101290Config.Time.ARRIVAL : Tr101290Config.Time.PCR, () -> now);
        look(inspection, Unpooled.wrappedBuffer(damaged));

        assertThat(inspection.services()).hasSizeLessThanOrEqualTo(LiveTables.MOST_SERVICES);
        assertThat(inspection.pids()).isNotEmpty();
        assertThat(inspection.multiplex().packets()).isPositive();
        inspection.clocks().forEach(inspection::clock);
        inspection.tables().forEach(table -> assertThat(table.tree().name()).isEqualTo(table.name()));
        assertThat(inspection.guide()).isNotNull();
    }

    /** But for a format that is looked for again each second, and for times of day, of which each is another. */
    @Test
    void whatRepeatsMakesNoObjects() {
        Inspection inspection = new Inspection(Tr101290Config.Time.ARRIVAL, () -> now);
        ByteBuf whole = Unpooled.directBuffer().writeBytes(sample);
        List<ByteBuf> buffers = List.copyOf(slices(whole));
        repeat(inspection, buffers, 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(inspection, buffers, 20);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long packets = 20L * sample.length / TsPacket.LENGTH;
        whole.release();

        assertThat(allocated).as("bytes for %d packets", packets).isLessThan(16 * packets);
    }

    private static List<ByteBuf> slices(ByteBuf whole) {
        return IntStream.range(0, whole.readableBytes() / PER_BUFFER)
                .mapToObj(i -> whole.slice(i * PER_BUFFER, PER_BUFFER))
                .toList();
    }

    private void repeat(Inspection inspection, List<ByteBuf> buffers, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (ByteBuf buffer : buffers) {
                now += TimeUnit.MILLISECONDS.toNanos(17);
                inspection.add(buffer);
            }
        }
    }
}
