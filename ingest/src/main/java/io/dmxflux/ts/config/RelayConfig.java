// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.relay.RelayPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file asks for, and where it does; the package has an example.
 *
 * @param name the file, as the user gave it
 * @param plans a plan for each input; no two of the same input, no two outputs to the same place
 * @param lines where each input and each output stands, by {@link io.dmxflux.ts.relay.InputUri} and {@link
 *     io.dmxflux.ts.relay.OutputUri}
 */
public record RelayConfig(String name, List<RelayPlan> plans, Map<Object, Integer> lines) {

    /**
     * Keeps copies.
     *
     * @param name any
     * @param plans any
     * @param lines any
     */
    public RelayConfig {
        plans = List.copyOf(plans);
        lines = Map.copyOf(lines);
    }

    /**
     * Reads a file. Nothing is opened: whether a device is there, or an address this machine's, shows later.
     *
     * @param file the file
     * @return what it asks for
     * @throws IllegalArgumentException in one line with file, line and key, for the first thing that is wrong
     */
    public static RelayConfig read(Path file) {
        return new PlanReader(ConfigFile.read(file)).config();
    }

    /**
     * Says where something stands.
     *
     * @param uri an input or an output
     * @return {@code FILE:LINE}; {@code FILE} if it is not in it
     */
    public String where(Object uri) {
        Integer line = lines.get(uri);
        return line == null ? name : name + ":" + line;
    }
}
