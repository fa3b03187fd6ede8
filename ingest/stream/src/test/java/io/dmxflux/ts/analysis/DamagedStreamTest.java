// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.AlignPackets;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** The bundled sample as a bad line would deliver it. */
@ExtendWith(LeakCheck.class)
class DamagedStreamTest {

    private static final int CHUNK = 64_484;

    private final AlignPackets align = new AlignPackets();

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-4, 1e-2, 0.5})
    void randomBitErrorsThrowNothingAndLoseNoCount(double rate) throws IOException {
        byte[] stream = sample();
        Random random = new Random(5);
        for (int bit = 0; bit < stream.length * 8; bit++) {
            if (random.nextDouble() < rate) {
                stream[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }

        StreamReport report = analyze(stream);

        long sound = report.pids().stream().mapToLong(PidReport::packets).sum();
        assertThat(sound + report.transportErrors()).isEqualTo(report.packets());
        assertThat(report.bytes() + align.skippedBytes()).isEqualTo(stream.length);
    }

    @Test
    void aFewBitErrorsLeaveTheServicesAsTheyAre() throws IOException {
        byte[] stream = sample();
        Random random = new Random(6);
        for (int error = 0; error < 100; error++) {
            int packet = random.nextInt(stream.length / 188);
            stream[packet * 188 + 4 + random.nextInt(184)] ^= (byte) (1 << random.nextInt(8));
        }

        StreamReport report = analyze(stream);

        assertThat(report.packets()).isEqualTo(7980);
        assertThat(report.services())
                .extracting(ServiceReport::name)
                .containsExactly("dmxflux one", "dmxflux two", "dmxflux three");
    }

    @Test
    void aBadSyncByteAndLostAlignmentAreSyncErrors() throws IOException {
        byte[] stream = sample();
        stream[188 * 100] = 0;
        byte[] cut = Arrays.copyOf(stream, stream.length - 94);
        System.arraycopy(stream, 188 * 4000 + 94, cut, 188 * 4000, cut.length - 188 * 4000);

        StreamReport report = analyze(cut);

        assertThat(report.syncErrors()).isEqualTo(2);
        assertThat(report.packets()).isEqualTo(7978);
    }

    private StreamReport analyze(byte[] stream) {
        StreamAnalysis analysis = new StreamAnalysis();
        Flux.range(0, (stream.length + CHUNK - 1) / CHUNK)
                .map(i -> Arrays.copyOfRange(stream, i * CHUNK, Math.min(stream.length, (i + 1) * CHUNK)))
                .map(CraftedPacket::buffer)
                .transform(align)
                .doOnNext(buffer -> {
                    analysis.add(buffer);
                    buffer.release();
                })
                .blockLast();
        return analysis.report(align.syncByteErrors() + align.syncLosses());
    }

    private static byte[] sample() throws IOException {
        try (var sample = Playback.class.getResourceAsStream("sample.ts")) {
            return Objects.requireNonNull(sample).readAllBytes();
        }
    }
}
