// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import com.sun.management.OperatingSystemMXBean;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * {@code DriverToGroup FILE GROUP:PORT BYTES}: relays from the simulated driver to a group, as fast as it goes, and prints
 * one JSON object with the CPU-seconds of the first quarter and of the rest.
 *
 * <p>In the relay's package, to go through the same operators as {@code dmxflux relay}.
 */
public final class DriverToGroup {

    private final long warmUpBytes;
    private long passedBytes;
    private long warmCpuNanos;
    private long warmBytes;

    private DriverToGroup(long warmUpBytes) {
        this.warmUpBytes = warmUpBytes;
    }

    /**
     * Runs it.
     *
     * @param words the file, the group, the bytes to relay in all
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] words) throws IOException {
        long bytes = Long.parseLong(words[2]);
        new DriverToGroup(bytes / 4).relay(Path.of(words[0]), words[1], bytes);
        System.exit(0);
    }

    private void relay(Path file, String group, long bytes) throws IOException {
        FromDriver.relay(
                        MappedFeed.of(file),
                        group,
                        packets -> packets.doOnNext(this::count).takeUntil(buffer -> passedBytes >= bytes))
                .block(Duration.ofMinutes(10));
        print(cpuNanos());
    }

    private void count(ByteBuf buffer) {
        passedBytes += buffer.readableBytes();
        if (warmCpuNanos == 0 && passedBytes >= warmUpBytes) {
            warmCpuNanos = cpuNanos();
            warmBytes = passedBytes;
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void print(long endCpuNanos) {
        System.out.printf(
                Locale.ROOT,
                "{\"bytes\":%d,\"cpuSeconds\":%.4f,\"warmUpCpuSeconds\":%.4f}%n",
                passedBytes - warmBytes,
                (endCpuNanos - warmCpuNanos) / 1e9,
                warmCpuNanos / 1e9);
    }
}
