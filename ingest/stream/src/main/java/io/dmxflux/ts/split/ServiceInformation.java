// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.DvbText;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What SDT, NIT and EIT of a service's stream say, where that differs from the multiplex.
 *
 * @param name {@code service_name}; empty keeps it
 * @param provider {@code service_provider_name}; empty keeps it
 * @param originalNetworkId {@code original_network_id}; empty keeps that of the SDT
 * @param networkId {@code network_id} of an own NIT; empty for that of the original network
 * @param networkName {@code network_name} of an own NIT; empty for none
 * @param nit which NIT is sent
 * @param events which events are sent
 */
public record ServiceInformation(
        Optional<String> name,
        Optional<String> provider,
        OptionalInt originalNetworkId,
        OptionalInt networkId,
        Optional<String> networkName,
        Nit nit,
        Events events) {

    /** Names and events as in the multiplex, and no NIT. */
    public static final ServiceInformation AS_RECEIVED = new ServiceInformation(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Nit.NONE,
            Events.PRESENT_FOLLOWING);

    /** For private use, where no SDT says which network it is (ETSI TS 101 162, {@code original_network_id}). */
    static final int PRIVATE_NETWORK = 0xFF01;

    private static final int DIGITAL_TELEVISION = 1;
    private static final int RUNNING = 4;

    /** A name's length is a byte, and a descriptor has room for two of them and three bytes. */
    private static final int LONGEST_NAME = 126;

    /** Which NIT is sent. */
    public enum Nit {
        /** None. */
        NONE,
        /** One of this stream alone, with the network's name and id. */
        OWN,
        /** That of the multiplex. */
        SOURCE;

        /**
         * Reads a user's word.
         *
         * @param text {@code none}, {@code own} or {@code source}
         * @return the choice
         * @throws IllegalArgumentException in one line, if it is none of these
         */
        public static Nit parse(String text) {
            return word(values(), text, "none, own or source");
        }
    }

    /** Which events are sent. */
    public enum Events {
        /** None. */
        NONE,
        /** The present and the following one. */
        PRESENT_FOLLOWING,
        /** These and the schedule. */
        SCHEDULE;

        /**
         * Reads a user's word.
         *
         * @param text {@code none}, {@code present-following} or {@code schedule}
         * @return the choice
         * @throws IllegalArgumentException in one line, if it is none of these
         */
        public static Events parse(String text) {
            return word(values(), text, "none, present-following or schedule");
        }
    }

    private static <E extends Enum<E>> E word(E[] words, String text, String expected) {
        return Arrays.stream(words)
                .filter(word ->
                        word.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: " + expected + ")"));
    }

    /**
     * Checks names and numbers.
     *
     * @param name at most 126 bytes, as EN 300 468 writes it
     * @param provider at most 126 bytes
     * @param originalNetworkId 0 to 65535
     * @param networkId 0 to 65535; only with a NIT of one's own
     * @param networkName at most 126 bytes; only with a NIT of one's own
     * @param nit any
     * @param events any
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public ServiceInformation {
        name.ifPresent(text -> checkText("service-name", text));
        provider.ifPresent(text -> checkText("provider", text));
        networkName.ifPresent(text -> checkText("network-name", text));
        checkNumber("original-network-id", originalNetworkId, 0);
        checkNumber("network-id", networkId, 0);
        if (nit != Nit.OWN && (networkId.isPresent() || networkName.isPresent())) {
            throw new IllegalArgumentException("nit: " + nit.name().toLowerCase(Locale.ROOT)
                    + " (expected: own, with a network-id or network-name)");
        }
    }

    /**
     * Refuses a name that is none.
     *
     * @param what what it names
     * @param text not blank, and at most 126 bytes, as EN 300 468 writes it
     * @throws IllegalArgumentException in one line, if it is not
     */
    public static void checkText(String what, String text) {
        if (text.isBlank() || DvbText.encode(text).length > LONGEST_NAME) {
            throw new IllegalArgumentException(what + ": \"" + HarmlessText.shortened(text)
                    + "\" (expected: a text of at most " + LONGEST_NAME + " bytes)");
        }
    }

    static void checkNumber(String name, OptionalInt value, int least) {
        if (value.isPresent() && (value.getAsInt() < least || value.getAsInt() > ServiceSelection.HIGHEST_ID)) {
            throw new IllegalArgumentException(name + ": " + value.getAsInt() + " (expected: " + least + " to 65535)");
        }
    }

    /** Tells whether receivers get a NIT. */
    boolean hasNit() {
        return nit != Nit.NONE;
    }

    /** Returns a service of the SDT with its new number and names, and with flags for the events that are sent. */
    Service describe(Service received, int serviceId) {
        boolean renamed = name.isPresent() || provider.isPresent();
        return new Service(
                serviceId,
                received.eitSchedule() && events == Events.SCHEDULE,
                received.eitPresentFollowing() && events != Events.NONE,
                received.runningStatus(),
                received.freeCaMode(),
                renamed
                        ? ServiceDescriptor.rename(
                                received.descriptors(),
                                received.type().orElse(DIGITAL_TELEVISION),
                                provider.orElse(received.provider()),
                                name.orElse(received.name()))
                        : received.descriptors());
    }

    /** Returns a service for an SDT where the multiplex has none. */
    Service describe(int serviceId) {
        return describe(new Service(serviceId, false, false, RUNNING, false, Descriptors.EMPTY), serviceId);
    }

    /** Returns a NIT of one stream with one service. */
    byte[] network(int transportStreamId, int originalNetwork, int serviceId, int serviceType) {
        return NetworkInformationTable.ofOneService(
                        networkId.orElse(originalNetwork),
                        networkName,
                        transportStreamId,
                        originalNetwork,
                        serviceId,
                        serviceType)
                .toSection();
    }
}
