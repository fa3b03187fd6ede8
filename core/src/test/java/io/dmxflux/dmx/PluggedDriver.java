// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A driver of the test kernel that can be unplugged: its device is unbound from it in sysfs, and bound again.
 *
 * <p>The kernel does not finish an unplug before the last descriptor of the adapter is closed and the last buffer unmapped.
 */
public final class PluggedDriver {

    private final String device;
    private final Path driver;

    private PluggedDriver(String device, String driver) {
        this.device = device;
        this.driver = Path.of("/sys/bus/platform/drivers", driver);
    }

    /** Adapter 0, the virtual tuner. */
    public static PluggedDriver tuner() {
        return new PluggedDriver("vidtv.0", "vidtv");
    }

    /** Adapter 1, which receives what is written to it. */
    public static PluggedDriver loop() {
        return new PluggedDriver("dmxflux-loop", "dmxflux-loop");
    }

    /** Begins to pull the plug; the process ends when the kernel has done so. */
    public Process unplug() throws IOException {
        if (!Files.exists(driver.resolve(device))) {
            throw new IOException(driver.resolve(device) + ": not there (expected: plugged in)");
        }
        return write("unbind");
    }

    /** Puts the plug in; the process ends when the adapter is there. */
    public Process plug() throws IOException {
        return write("bind");
    }

    private Process write(String file) throws IOException {
        return new ProcessBuilder("sh", "-c", "echo " + device + " > " + driver.resolve(file))
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
    }
}
