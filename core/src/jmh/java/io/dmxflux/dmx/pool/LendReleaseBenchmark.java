// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.EndlessDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a pool costs for each buffer: dequeued, lent, released, queued again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LendReleaseBenchmark {

    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            new EndlessDevice(),
            DmxBufferPoolConfig.builder()
                    .bufferCount(8)
                    .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                    .reserve(1)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    private final BufferDrain drain = pool.drain(() -> {});

    public LendReleaseBenchmark() {
        drain.start(PesFilter.fullTs());
    }

    @TearDown
    public void close() {
        drain.close();
        pool.close();
    }

    @Benchmark
    public boolean lendAndRelease() {
        drain.collect();
        return lent().release();
    }

    @Benchmark
    public boolean lendSliceAndRelease() {
        drain.collect();
        ByteBuf lent = lent();
        ByteBuf slice = lent.retainedSlice();
        return lent.release() | slice.release();
    }

    private ByteBuf lent() {
        ByteBuf lent = drain.lend();
        if (lent == null) {
            throw new IllegalStateException("nothing to lend");
        }
        return lent;
    }
}
