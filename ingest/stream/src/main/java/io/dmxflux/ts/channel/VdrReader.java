// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Dish;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the format of VDR, which w_scan2 writes.
 * <pre>
 *   Das Erste HD;ARD:11493:HC23M5O35P0S1:S19.2E:22000:5101=27:5102=deu@3,5103:5104:0:10301:1:1019:0
 *   name;provider    MHz   parameters    source  ksym/s  video  audio         text CA SID  network TS radio
 * </pre>
 * Lines that begin with a colon are headings.
 */
final class VdrReader {

    private static final int NAME = 0;
    private static final int FREQUENCY = 1;
    private static final int PARAMETERS = 2;
    private static final int SOURCE = 3;
    private static final int SYMBOL_RATE = 4;
    private static final int VIDEO = 5;
    private static final int AUDIO = 6;
    private static final int SERVICE = 9;
    private static final int NETWORK = 10;
    private static final int TRANSPORT = 11;
    private static final int FIELDS = 12;
    private static final int HIGHEST_ID = 0xFFFF;

    private final String file;
    private final Dish dish;
    private final List<Channel> channels = new ArrayList<>();
    private final List<ChannelFile.RefusedEntry> refused = new ArrayList<>();

    VdrReader(String file, Dish dish) {
        this.file = file;
        this.dish = dish;
    }

    ChannelFile read(List<String> lines) {
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(":")) {
                read(line, number);
            }
        }
        return new ChannelFile(file, channels, refused);
    }

    /** Tells whether a line can be a channel. */
    static boolean hasFields(String line) {
        return fields(line).length >= FIELDS;
    }

    private static String[] fields(String line) {
        return line.split(":", -1);
    }

    private void read(String line, int number) {
        String[] fields = fields(line);
        String name = fields[NAME]
                .replaceFirst("[;].*", "")
                .replaceFirst(",[^,]*$", "")
                .replace('|', ':')
                .strip();
        try {
            Check.argument(
                    fields.length >= FIELDS,
                    "fields",
                    fields.length,
                    "a channel file of libdvbv5, which begins with [NAME], or of VDR, with 13 fields and colons between them");
            channels.add(channel(name, fields));
        } catch (IllegalArgumentException e) {
            refused.add(new ChannelFile.RefusedEntry(name, file + ":" + number + ": " + e.getMessage()));
        }
    }

    private Channel channel(String name, String[] fields) {
        VdrTuning tuning = new VdrTuning(
                Dvbv5Tunings.number("frequency", fields[FREQUENCY], Dvbv5Tunings.HIGHEST_FREQUENCY),
                fields[PARAMETERS],
                fields[SOURCE],
                Dvbv5Tunings.number("symbol rate", fields[SYMBOL_RATE], Integer.MAX_VALUE));
        return new Channel(
                name,
                Dvbv5Tunings.number("service", fields[SERVICE], HIGHEST_ID),
                OptionalInt.empty(),
                OptionalInt.empty(),
                id("transport stream", fields[TRANSPORT]),
                id("network", fields[NETWORK]),
                new ChannelPids(pids(fields[VIDEO]), pids(fields[AUDIO]), new TreeMap<>()),
                tuning.tuning(dish));
    }

    private static OptionalInt id(String name, String written) {
        int id = Dvbv5Tunings.number(name, written, HIGHEST_ID);
        return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Before the first of {@code = @ +} stands the PID; behind a semicolon come those of AC-3. */
    private static List<Integer> pids(String written) {
        return Stream.of(written.split("[,;]"))
                .map(entry -> entry.replaceFirst("[=@+].*", "").strip())
                .filter(pid -> !pid.isEmpty() && !pid.equals("0"))
                .map(pid -> Dvbv5Tunings.number("PID", pid, Dvbv5Reader.HIGHEST_PID))
                .toList();
    }
}
