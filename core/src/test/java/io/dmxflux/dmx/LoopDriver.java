// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * The DVB adapter of the test kernel whose dvr node accepts writes: what is written there is what its demux receives.
 *
 * <p>Its number is the system property {@code dmxflux.loop.adapter}, 1 if that is not set. To be opened before the demux,
 * as an opened dvr node can switch mapping off for demuxes that are open already.
 */
public final class LoopDriver implements AutoCloseable {

    private static final int ADAPTER = Integer.getInteger("dmxflux.loop.adapter", 1);

    private final FileChannel dvr;

    private LoopDriver(FileChannel dvr) {
        this.dvr = dvr;
    }

    /** Opens the node to write to. */
    public static LoopDriver open() throws IOException {
        return new LoopDriver(
                FileChannel.open(Path.of("/dev/dvb/adapter" + ADAPTER + "/dvr0"), StandardOpenOption.WRITE));
    }

    /** Names the demux that receives what is written. */
    public static DmxDevicePath demux() {
        return new DmxDevicePath(ADAPTER, 0);
    }

    /** Opens the demux so that the start of its filter is told: what is written before is received by nobody. */
    public static DmxDevice openDemux(IoMode mode, CountDownLatch started) {
        DmxDevice device = DmxSupport.open(demux(), mode);
        return (DmxDevice) Proxy.newProxyInstance(
                DmxDevice.class.getClassLoader(), new Class<?>[] {DmxDevice.class}, (proxy, verb, arguments) -> {
                    Object result = call(verb, device, arguments);
                    if (verb.getName().equals("start")) {
                        started.countDown();
                    }
                    return result;
                });
    }

    private static Object call(Method verb, DmxDevice device, Object[] arguments) throws Throwable {
        try {
            return verb.invoke(device, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Writes whole packets: they have reached the demux when this returns. */
    public void write(byte[] packets) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(packets);
        while (left.hasRemaining()) {
            dvr.write(left);
        }
    }

    @Override
    public void close() throws IOException {
        dvr.close();
    }
}
