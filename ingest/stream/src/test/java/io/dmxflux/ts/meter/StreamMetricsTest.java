// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.SlowOutputPolicy;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@ExtendWith(LeakCheck.class)
class StreamMetricsTest {

    private static final int PACKET_BYTES = 188;
    private static final int PACKETS = 700;

    @TempDir
    private Path directory;

    private static double counted(MeterRegistry registry, String name) {
        return registry.get(name).functionCounter().count();
    }

    @Test
    void aPipelineIsMeasuredFromSourceToSink() throws Exception {
        byte[] stream = new byte[PACKETS * PACKET_BYTES];
        for (int packet = 0; packet < PACKETS; packet++) {
            stream[packet * PACKET_BYTES] = 0x47;
            stream[packet * PACKET_BYTES + 1] = 1;
            stream[packet * PACKET_BYTES + 3] = (byte) (0x10 | (packet == 10 ? 5 : packet & 0xF));
        }
        Path in = Files.write(directory.resolve("in.ts"), stream);
        MeterRegistry registry = new SimpleMeterRegistry();
        FileSource source = FileSource.fast(in);
        CheckContinuity check = new CheckContinuity();
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
                .scheduler(Schedulers.single())
                .build();
        SplitOutput output = splitter.addWhole(SplitOutputConfig.DATAGRAMS);
        try (FileSink sink = FileSink.to(directory.resolve("out.ts"))) {
            new SourceMetrics(source, "in").bindTo(registry);
            new ContinuityMetrics(check, "in").bindTo(registry);
            new SplitterMetrics(splitter, "in").bindTo(registry);
            SplitterMetrics.of(output, "out").bindTo(registry);
            new SinkMetrics(sink, "out").bindTo(registry);
            Mono.when(
                            sink.send(output.batches()),
                            splitter.split(source.buffers()
                                    .transform(new AlignPackets())
                                    .transform(check)))
                    .block(Duration.ofSeconds(60));
            assertThat(counted(registry, "dmxflux.stream.seen")).isEqualTo(PACKETS);
            assertThat(counted(registry, "dmxflux.stream.continuity.errors")).isEqualTo(2);
            assertThat(counted(registry, "dmxflux.split.routed")).isEqualTo(PACKETS);
            assertThat(counted(registry, "dmxflux.split.output.routed")).isEqualTo(PACKETS);
            assertThat(counted(registry, "dmxflux.sink.sent")).isEqualTo(PACKETS * PACKET_BYTES);
            assertThat(counted(registry, "dmxflux.source.dropped")).isZero();
            assertThat(registry.getMeters())
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getDescription()).isNotBlank());
        }
    }
}
