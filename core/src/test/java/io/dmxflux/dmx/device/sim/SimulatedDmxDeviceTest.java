// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxDeviceContract;
import java.nio.ByteBuffer;

/** The simulated driver keeps the contract that kernels keep. */
class SimulatedDmxDeviceTest extends DmxDeviceContract {

    @Override
    protected DmxDevice open() {
        return SimulatedDmxDevice.fedByWrites();
    }

    @Override
    protected void deliver(byte[] packets) {
        ((SimulatedDmxDevice) device).write(ByteBuffer.wrap(packets));
    }
}
