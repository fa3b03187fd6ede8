// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareFindingsTest {

    @TempDir
    private Path folder;

    @Test
    void filesThatTunersAskedForInVainAreNamedOnce() throws IOException {
        Files.createFile(folder.resolve("dvb-usb-dib0700-1.20.fw.xz"));
        Stream<String> log = Stream.of(
                "[    9.161] si2168 8-0064: Direct firmware load for dvb-demod-si2168-b40-01.fw failed with error -2",
                "[    9.162] si2168 8-0064: firmware file 'dvb-demod-si2168-b40-01.fw' not found",
                "si2168 8-0064: Direct firmware load for dvb-demod-si2168-b40-01.fw failed with error -2",
                "[   10.000] iwlwifi 0000:00:14.3: Direct firmware load for iwlwifi-so-a0-gf-a0-89.ucode failed with error -2",
                "[   11.000] usb 1-1: Direct firmware load for dvb-usb-dib0700-1.20.fw failed with error -2",
                "[   12.000] usb 1-2: Direct firmware load for dvb-usb-it9135-02.fw failed with error -12");

        assertThat(FirmwareFindings.of(log, folder).stream().map(Finding::toString))
                .containsExactly(
                        "note  " + folder
                                + "/dvb-demod-si2168-b40-01.fw: is missing: si2168 8-0064 asked for it, a tuner that"
                                + " does not work without. Install the firmware, on Debian firmware-misc-nonfree, and plug the"
                                + " tuner in again.",
                        "note  " + folder
                                + "/dvb-usb-dib0700-1.20.fw: was missing when usb 1-1 asked for it, and is there now."
                                + " If that was not repeated since, plug the tuner in again.");
    }

    @Test
    void aLogThatUsersMayNotReadHasNothing() {
        assertThat(FirmwareFindings.of(Stream.of("dmesg: read kernel buffer failed: Operation not permitted"), folder))
                .isEmpty();
    }
}
