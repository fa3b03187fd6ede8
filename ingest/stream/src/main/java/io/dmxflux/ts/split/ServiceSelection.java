// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Check;
import io.dmxflux.ts.psi.HarmlessText;
import java.text.Normalizer;

/** Selects a service of a multiplex, by number or name. */
public sealed interface ServiceSelection {

    /** The highest {@code service_id}: 16 bits. */
    int HIGHEST_ID = 0xFFFF;

    /** Characters of the longest name that a {@code service_descriptor} has room for. */
    int LONGEST_NAME = 252;

    /**
     * The service with a number.
     *
     * @param serviceId {@code service_id}, which is the {@code program_number} in the PAT; 1 to 65535
     */
    record ById(int serviceId) implements ServiceSelection {

        /**
         * Checks the number.
         *
         * @param serviceId 1 to 65535
         * @throws IllegalArgumentException if it is out of range
         */
        public ById {
            if (serviceId < 1 || serviceId > HIGHEST_ID) {
                throw new IllegalArgumentException("service: " + serviceId + " (expected: 1 to 65535)");
            }
        }

        @Override
        public String toString() {
            return "service " + serviceId;
        }
    }

    /**
     * The service with a name in the SDT, of any number; upper and lower case are the same, as are letters of full and half
     * width, and any spaces and line breaks between words.
     *
     * @param name {@code service_name}, without spaces around it
     */
    record ByName(String name) implements ServiceSelection {

        /**
         * Strips and checks the name.
         *
         * @param name not blank, and no longer than a descriptor is
         * @throws IllegalArgumentException if it is
         */
        public ByName {
            name = Check.given(name, "name").strip();
            if (name.isEmpty()) {
                throw new IllegalArgumentException("service: no name (expected: a service's number or its name)");
            }
            if (name.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("service: " + name.substring(0, LONGEST_NAME) + "... of "
                        + name.length() + " characters (expected: at most " + LONGEST_NAME + ", as no SDT has more)");
            }
        }

        boolean matches(String other) {
            return plain(other).equalsIgnoreCase(plain(name));
        }

        private static String plain(String text) {
            return HarmlessText.oneLine(Normalizer.normalize(text, Normalizer.Form.NFKC));
        }

        @Override
        public String toString() {
            return "service \"" + name + '"';
        }
    }

    /**
     * Parses a number, decimal or hexadecimal with 0x, or else a name. A service whose name is a number is found by its
     * number only.
     *
     * @param text a number or a name
     * @return the selection
     * @throws IllegalArgumentException in one line, if it is neither
     */
    static ServiceSelection parse(String text) {
        String bare = Check.given(text, "text").strip();
        if (bare.matches("[0-9]{1,9}")) {
            return new ById(Integer.parseInt(bare));
        }
        if (bare.matches("0[xX][0-9a-fA-F]{1,7}")) {
            return new ById(Integer.parseInt(bare.substring(2), 16));
        }
        return new ByName(bare);
    }
}
