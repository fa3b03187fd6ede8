// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The checksum of a short PAT, of the longest PSI section, of the longest section there is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Crc32MpegBenchmark {

    @Param({"40", "1024", "4096"})
    public int length;

    private byte[] section = {};

    @Setup
    public void fill() {
        section = new byte[length];
        new Random(1).nextBytes(section);
    }

    @Benchmark
    public int checksum() {
        return Crc32Mpeg.of(section, 0, length);
    }
}
