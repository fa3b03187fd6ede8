// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a demux supports on this machine, and why not more.
 *
 * <p>Probed on a separate descriptor, without any of the calls that can harm a kernel: only {@code demuxN} is opened, and
 * buffers are negotiated, mapped, unmapped and freed before the queue has run.
 */
public sealed interface DmxSupport {

    /** Memory-mapped buffers, and read(). */
    record Mapped() implements DmxSupport {}

    /**
     * read() only.
     *
     * @param cause the call that failed
     */
    record Readable(ErrnoException cause) implements DmxSupport {}

    /**
     * It cannot be used.
     *
     * @param cause the call that failed
     */
    record Unavailable(ErrnoException cause) implements DmxSupport {}

    /**
     * Probes a demux.
     *
     * @param path which
     * @return what it can do
     */
    static DmxSupport probe(DmxDevicePath path) {
        try {
            open(path, IoMode.READ).close();
        } catch (ErrnoException e) {
            return new Unavailable(e);
        }
        return probeMapping(path);
    }

    private static DmxSupport probeMapping(DmxDevicePath path) {
        try (MappedDmxDevice mapping = new MappedDmxDevice(path.toString())) {
            mapping.requestBuffers(BufferLimits.LINUX.fewest(), 188);
            mapping.map(0);
            mapping.unmap(0);
            mapping.requestBuffers(0, 0);
            return new Mapped();
        } catch (ErrnoException e) {
            return new Readable(
                    e.is(Errno.ENOTTY) && e.call().equals(DmxVerb.REQUEST_BUFFERS.call())
                            ? e.withCure(
                                    "this kernel was built without CONFIG_DVB_MMAP; reading with read() works as well")
                            : e);
        }
    }

    /**
     * Opens a demux.
     *
     * @param path which
     * @param mode how to read it; {@link IoMode#AUTO} probes
     * @return the open device, the caller's to close
     * @throws ErrnoException if it cannot be opened
     */
    static DmxDevice open(DmxDevicePath path, IoMode mode) {
        return switch (mode) {
            case MMAP -> new MappedDmxDevice(path.toString());
            case READ -> new ReadingDmxDevice(path.toString());
            case AUTO -> openBest(path);
        };
    }

    private static DmxDevice openBest(DmxDevicePath path) {
        DmxSupport support = probe(path);
        if (support instanceof Unavailable unavailable) {
            throw unavailable.cause();
        }
        return open(path, support instanceof Mapped ? IoMode.MMAP : IoMode.READ);
    }

    /**
     * Lists the demuxes of this machine.
     *
     * @return every {@code /dev/dvb/adapterN/demuxM}, in order; empty without an adapter
     */
    static List<DmxDevicePath> demuxes() {
        List<DmxDevicePath> found = new ArrayList<>();
        Pattern node = Pattern.compile("/dev/dvb/adapter(\\d+)/demux(\\d+)");
        for (Path adapter : children(Path.of("/dev/dvb"))) {
            for (Path child : children(adapter)) {
                Matcher match = node.matcher(child.toString());
                if (match.matches()) {
                    found.add(new DmxDevicePath(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))));
                }
            }
        }
        found.sort(Comparator.comparingInt(DmxDevicePath::adapter).thenComparingInt(DmxDevicePath::demux));
        return found;
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            return List.of(); // a folder that cannot be listed holds nothing that could be opened
        }
        return children;
    }
}
