// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.ts.psi.HarmlessText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the format of libdvbv5, one entry after the other, so that a file grows as channels are found.
 *
 * <p>Older libdvbv5 reads a key without its last character where no blank stands between it and the equals sign: one always does.
 */
public final class Dvbv5Format {

    private Dvbv5Format() {}

    /**
     * Writes a channel.
     *
     * @param channel a service or a multiplex
     * @return an entry with an empty line behind it
     */
    public static String write(Channel channel) {
        StringBuilder entry = new StringBuilder("[").append(head(channel)).append("]\n");
        channel.shownNumber().ifPresent(number -> line(entry, "VCHANNEL", number));
        if (channel.serviceId() != 0) {
            line(entry, "SERVICE_ID", channel.serviceId());
        }
        channel.networkId().ifPresent(id -> line(entry, "NETWORK_ID", id));
        channel.transportStreamId().ifPresent(id -> line(entry, "TRANSPORT_ID", id));
        pids(entry, "VIDEO_PID", channel.pids().video());
        pids(entry, "AUDIO_PID", channel.pids().audio());
        channel.pids().others().forEach((type, pids) -> pids(entry, "PID_%02x".formatted(type), pids));
        Dvbv5Tunings.write(channel.tuning()).forEach((key, value) -> line(entry, key, value));
        return entry.append('\n').toString();
    }

    /** A bracket would end the name; that of a multiplex may begin with the prefix that one has. */
    private static String head(Channel channel) {
        if (channel.serviceId() == 0 && channel.name().isEmpty()) {
            return Dvbv5Reader.MULTIPLEX;
        }
        String name = HarmlessText.oneLine(channel.name())
                .replace('[', '(')
                .replace(']', ')')
                .strip();
        if (channel.serviceId() == 0 && Dvbv5Reader.isPrefixed(name)) {
            return Dvbv5Reader.MULTIPLEX + " " + name;
        }
        return name.isEmpty() || name.equalsIgnoreCase(Dvbv5Reader.MULTIPLEX) ? "#" + channel.serviceId() : name;
    }

    private static void pids(StringBuilder entry, String key, List<Integer> pids) {
        if (!pids.isEmpty()) {
            line(entry, key, pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private static void line(StringBuilder entry, String key, Object value) {
        entry.append('\t').append(key).append(" = ").append(value).append('\n');
    }
}
