// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import com.sun.management.OperatingSystemMXBean;
import io.dmxflux.ts.source.LogSource;
import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * {@code LogReadOut DIRECTORY STREAM}: reads a stream of a log twice as fast as it goes, and prints one JSON object with the CPU-seconds
 * of each time.
 */
public final class LogReadOut {

    private long bytes;

    private LogReadOut() {}

    /**
     * Runs it.
     *
     * @param words the directory, the stream
     */
    public static void main(String[] words) {
        long start = cpuNanos();
        new LogReadOut().read(Path.of(words[0]), words[1]);
        long warm = cpuNanos();
        LogReadOut again = new LogReadOut();
        again.read(Path.of(words[0]), words[1]);
        System.out.printf(
                Locale.ROOT,
                "{\"bytes\":%d,\"cpuSeconds\":%.4f,\"warmUpCpuSeconds\":%.4f}%n",
                again.bytes,
                (cpuNanos() - warm) / 1e9,
                (warm - start) / 1e9);
        System.exit(0);
    }

    private void read(Path directory, String stream) {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build());
                LogSource source = LogSource.fast(log, stream, LogStart.OLDEST, LogEnd.THERE)) {
            source.buffers().doOnNext(this::count).blockLast(Duration.ofMinutes(10));
        }
    }

    private void count(ByteBuf buffer) {
        bytes += buffer.readableBytes();
        buffer.release();
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
