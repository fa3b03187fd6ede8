// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemuxFindingsTest {

    private static DmxSupport unavailable(Errno errno) {
        return new DmxSupport.Unavailable(
                new ErrnoException("open", "/dev/dvb/adapter0/demux0", errno, "add the user to the group"));
    }

    @Test
    void aFolderThatMayNotBeEnteredIsNotAMissingAdapter() {
        assertThat(DemuxFindings.noDemux(unavailable(Errno.EACCES)))
                .hasToString("FAIL  /dev/dvb/adapter0/demux0: open(/dev/dvb/adapter0/demux0) failed: EACCES (13),"
                        + " permission denied: add the user to the group.");
        assertThat(DemuxFindings.noDemux(unavailable(Errno.ENOENT)).toString())
                .startsWith("FAIL  /dev/dvb: there is no adapter with a demux.");
        assertThat(DemuxFindings.noDemux(null).toString()).startsWith("note  /dev/dvb: does not exist: ");
    }

    @Test
    void aPlainFileIsNotADemux(@TempDir Path directory) throws Exception {
        Path node = Files.createFile(directory.resolve("demux0"));

        assertThat(DemuxFindings.notADevice(node).map(Finding::toString).orElse(""))
                .startsWith("FAIL  " + node + ": is not a character device.");
        assertThat(DemuxFindings.notADevice(Path.of("/dev/null"))).isEmpty();
        assertThat(DemuxFindings.notADevice(directory.resolve("demux1"))).isEmpty();
    }
}
