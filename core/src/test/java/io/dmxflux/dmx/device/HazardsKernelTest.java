// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LoopDriver;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What could crash a machine or a neighbour, on a real kernel, one test a hazard. An oops ends the guest, and so the run;
 * those that the contract covers for every device are told in its tests' names: a refused negotiation that wrecks a running
 * queue, buffers orphaned by one, a buffer queued twice, a dequeue before anything is ready, a stop that leaves the queue.
 */
@Tag("kernel")
class HazardsKernelTest {

    private static final int O_RDWR = 2;
    private static final int O_ACCMODE = 3;
    private static final int O_NONBLOCK = 04000;
    private static final int SIZE_BYTES = 1316;

    @Test
    @Tag("mmap")
    void negotiatingOnADvrNodeOopsesAndReopeningItCorrupts_soItIsNeverOpened() throws Exception {
        try (DmxDevice device = started(IoMode.MMAP)) {
            device.reopen();
            assertThat(openNodes()).containsExactly(LoopDriver.demux().toString());
        }
        DmxSupport.probe(LoopDriver.demux());
        assertThat(openNodes()).isEmpty();
    }

    @Test
    @Tag("mmap")
    void mappingNeedsReadAndWriteAndNonblockingGivesBackFragments_soItIsOpenedForBothAndBlocking() throws Exception {
        try (DmxDevice device = started(IoMode.MMAP)) {
            int flags = flagsOf(device);
            assertThat(flags & O_ACCMODE).isEqualTo(O_RDWR);
            assertThat(flags & O_NONBLOCK).isZero();
        }
    }

    @Test
    void aBlockingReadHoldsTheFilter_soTheReadingDeviceNeverBlocks() throws Exception {
        try (DmxDevice device = started(IoMode.READ)) {
            assertThat(flagsOf(device) & O_NONBLOCK).isNotZero();
        }
    }

    @Test
    @Tag("mmap")
    void aNeighbourThatOpensTheDvrNodeSwitchesMappingOff_andTheErrorSaysSo() throws Exception {
        try (DmxDevice device = DmxSupport.open(LoopDriver.demux(), IoMode.MMAP);
                LoopDriver neighbour = LoopDriver.open()) {
            device.requestBuffers(2, SIZE_BYTES);
            assertThatThrownBy(() -> device.map(0))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.ENOTTY)).isTrue())
                    .hasMessageContaining("another program has opened this adapter's dvr node")
                    .hasMessageContaining("io=read");
            assertThat(neighbour).isNotNull();
        }
    }

    @Test
    @Tag("mmap")
    void aSizeOfZeroMakesTheKernelWarn_soItNeverGetsThere() {
        try (DmxDevice device = DmxSupport.open(LoopDriver.demux(), IoMode.MMAP)) {
            assertThatThrownBy(() -> device.requestBuffers(4, 0)).isInstanceOf(ErrnoException.class);
        }
        assertThat(kernelLog()).doesNotContain("cut here");
    }

    private static DmxDevice started(IoMode mode) {
        DmxDevice device = DmxSupport.open(LoopDriver.demux(), mode);
        device.requestBuffers(2, SIZE_BYTES);
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        device.start();
        return device;
    }

    private static List<String> openNodes() throws IOException {
        List<String> nodes = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)) {
                    nodes.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        nodes.removeIf(node -> !node.startsWith("/dev/dvb/"));
        return nodes;
    }

    /** Reads the flags that the demux is open with; a reading device's own descriptor is a timer's. */
    private static int flagsOf(DmxDevice device) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(device.path())) {
                    Path info = Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName());
                    return Files.readAllLines(info).stream()
                            .filter(line -> line.startsWith("flags:"))
                            .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new AssertionError(device.path() + " is not open");
    }

    private static String kernelLog() {
        try {
            Process log = new ProcessBuilder("dmesg").start();
            return new String(log.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
