// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Dish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the format of libdvbv5.
 * <pre>
 *   [Das Erste HD]                 or [CHANNEL] for a multiplex
 *       SERVICE_ID = 10301
 *       FREQUENCY = 11493750       kHz of a satellite, else Hz
 *       ...
 * </pre>
 * Keys that are not known are left out, as libdvbv5 does.
 */
final class Dvbv5Reader {

    /** What an entry is called that is no service. */
    static final String MULTIPLEX = "CHANNEL";

    private static final String SERVICE = "SERVICE_ID";
    private static final String OTHER_PIDS = "PID_";
    private static final int HEXADECIMAL = 16;
    private static final int HIGHEST_ID = 0xFFFF;

    /** Of 13 bits. */
    static final int HIGHEST_PID = 0x1FFF;

    private final String file;
    private final Dish dish;
    private final List<Channel> channels = new ArrayList<>();
    private final List<ChannelFile.RefusedEntry> refused = new ArrayList<>();

    private String name = "";
    private int headLine;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    Dvbv5Reader(String file, Dish dish) {
        this.file = file;
        this.dish = dish;
    }

    ChannelFile read(List<String> text) {
        for (int number = 1; number <= text.size(); number++) {
            line(text.get(number - 1).strip(), number);
        }
        end();
        return new ChannelFile(file, channels, refused);
    }

    private void line(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("[")) {
            end();
            headLine = number;
            int close = line.indexOf(']');
            name = line.substring(1, close < 0 ? line.length() : close).strip();
            return;
        }
        int equals = line.indexOf('=');
        if (equals > 0) {
            String key = line.substring(0, equals).strip().toUpperCase(Locale.ROOT);
            values.put(key, line.substring(equals + 1).strip());
            lines.put(key, number);
        }
    }

    /** The name of a multiplex stands behind its prefix; a service may be called {@code Channel 4}. */
    private String name() {
        boolean isBare = name.length() == MULTIPLEX.length();
        return isPrefixed(name) && (isBare || !values.containsKey(SERVICE))
                ? name.substring(MULTIPLEX.length()).strip()
                : name;
    }

    static boolean isPrefixed(String name) {
        return name.regionMatches(true, 0, MULTIPLEX, 0, MULTIPLEX.length())
                && (name.length() == MULTIPLEX.length() || Character.isWhitespace(name.charAt(MULTIPLEX.length())));
    }

    private void end() {
        if (headLine > 0) {
            name = name();
            try {
                channels.add(channel());
            } catch (IllegalArgumentException e) {
                refused.add(new ChannelFile.RefusedEntry(name, place(String.valueOf(e.getMessage()))));
            }
        }
        values.clear();
        lines.clear();
    }

    /** Puts file and line before a message that begins with a key. */
    private String place(String message) {
        int colon = Math.max(message.indexOf(':'), 0);
        return file + ":" + lines.getOrDefault(message.substring(0, colon).toUpperCase(Locale.ROOT), headLine) + ": "
                + message;
    }

    private Channel channel() {
        return new Channel(
                name,
                number(SERVICE).orElse(0),
                numberPart(0),
                numberPart(1),
                number("TRANSPORT_ID"),
                number("NETWORK_ID"),
                new ChannelPids(pids("VIDEO_PID"), pids("AUDIO_PID"), otherPids()),
                Dvbv5Tunings.read(values, dish));
    }

    private OptionalInt number(String key) {
        String value = values.get(key);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Dvbv5Tunings.number(key, value, HIGHEST_ID));
    }

    /** A logical number may have a minor one behind it, {@code 7.1}. What is no number is left out: it does not matter to tuning. */
    private OptionalInt numberPart(int part) {
        String[] parts = values.getOrDefault("VCHANNEL", "").split("[.]", -1);
        String digits = part < parts.length ? parts[part] : "";
        int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        return number <= HIGHEST_ID ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private List<Integer> pids(String key) {
        return Stream.of(values.getOrDefault(key, "").split("\\s+"))
                .filter(pid -> !pid.isEmpty())
                .map(pid -> Dvbv5Tunings.number(key, pid, HIGHEST_PID))
                .toList();
    }

    private SortedMap<Integer, List<Integer>> otherPids() {
        SortedMap<Integer, List<Integer>> others = new TreeMap<>();
        for (String key : values.keySet()) {
            if (key.startsWith(OTHER_PIDS)) {
                String type = key.substring(OTHER_PIDS.length());
                Check.argument(
                        type.matches("[0-9A-F]{1,2}"), key, values.get(key), "PID_ and a stream_type in hexadecimal");
                others.put(Integer.parseInt(type, HEXADECIMAL), pids(key));
            }
        }
        return others;
    }
}
