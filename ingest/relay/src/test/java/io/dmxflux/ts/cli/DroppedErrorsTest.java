// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DroppedErrorsTest {

    @Test
    void whatDeviceNetworkOrUserDidIsOneLine() {
        assertThat(DroppedErrors.line(new ErrnoException("DMX_DQBUF", "dvb:0", Errno.ENODEV, "plug it in")))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("after the end of its stream: DMX_DQBUF(dvb:0) failed: ENODEV (19)")
                        .doesNotContain("\n"));
        assertThat(DroppedErrors.line(new IOException("udp://239.1.1.1:5000: closed while sending")))
                .contains("after the end of its stream: udp://239.1.1.1:5000: closed while sending");
        assertThat(DroppedErrors.line(new IllegalArgumentException("buffer: 3 bytes")))
                .contains("after the end of its stream: buffer: 3 bytes");
        assertThat(DroppedErrors.line(new RejectedExecutionException("event executor terminated")))
                .isPresent();
    }

    @Test
    void aFaultOfTheProgramKeepsItsTrace() {
        assertThat(DroppedErrors.line(new NullPointerException("by the test"))).isEmpty();
        assertThat(DroppedErrors.line(new AssertionError("by the test"))).isEmpty();
    }
}
