// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Playing the bundled sample over and over into a driver's buffer, a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlaybackBenchmark {

    private static final int PACKETS = 343;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PACKETS * 188);
    private final StreamFeed unpaced = Playback.ofSample().unpaced().looped().open();
    private final StreamFeed paced = Playback.ofSample().looped().open();

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int unpaced() {
        return read(unpaced);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int paced() {
        return read(paced);
    }

    private int read(StreamFeed feed) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            feed.read(buffer, Long.MAX_VALUE);
        }
        return buffer.position();
    }
}
