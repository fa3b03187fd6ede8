// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the adapters and their demuxes can do, and why they cannot do more. */
final class DemuxFindings {

    private static final Path DEVICES = Path.of("/dev/dvb");

    private DemuxFindings() {}

    static List<Finding> find() {
        List<DmxDevicePath> demuxes = DmxSupport.demuxes();
        if (demuxes.isEmpty()) {
            return List.of(noAdapter());
        }
        List<Finding> findings = new ArrayList<>();
        for (DmxDevicePath demux : demuxes) {
            findings.add(of(demux));
            users(demux).ifPresent(findings::add);
        }
        return findings;
    }

    private static Finding noAdapter() {
        return Files.isDirectory(DEVICES)
                ? Finding.fails(
                        DEVICES.toString(),
                        "there is no adapter with a demux.",
                        "Check that the tuner's driver and firmware are loaded (dmesg tells).")
                : Finding.fails(
                        DEVICES.toString(),
                        "does not exist: the kernel knows no DVB adapter.",
                        "Plug one in and load its driver; sim: works without one.");
    }

    private static Finding of(DmxDevicePath demux) {
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
