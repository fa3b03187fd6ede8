// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A descriptor loop, as the bytes that it was sent in.
 * <pre>
 *   | descriptor_tag (8) | descriptor_length (8) | payload | descriptor_tag | descriptor_length | payload | ...
 * </pre>
 *
 * <p><b>Shape:</b> whole descriptors only: the last one of a loop that is cut short is left out. Each is parsed on access.
 * <p><b>Threading:</b> immutable.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.6; ETSI EN 300 468 6.1.
 */
public final class Descriptors {

    /** A loop of none. */
    public static final Descriptors EMPTY = new Descriptors(new byte[0]);

    private static final int HEADER_LENGTH = 2;

    private final byte[] bytes;

    /** Whether texts in it are ARIB's. */
    private final boolean arib;

    private Descriptors(byte[] bytes) {
        this(bytes, false);
    }

    private Descriptors(byte[] bytes, boolean arib) {
        this.bytes = bytes;
        this.arib = arib;
    }

    /** Returns the same loop, the names in which are read as those of ISDB. */
    Descriptors inArib() {
        return new Descriptors(bytes, true);
    }

    /**
     * Takes a loop.
     *
     * @param loop the bytes behind its length; copied
     * @return those of its descriptors that are whole
     */
    public static Descriptors of(byte[] loop) {
        int end = 0;
        while (isWhole(loop, end)) {
            end += HEADER_LENGTH + length(loop, end);
        }
        return end == 0 ? EMPTY : new Descriptors(Arrays.copyOf(loop, end));
    }

    static Descriptors concat(List<Descriptors> loops) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        loops.forEach(loop -> joined.writeBytes(loop.bytes));
        return joined.size() == 0 ? EMPTY : new Descriptors(joined.toByteArray());
    }

    private static boolean isWhole(byte[] loop, int at) {
        return loop.length - at >= HEADER_LENGTH && loop.length - at - HEADER_LENGTH >= length(loop, at);
    }

    private static int length(byte[] loop, int at) {
        return loop[at + 1] & 0xFF;
    }

    /**
     * Copies the loop.
     *
     * @return its bytes, without a length before them
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns how long the loop is.
     *
     * @return bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Reads the descriptors.
     *
     * @return all of them, in order
     */
    public Stream<Descriptor> stream() {
        return offsets().mapToObj(this::descriptor);
    }

    private IntStream offsets() {
        return IntStream.iterate(0, at -> at < bytes.length, at -> at + HEADER_LENGTH + length(bytes, at));
    }

    private Descriptor descriptor(int at) {
        int tag = bytes[at] & 0xFF;
        int begin = at + HEADER_LENGTH;
        byte[] payload = Arrays.copyOfRange(bytes, begin, begin + length(bytes, at));
        ServiceDescriptor service =
                arib && tag == ServiceDescriptor.TAG ? ServiceDescriptor.parse(payload, true) : null;
        return service == null ? Descriptor.of(tag, payload) : service;
    }

    /**
     * Finds the first descriptor of a kind.
     *
     * @param <T> the kind
     * @param kind the kind
     * @return the first; empty if there is none, or none that keeps to its syntax
     */
    public <T extends Descriptor> Optional<T> find(Class<T> kind) {
        return stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /**
     * Tells whether there is a descriptor with a tag, sound or not.
     *
     * @param tag {@code descriptor_tag}
     * @return true if at least one has this tag
     */
    public boolean hasTag(int tag) {
        return offsets().anyMatch(at -> (bytes[at] & 0xFF) == tag);
    }

    /**
     * Moves the PIDs that CA descriptors name, and leaves everything else as it is.
     *
     * @param pids new PIDs by old ones
     * @return the loop with the new PIDs
     */
    public Descriptors withCaPids(IntUnaryOperator pids) {
        byte[] moved = bytes.clone();
        offsets()
                .filter(at -> (moved[at] & 0xFF) == CaDescriptor.TAG)
                .forEach(at -> CaDescriptor.move(moved, at + HEADER_LENGTH, length(moved, at), pids));
        return new Descriptors(moved);
    }

    /**
     * Leaves descriptors out.
     *
     * @param tags {@code descriptor_tag} of each
     * @return the loop of all others
     */
    Descriptors without(int... tags) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        offsets().forEach(at -> {
            if (Arrays.stream(tags).noneMatch(tag -> tag == (bytes[at] & 0xFF))) {
                kept.write(bytes, at, HEADER_LENGTH + length(bytes, at));
            }
        });
        return new Descriptors(kept.toByteArray());
    }

    /**
     * Adds a descriptor at the beginning.
     *
     * @param tag {@code descriptor_tag}
     * @param payload at most 255 bytes
     * @return the longer loop
     */
    Descriptors with(int tag, byte[] payload) {
        FieldWidth.check("descriptor_length", payload.length, 8);
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.write(tag);
        longer.write(payload.length);
        longer.writeBytes(payload);
        longer.writeBytes(bytes);
        return new Descriptors(longer.toByteArray());
    }

    /**
     * Leaves CA descriptors out that name certain PIDs.
     *
     * @param pids the PIDs
     * @return the loop without them
     */
    public Descriptors withoutCaPids(IntPredicate pids) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        offsets()
                .filter(at -> !(descriptor(at) instanceof CaDescriptor ca && pids.test(ca.caPid())))
                .forEach(at -> kept.write(bytes, at, HEADER_LENGTH + length(bytes, at)));
        return kept.size() == bytes.length ? this : new Descriptors(kept.toByteArray());
    }

    /**
     * Compares the bytes.
     *
     * @param other anything
     * @return true if it is a loop of the same bytes
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Descriptors descriptors && Arrays.equals(bytes, descriptors.bytes);
    }

    /**
     * Hashes the bytes.
     *
     * @return the same for the same bytes
     */
    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * Shows the bytes.
     *
     * @return hexadecimal
     */
    @Override
    public String toString() {
        return "Descriptors[" + HexFormat.of().formatHex(bytes) + "]";
    }

    /** Reads the PIDs of all CA descriptors. */
    List<Integer> caPids() {
        return stream()
                .filter(CaDescriptor.class::isInstance)
                .map(descriptor -> ((CaDescriptor) descriptor).caPid())
                .toList();
    }

    /** Reads the languages that any descriptor of the loop names, each once, in order. */
    List<String> languages() {
        List<String> languages = new ArrayList<>();
        stream().forEach(descriptor -> languages.addAll(descriptor.languages()));
        return languages.stream().distinct().toList();
    }
}
