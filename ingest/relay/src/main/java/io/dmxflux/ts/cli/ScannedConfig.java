// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.plan.TuningWords;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.scan.ScannedMultiplex;

/**
 * What a scan has found as a configuration for the relay: an input for each multiplex, and each of its services to an address of its
 * own. A frontend receives one multiplex at a time: those after the first are there to be taken instead, or with further adapters.
 */
final class ScannedConfig {

    /** What stands before the first input. */
    static final String HEAD =
            "# Each input needs a frontend of its own: further ones are comments, with the next adapters.\ninputs:\n";

    private static final int MOST_GROUPS = 255;

    private final String from;
    private final int frontend;
    private int written;

    /**
     * A configuration, or the rest of one.
     *
     * @param from the input, without options
     * @param frontend of the adapter
     * @param written how many inputs it has already
     */
    ScannedConfig(String from, int frontend, int written) {
        this.from = from;
        this.frontend = frontend;
        this.written = written;
    }

    /** Returns the lines of an input. */
    String input(ScannedMultiplex multiplex) {
        String before = written == 0 ? "" : "# ";
        StringBuilder input = new StringBuilder();
        String network = HarmlessText.oneLine(multiplex.networkName());
        line(
                input,
                "# ",
                "transport stream " + multiplex.transportStreamId() + (network.isEmpty() ? "" : " of " + network));
        multiplex
                .channels()
                .forEach(channel ->
                        line(input, "#   ", channel.serviceId() + " " + HarmlessText.oneLine(channel.name())));
        line(input, before, "- from: " + adapter());
        if (frontend != 0) {
            line(input, before, "  frontend: " + frontend);
        }
        TuningWords.of(multiplex.tuning())
                .forEach((key, value) -> line(input, before, "  " + key + ": '" + value + "'"));
        line(input, before, "  every-service:");
        line(input, before, "    to: udp://239.255." + (written % MOST_GROUPS + 1) + ".{n}:5004");
        written++;
        return input.toString();
    }

    private static void line(StringBuilder lines, String before, String text) {
        lines.append("  ").append(before).append(text).append('\n');
    }

    private String adapter() {
        String number = from.replaceFirst("dvb:([0-9]+).*", "$1");
        return "'" + (written > 0 && number.matches("[0-9]+") ? "dvb:" + (Integer.parseInt(number) + written) : from)
                + "'";
    }
}
