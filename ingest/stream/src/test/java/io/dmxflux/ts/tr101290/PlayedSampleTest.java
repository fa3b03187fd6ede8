// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.ts.Ffprobe;
import io.dmxflux.ts.guide.GuideCollector;
import io.dmxflux.ts.guide.GuideEvent;
import io.dmxflux.ts.guide.GuideLimits;
import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.guide.ServiceTriplet;
import io.dmxflux.ts.psi.SectionAssembler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled sample as a receiver sees it, played with a clock that goes as the stream does. */
class PlayedSampleTest {

    private static final int ROUND_PACKETS = 7980;
    private static final int CHUNK = 343 * 188;
    private static final long BITS_PER_SECOND = 2_500_400;

    private final Tr101290Monitor monitor = new Tr101290Monitor(
            Tr101290Config.DEFAULT.toBuilder().time(Tr101290Config.Time.PCR).build());
    private Instant now = Instant.EPOCH;

    @TempDir
    private Path directory;

    /** At the last one events end, a segment of the schedule does, the day, and winter. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-26T23:17:00Z", "2026-11-26T23:59:55Z", "2027-03-28T00:59:55Z"})
    void hasNoErrorByTr101290OverThreeRounds(Instant start) {
        monitor.sync(0, 0);
        play(start, 3 * ROUND_PACKETS, packets -> monitor.add(packets, 0));

        Tr101290Report report = monitor.report();
        assertThat(report.elapsed()).isGreaterThan(Duration.ofSeconds(14));
        assertThat(report.indicators())
                .isNotEmpty()
                .allSatisfy(status ->
                        assertThat(status.state()).as("%s", status.indicator()).isEqualTo(IndicatorState.NEVER));
        assertThat(report.clocks()).hasSize(3);
    }

    @Test
    void guideGoesOnWithTheTime() {
        Instant start = Instant.parse("2026-11-26T23:59:54Z");
        ProgrammeGuide before = guide(start, ROUND_PACKETS);
        ProgrammeGuide after = guide(start, 3 * ROUND_PACKETS);

        assertThat(titles(before, start))
                .isEqualTo(Map.of(1, "The Last Repeater", 2, "Konzert für Frühaufsteher", 3, "A Quiet Channel"));
        assertThat(titles(after, now))
                .isEqualTo(Map.of(1, "The News", 2, "Nachrichten für zwei Länder", 3, "Tone and Test Card"));
        assertThat(before.localOffsets())
                .hasSize(2)
                .allSatisfy(local -> assertThat(local.offset()).isEqualTo(ZoneOffset.ofHours(1)));
    }

    @Test
    void ffprobeNamesServicesAndCodecs() throws IOException {
        Ffprobe seen =
                Ffprobe.of(BundledSample.at(directory.resolve("sample.ts")).toString());

        for (int service = 1; service <= 3; service++) {
            var program = seen.program(service);
            assertThat(program.at("/tags/service_name").asText())
                    .isEqualTo("dmxflux " + new String[] {"one", "two", "three"}[service - 1]);
            assertThat(program.get("streams").findValuesAsText("codec_name"))
                    .isEqualTo(service == 3 ? List.of("mpeg2video", "mp2") : List.of("h264", "aac"));
        }
    }

    private ProgrammeGuide guide(Instant start, int packets) {
        GuideCollector collector = new GuideCollector(GuideLimits.DEFAULT, () -> now);
        Map<Integer, SectionAssembler> assemblers = IntStream.of(0x12, 0x14)
                .boxed()
                .collect(Collectors.toMap(
                        pid -> pid, pid -> new SectionAssembler(section -> collector.section(pid, section))));
        play(start, packets, buffer -> {
            for (int packet = 0; packet < buffer.readableBytes(); packet += 188) {
                SectionAssembler assembler = assemblers.get(buffer.getUnsignedShort(packet + 1) & 0x1FFF);
                if (assembler != null) {
                    assembler.packet(buffer, packet);
                }
            }
        });
        return collector.guide();
    }

    private static Map<Integer, String> titles(ProgrammeGuide guide, Instant moment) {
        return guide.services().stream()
                .collect(Collectors.toMap(
                        ServiceTriplet::serviceId,
                        service -> guide.now(service, moment)
                                .flatMap(GuideEvent::text)
                                .orElseThrow()
                                .title()));
    }

    private void play(Instant start, int packets, Consumer<ByteBuf> receiver) {
        now = start;
        InstantSource clock = () -> now;
        try (StreamFeed feed = Playback.ofSample(clock).looped().unpaced().open()) {
            for (int left = 188 * packets; left > 0; left -= CHUNK) {
                ByteBuffer chunk = ByteBuffer.allocate(Math.min(left, CHUNK));
                while (chunk.hasRemaining()) {
                    feed.read(chunk, Long.MAX_VALUE);
                }
                receiver.accept(Unpooled.wrappedBuffer(chunk.flip()));
                now = now.plusNanos(8_000_000_000L * chunk.limit() / BITS_PER_SECOND);
            }
        }
    }
}
