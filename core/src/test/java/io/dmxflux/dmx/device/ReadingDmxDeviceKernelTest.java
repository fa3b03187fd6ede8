// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.LoopDriver;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The kernel's read(), on any kernel with the loop driver. */
@Tag("kernel")
class ReadingDmxDeviceKernelTest extends DmxDeviceContract {

    private final LoopDriver loop;

    ReadingDmxDeviceKernelTest() throws IOException {
        loop = LoopDriver.open();
    }

    @Override
    protected DmxDevice open() {
        return DmxSupport.open(LoopDriver.demux(), IoMode.READ);
    }

    @Override
    protected void deliver(byte[] packets) throws IOException {
        loop.write(packets);
    }

    @Override
    protected boolean fillsBuffersWhole() {
        return false;
    }

    @Override
    protected boolean tellsLosses() {
        return true;
    }

    /** A little more than the ring of 4 MiB that the device asks for. */
    @Override
    protected int overflowingBytes() {
        return 5 << 20;
    }

    @Override
    protected boolean keepsWhatCameBeforeStop() {
        return false;
    }

    @Override
    protected boolean exports() {
        return false;
    }

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }
}
