// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.ts.psi.HarmlessText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of channels, read.
 *
 * @param name its name, for messages
 * @param channels what is in it, in order
 * @param refused what could not be read of it, in order
 */
public record ChannelFile(String name, List<Channel> channels, List<RefusedEntry> refused) {

    private static final int MOST_NAMES = 8;
    private static final long MOST_BYTES = 64 << 20;

    /** What some editors write at the beginning, byte by byte. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** Keeps copies. */
    public ChannelFile {
        channels = List.copyOf(channels);
        refused = List.copyOf(refused);
    }

    /**
     * An entry that could not be read.
     *
     * @param channel its name; empty if it has none
     * @param reason one line with file, line, key, value and what was expected
     */
    public record RefusedEntry(String channel, String reason) {

        /** Takes what no terminal should see out of the line: it shows what the file has. */
        public RefusedEntry {
            reason = HarmlessText.oneLine(reason);
        }
    }

    /**
     * Reads a file of libdvbv5 or VDR: the first begins with {@code [}, the second has one line for each channel.
     *
     * @param file a regular one, in UTF-8; lines that are none are read as ISO 8859-1
     * @param dish what receives the satellites in it
     * @return its channels
     * @throws IOException if it cannot be read, or is too large to be one
     */
    public static ChannelFile read(Path file, Dish dish) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) { // what has no end, or waits for a writer
            throw new FileSystemException(
                    file.toString(), null, attributes.isDirectory() ? "Is a directory" : "no regular file");
        }
        if (attributes.size() > MOST_BYTES) {
            throw new FileSystemException(
                    file.toString(), null, attributes.size() + " bytes, " + MOST_BYTES + " at most");
        }
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String plain = bytes.startsWith(BYTE_ORDER_MARK) ? bytes.substring(BYTE_ORDER_MARK.length()) : bytes;
        List<String> lines = plain.lines().map(ChannelFile::decoded).toList();
        if (plain.indexOf(0) >= 0 || !isOne(lines)) { // a zero is in each line of UTF-16
            throw new FileSystemException(
                    file.toString(), null, "no channel file of libdvbv5 or VDR in UTF-8 or ISO 8859-1");
        }
        return parse(file.toString(), lines, dish);
    }

    /** One without channels is one. */
    private static boolean isOne(List<String> lines) {
        return entries(lines).findAny().isEmpty()
                || hasSections(lines)
                || entries(lines).anyMatch(VdrReader::hasFields);
    }

    private static Stream<String> entries(List<String> lines) {
        return lines.stream().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }

    private static boolean hasSections(List<String> lines) {
        return entries(lines).findFirst().filter(line -> line.startsWith("[")).isPresent();
    }

    /** Line by line, as one name that a network sent in another character set does not spoil the others. */
    private static String decoded(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    /**
     * Reads lines of such a file.
     *
     * @param name the file's, for messages
     * @param lines all of it
     * @param dish what receives the satellites in it
     * @return its channels
     */
    public static ChannelFile parse(String name, List<String> lines, Dish dish) {
        return hasSections(lines) ? new Dvbv5Reader(name, dish).read(lines) : new VdrReader(name, dish).read(lines);
    }

    /**
     * Finds a channel by its name, or by its {@code service_id} where no channel has this name. Of several with one name the
     * first is taken, as dvbv5-zap does; a number that several carriers have says nothing.
     *
     * @param wanted a name in any case, or digits
     * @return the first of this name
     * @throws IllegalArgumentException in one line: what is wrong with its entry, which names there are, or where the number is
     */
    public Channel find(String wanted) {
        String plain = wanted.strip();
        return channels.stream()
                .filter(channel -> channel.name().equalsIgnoreCase(plain))
                .findFirst()
                .or(() -> numbered(plain))
                .orElseThrow(() -> new IllegalArgumentException(refused.stream()
                        .filter(entry -> entry.channel().equalsIgnoreCase(plain))
                        .map(RefusedEntry::reason)
                        .findFirst()
                        .orElseGet(
                                () -> "tune: " + plain + " (expected: a channel of " + name + ": " + names() + ")")));
    }

    private Optional<Channel> numbered(String serviceId) {
        List<Channel> found = channels.stream()
                .filter(channel -> Integer.toString(channel.serviceId()).equals(serviceId))
                .toList();
        if (found.stream().map(Channel::tuning).distinct().count() > 1) {
            throw new IllegalArgumentException("tune: " + serviceId + " (expected: a name, as several carriers of "
                    + name + " have that service: "
                    + found.stream().limit(MOST_NAMES).map(ChannelFile::place).collect(Collectors.joining(", "))
                    + (found.size() > MOST_NAMES ? " ..." : "") + ")");
        }
        return found.stream().findFirst();
    }

    private static String place(Channel channel) {
        return HarmlessText.oneLine(channel.name()) + " on " + channel.tuning().system() + " "
                + channel.tuning().frequencyHz() + " Hz";
    }

    private String names() {
        List<String> known = channels.stream()
                .map(Channel::name)
                .filter(channel -> !channel.isEmpty())
                .map(HarmlessText::oneLine)
                .toList();
        String shown = known.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        int more = known.size() - MOST_NAMES;
        return known.isEmpty() ? "it has none with a name" : more > 0 ? shown + " and " + more + " more" : shown;
    }
}
