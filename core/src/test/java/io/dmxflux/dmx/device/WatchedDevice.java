// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Lets a test see each call on its way to a device, and hold it up there. */
public final class WatchedDevice {

    private WatchedDevice() {}

    /** Wraps a device; {@code before} is told the method's name on the calling thread. */
    public static DmxDevice of(DmxDevice device, Consumer<String> before) {
        return (DmxDevice) Proxy.newProxyInstance(
                DmxDevice.class.getClassLoader(), new Class<?>[] {DmxDevice.class}, (proxy, method, arguments) -> {
                    before.accept(method.getName());
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
