// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.sys.DeviceUsers;
import io.dmxflux.dmx.sys.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the adapters and their demuxes can do, and why they cannot do more. */
final class DemuxFindings {

    private static final Path DEVICES = Path.of("/dev/dvb");
    private static final DmxDevicePath FIRST = new DmxDevicePath(0, 0);

    private DemuxFindings() {}

    static List<Finding> find() {
        List<DmxDevicePath> demuxes = DmxSupport.demuxes();
        if (demuxes.isEmpty()) {
            return List.of(noDemux(Files.isDirectory(DEVICES) ? DmxSupport.probe(FIRST) : null));
        }
        List<Finding> findings = new ArrayList<>();
        for (DmxDevicePath demux : demuxes) {
            findings.add(of(demux));
            users(demux).ifPresent(findings::add);
        }
        return findings;
    }

    /**
     * Says why no demux is listed: a folder that may not be entered looks like an empty one until a node in it is opened.
     *
     * @param first what became of opening the first demux; {@code null} without a folder of adapters
     */
    static Finding noDemux(@Nullable DmxSupport first) {
        if (first instanceof DmxSupport.Unavailable unavailable
                && unavailable.cause().is(Errno.EACCES)) {
            return Finding.fails(FIRST.toString(), unavailable.cause().getMessage() + ".", "");
        }
        return first != null
                ? Finding.fails(
                        DEVICES.toString(),
                        "there is no adapter with a demux.",
                        "Check that the tuner's driver and firmware are loaded (dmesg tells).")
                : Finding.limited(
                        DEVICES.toString(),
                        "does not exist: the kernel knows no DVB adapter.",
                        "Plug one in and load its driver; sim: works without one.");
    }

    private static Finding of(DmxDevicePath demux) {
        return notADevice(Path.of(demux.toString())).orElseGet(() -> probed(demux));
    }

    /** A plain file can be read as well, and is never a demux. */
    static Optional<Finding> notADevice(Path node) {
        try {
            if (Files.readAttributes(node, BasicFileAttributes.class).isOther()) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // told by the probe
        }
        return Optional.of(Finding.fails(
                node.toString(),
                "is not a character device.",
                "Remove it, and load the tuner's driver, which makes the node."));
    }

    private static Finding probed(DmxDevicePath demux) {
        DmxSupport support = DmxSupport.probe(demux);
        String subject = demux.toString();
        if (support instanceof DmxSupport.Readable readable) {
            return Finding.limited(
                    subject,
                    "works with read(), and lends no memory-mapped buffers: "
                            + readable.cause().getMessage() + ".",
                    "");
        }
        if (support instanceof DmxSupport.Unavailable unavailable) {
            return Finding.fails(subject, unavailable.cause().getMessage() + ".", "");
        }
        return Finding.works(subject, "lends memory-mapped buffers; read() works as well.");
    }

    private static Optional<Finding> users(DmxDevicePath demux) {
        Path adapter = DEVICES.resolve("adapter" + demux.adapter());
        List<String> users = DeviceUsers.of(adapter);
        if (demux.demux() != 0 || users.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Finding.limited(
                adapter.toString(),
                "is open in " + String.join(", ", users) + ".",
                "The program that tunes it decides what is received; one that opened its dvr node read-only switches"
                        + " mapping off for others."));
    }
}
