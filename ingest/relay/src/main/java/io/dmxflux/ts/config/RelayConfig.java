// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.plan.ConfigFile;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.text.LogFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration file asks for, and where it does; the package has an example.
 *
 * @param name the file, as the user gave it
 * @param plans a plan for each input; no two of the same input, no two outputs to the same place
 * @param strict whether to refuse what would have to wait for something that is missing
 * @param http which HTTP servers there are, and where
 * @param log how messages are written; empty if it does not say
 * @param lines where each input, each output and each option of servers stands, by {@link io.dmxflux.ts.plan.InputUri}, {@link
 *     io.dmxflux.ts.plan.OutputUri} and {@link io.dmxflux.ts.http.HttpOption}
 * @param written inputs and outputs by key and value as the user wrote them
 * @param channelFiles files of channels that say what inputs are tuned to
 */
public record RelayConfig(
        String name,
        List<RelayPlan> plans,
        boolean strict,
        HttpSettings http,
        Optional<LogFormat> log,
        Map<Object, Integer> lines,
        Map<String, Object> written,
        Set<Path> channelFiles) {

    /**
     * Keeps copies.
     *
     * @param name any
     * @param plans any
     * @param strict any
     * @param http any
     * @param log any
     * @param lines any
     * @param written any
     * @param channelFiles any
     */
    public RelayConfig {
        plans = List.copyOf(plans);
        lines = Map.copyOf(lines);
        written = Map.copyOf(written);
        channelFiles = Set.copyOf(channelFiles);
    }

    /**
     * Reads a file. Nothing is opened: whether a device is there, or an address this machine's, shows later.
     *
     * @param file the file
     * @return what it asks for
     * @throws IllegalArgumentException in one line with file, line and key, for the first thing that is wrong
     */
    public static RelayConfig read(Path file) {
        return new PlanReader(ConfigFile.read(file), Map.of()).config();
    }

    /**
     * Reads the file again. An input or output written as before equals the one before, also if a name resolves to another address by now, or
     * an interface has one more: what the user has not changed does not change. A file of channels is read again as well.
     *
     * @return what it asks for now
     * @throws IllegalArgumentException in one line with file, line and key, for the first thing that is wrong, also if it is no regular file,
     *     as to open a FIFO can wait for ever
     */
    public RelayConfig reread() {
        return new PlanReader(ConfigFile.readAgain(Path.of(name)), written).config();
    }

    /**
     * Says where something stands.
     *
     * @param part an input, an output, or an option of servers
     * @return {@code FILE:LINE}; {@code FILE} if it is not in it
     */
    public String where(Object part) {
        Integer line = lines.get(part);
        return line == null ? name : name + ":" + line;
    }

    /**
     * Adds the place in the file to a refusal.
     *
     * @param refused what cannot be opened, and why
     * @return the same with file, line and key: an {@link IllegalArgumentException} if the file is wrong, an {@link
     *     IllegalStateException} if the machine refuses
     */
    public RuntimeException located(RefusedPlanException refused) {
        String key = refused.part() instanceof InputUri ? "from" : "to";
        String problem = where(refused.part()) + ": " + key + ": " + refused.getMessage();
        return refused.getCause() instanceof IllegalArgumentException
                ? new IllegalArgumentException(problem, refused)
                : new IllegalStateException(problem, refused);
    }
}
