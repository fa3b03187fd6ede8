// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a stream goes, as a user writes it.
 *
 * <p><b>Ownership:</b> a sink that is opened is the caller's to close.
 * <p><b>Errors:</b> opening throws an {@link IllegalArgumentException} of one line if the output cannot be what the URI says,
 * and an {@link UncheckedIOException} for what the machine refuses.
 */
public sealed interface OutputUri permits NetworkOutput, NamedOutput, FileOutput, LogOutput, WatchedOutput {

    /** The schemes of outputs. */
    Set<String> SCHEMES = Set.of("udp", "rtp", "file", "log", "kafka");

    /**
     * Reads what a user wrote.
     *
     * @param text the URI
     * @return the output
     * @throws IllegalArgumentException if it makes no sense: one line with the thing, its value and what was expected
     */
    static OutputUri parse(String text) {
        StreamUri uri = StreamUri.parse(text, SCHEMES);
        uri.refuseTemplate();
        if (uri.scheme().equals("file")) {
            return FileOutput.of(uri);
        }
        if (LogPlaceUri.SCHEMES.contains(uri.scheme())) {
            return LogOutput.of(uri);
        }
        return uri.names().isEmpty() ? NetworkOutput.of(uri) : NamedOutput.of(uri);
    }

    /**
     * Reads the bounds of its bit rate.
     *
     * @param text the URI, or a template for services
     * @return what {@code ?minrate=&maxrate=} say
     * @throws IllegalArgumentException if they make no sense: one line with the thing, its value and what was expected
     */
    static RateBounds rate(String text) {
        return RateBounds.of(StreamUri.parse(text, SCHEMES));
    }

    /**
     * Opens the output.
     *
     * @param delivery how buffers will come
     * @param listener told of what happens to it
     * @return the sink
     */
    Sink open(Delivery delivery, StreamListener listener);

    /**
     * Tells what an output would have to wait for if it were opened now.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing
     */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Tells whether packets are to leave at their times.
     *
     * @return false for what keeps them, which has time
     */
    default boolean isTimed() {
        return true;
    }

    /**
     * Returns the hosts that have to be looked up for it.
     *
     * @return their names; none of what has addresses
     */
    default List<String> hosts() {
        return List.of();
    }

    /**
     * Returns how a splitter is to cut a whole multiplex for this output.
     *
     * @return datagrams, bursts and the time to fill them
     */
    SplitOutputConfig cutOfMultiplex();

    /**
     * Returns how a splitter is to cut a service for this output.
     *
     * @return datagrams, bursts and the time to fill them
     */
    SplitOutputConfig cutOfService();

    /**
     * Returns the group or host that datagrams are sent to, for announcements.
     *
     * @return empty for a file, and for a name that does not resolve now
     */
    default Optional<NetworkOutput> network() {
        return Optional.empty();
    }

    /**
     * Refuses what can never be, as far as the machine knows now: what {@link #open} would refuse.
     *
     * @param delivery how buffers will come
     * @throws IllegalArgumentException in one line, if the output cannot be what it says, such as the address of all hosts of a
     *     network that is not said to be
     * @throws UncheckedIOException in one line, if this machine has something else there, such as a directory
     */
    void refuseImpossible(Delivery delivery);

    /**
     * Returns the place.
     *
     * @return equal for equal places
     */
    Object place();

    /**
     * Tells whether this and another output may not both be there: two streams to one place are garbage to receivers. An
     * output without an interface may leave by any.
     *
     * @param other another output
     * @return false if both say that they share their place ({@code ?shared})
     */
    boolean meets(OutputUri other);

    /**
     * Refuses a relay from a place to itself: a file would be emptied while it is read, and a group would receive what it
     * has received, as fast as the machine can.
     *
     * @param from the input
     * @throws IllegalArgumentException in one line, if the input is read or received from here
     */
    void refuseIfInput(InputUri from);

    /**
     * Refuses what cannot be made of an input.
     *
     * @param from the input
     * @param isService whether a service of it is sent, and not the whole
     * @throws IllegalArgumentException in one line, if the input has not what the output asks for
     */
    default void refuseUnfit(InputUri from, boolean isService) {
        // most take any
    }
}
