// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.LoopDriver;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The kernel's mapped buffers, on a kernel with CONFIG_DVB_MMAP and the loop driver. */
@Tag("kernel")
@Tag("mmap")
class MappedDmxDeviceKernelTest extends DmxDeviceContract {

    private final LoopDriver loop;

    MappedDmxDeviceKernelTest() throws IOException {
        loop = LoopDriver.open();
    }

    @Override
    protected DmxDevice open() {
        return DmxSupport.open(LoopDriver.demux(), IoMode.MMAP);
    }

    @Override
    protected void deliver(byte[] packets) throws IOException {
        loop.write(packets);
    }

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }
}
