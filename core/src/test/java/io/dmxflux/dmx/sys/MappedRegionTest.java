// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MappedRegionTest {

    private static final int LENGTH = 18_800;

    @Test
    void twoMappingsOfOneFileShareItsBytes() {
        try (FileDescriptor file = FileDescriptor.inMemory("region", LENGTH)) {
            MappedRegion one = MappedRegion.of(file, 0, LENGTH);
            MappedRegion other = MappedRegion.of(file, 0, LENGTH);
            one.buffer().put(LENGTH - 1, (byte) 0x47);
            assertThat(other.buffer().get(LENGTH - 1)).isEqualTo((byte) 0x47);
            assertThat(one.buffer().capacity()).isEqualTo(LENGTH);
            assertThat(one.address()).isNotEqualTo(other.address());
        }
    }

    @Test
    void aRetiredRegionReadsZerosThroughEveryViewOfIt() {
        try (FileDescriptor file = FileDescriptor.inMemory("region", LENGTH)) {
            MappedRegion region = MappedRegion.of(file, 0, LENGTH);
            MappedRegion other = MappedRegion.of(file, 0, LENGTH);
            for (int at = 0; at < LENGTH; at++) {
                region.buffer().put(at, (byte) 0x47);
            }
            ByteBuffer slice = region.buffer().slice(100, 200);
            ByteBuffer duplicate = region.buffer().duplicate();
            region.retire();
            assertThat(bytes(region.buffer())).containsOnly(0);
            assertThat(bytes(slice)).containsOnly(0);
            assertThat(bytes(duplicate)).containsOnly(0);
            assertThat(bytes(other.buffer())).as("the file's bytes").containsOnly(0x47);
        }
    }

    @Test
    void whatIsWrittenAfterRetireReachesNobody() {
        try (FileDescriptor file = FileDescriptor.inMemory("region", LENGTH)) {
            MappedRegion region = MappedRegion.of(file, 0, LENGTH);
            MappedRegion other = MappedRegion.of(file, 0, LENGTH);
            region.retire();
            region.buffer().put(0, (byte) 0x47);
            assertThat(other.buffer().get(0)).isZero();
        }
    }

    @Test
    void retiringTwiceTakesEffectOnce() {
        MappedRegion region = MappedRegion.anonymous(LENGTH);
        region.retire();
        region.buffer().put(0, (byte) 0x47);
        region.retire();
        assertThat(region.buffer().get(0)).as("not laid over again").isEqualTo((byte) 0x47);
    }

    @Test
    void outlivesTheDescriptorItWasMadeFrom() {
        MappedRegion region;
        try (FileDescriptor file = FileDescriptor.inMemory("region", LENGTH)) {
            region = MappedRegion.of(file, 0, LENGTH);
        }
        region.buffer().put(0, (byte) 0x47);
        assertThat(region.buffer().get(0)).isEqualTo((byte) 0x47);
        region.retire();
    }

    @Test
    void aMappingThatFailsTellsOnWhat() {
        try (FileDescriptor readOnly = FileDescriptor.open("/proc/self/exe", FileDescriptor.O_RDONLY)) {
            assertThatThrownBy(() -> MappedRegion.of(readOnly, 0, LENGTH))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageStartingWith("mmap(/proc/self/exe) failed: EACCES (13)");
        }
    }

    @Test
    void theAddressesLiveAsLongAsAViewOfThemAndNoLonger() {
        ByteBuffer view = sliceOfANamedRegion("dmxflux-kept");
        sliceOfANamedRegion("dmxflux-lost");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return !isMapped("dmxflux-lost");
        });
        assertThat(isMapped("dmxflux-kept")).isTrue();
        assertThat(view.get(0)).isEqualTo((byte) 0x47);
    }

    private static ByteBuffer sliceOfANamedRegion(String name) {
        try (FileDescriptor file = FileDescriptor.inMemory(name, LENGTH)) {
            MappedRegion region = MappedRegion.of(file, 0, LENGTH);
            region.buffer().put(0, (byte) 0x47);
            return region.buffer().slice(0, 1);
        }
    }

    private static boolean isMapped(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.anyMatch(line -> line.contains(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }
}
