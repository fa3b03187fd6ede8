// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceEdit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An output for each service that the multiplex has, now or later.
 *
 * @param to an output as a user writes it, in which <code>{n}</code> stands for a service's number in the order of their ids (1 for
 *     the first; one that comes later gets the lowest that is free), <code>{sid}</code> for its number and <code>{name}</code> for its name, made
 *     harmless as part of a file name ({@link HarmlessText#fileName})
 * @param edit changes to each
 * @param playlist where to write an M3U playlist of them
 * @param announce whether to announce them by SAP
 */
public record EveryService(String to, ServiceEdit edit, Optional<Path> playlist, boolean announce) {

    /** The last of them is the file's. */
    private static final Set<String> PLACEHOLDERS = Set.of("{n}", "{sid}", "{name}", "{time}");

    /**
     * Checks that services can be told apart by where they go.
     *
     * @param to with a placeholder, and an output when that is filled in
     * @param edit which gives no service a number
     * @param playlist none where services go to files
     * @param announce only where services go to groups
     * @throws IllegalArgumentException in one line, if not
     */
    public EveryService {
        StreamUri.refusePlaceholders(to, PLACEHOLDERS);
        if (!to.contains("{n}") && !to.contains("{sid}") && !to.contains("{name}")) {
            boolean isFile = OutputUri.parse(to) instanceof FileOutput;
            throw new IllegalArgumentException(
                    to + ": the same for all services (expected: {n}, {sid} or {name} in it, as in "
                            + (isFile ? "{sid}.ts" : "239.255.1.{n}:5004") + ")");
        }
        if (edit.serviceId().isPresent()) {
            throw new IllegalArgumentException("service-id: " + edit.serviceId().getAsInt()
                    + " (expected: none, as it would be the same for all services)");
        }
        edit.information().name().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "service-name: " + name + " (expected: none, as it would be the same for all services)");
        });
        refuseInVain(to, fill(to, 1, new ListedService(1, Optional.of("name"))), playlist, announce);
    }

    private static void refuseInVain(String to, OutputUri example, Optional<Path> playlist, boolean announce) {
        boolean isFile = example instanceof FileOutput;
        if (isFile && playlist.isPresent()) {
            throw new IllegalArgumentException("playlist: " + playlist.get() + " (expected: none, as services go to "
                    + to + ", and a playlist lists what is sent to the network)");
        }
        boolean isHost = example instanceof NetworkOutput network
                && !network.config().destination().getAddress().isMulticastAddress();
        if (announce && (isFile || isHost)) {
            throw new IllegalArgumentException("announce: " + to
                    + " (expected: a group, as in udp://239.255.1.{n}:5004:" + " nothing else is announced by SAP)");
        }
    }

    /**
     * A service that a relay sends to the network now, as a viewer has to know it.
     *
     * @param serviceId its number in what is sent
     * @param name its name; may be empty
     * @param to where it is sent
     */
    public record Announced(int serviceId, String name, NetworkOutput to) {}

    /**
     * The services that are sent by one such plan now.
     *
     * @param plan the plan
     * @param services those that are sent to the network, in the order of the multiplex's list
     */
    public record Sent(EveryService plan, List<Announced> services) {

        /**
         * Keeps a copy.
         *
         * @param plan any
         * @param services any
         */
        public Sent {
            services = List.copyOf(services);
        }
    }

    /**
     * Returns where the first service goes, whichever it is.
     *
     * @return empty if that depends on its number or its name
     */
    public Optional<OutputUri> first() {
        return to.contains("{sid}") || to.contains("{name}") ? Optional.empty() : Optional.of(example());
    }

    /**
     * Returns where a service would go, whichever it is.
     *
     * @return an output whose interface, host or folder are those of the others, unless there is a placeholder in them
     */
    public OutputUri example() {
        return fill(to, 1, new ListedService(1, Optional.of("name")));
    }

    /**
     * Tells what outputs would have to wait for if they were opened now.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing, or not for
     *     every service
     */
    public Optional<String> missing() {
        OutputUri other = fill(to, 2, new ListedService(2, Optional.of("other")));
        return example().missing().filter(problem -> other.missing().isPresent());
    }

    /**
     * Tells what the playlist would have to wait for.
     *
     * @return a phrase for a person; empty if nothing is missing, or there is no playlist
     */
    public Optional<String> playlistMissing() {
        return playlist.flatMap(
                file -> FileLookup.ask(file, () -> folderMissing(file), Optional.of(FileLookup.NO_ANSWER)));
    }

    private static Optional<String> folderMissing(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.of("folder " + folder + " is not there");
        }
        return Files.isWritable(folder) ? Optional.empty() : Optional.of("folder " + folder + " may not be written");
    }

    /**
     * Returns the bounds of the bit rate of each.
     *
     * @return those that the template has
     */
    public RateBounds rate() {
        return OutputUri.rate(to);
    }

    /**
     * Tells whether it is clear by now where a service goes.
     *
     * @param service the service
     * @return whether what the template asks of it is known
     */
    public boolean canPlace(ListedService service) {
        return service.name().isPresent() || !to.contains("{name}");
    }

    /**
     * Returns where a service goes.
     *
     * @param n its place in the list, from 1
     * @param service the service
     * @return the output
     * @throws IllegalArgumentException if there is no such output, as with the 256th of 239.255.1.{n}
     */
    public OutputUri to(int n, ListedService service) {
        return fill(to, n, service);
    }

    private static OutputUri fill(String template, int n, ListedService service) {
        String name = HarmlessText.fileName(service.name().orElse(""));
        return OutputUri.parse(template.replace("{n}", Integer.toString(n))
                .replace("{sid}", Integer.toString(service.serviceId()))
                .replace("{name}", name.isEmpty() ? Integer.toString(service.serviceId()) : name));
    }
}
