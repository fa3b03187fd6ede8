// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ElementaryStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A change of a service that an output of a splitter selects.
 *
 * <p><b>Shape:</b> immutable values without text. Reports make the text with a {@link Visitor}, which has a method for each
 * kind, so that the compiler finds a kind that is not handled.
 * <p><b>Threading:</b> emitted serially, on the splitter's thread; a listener must not block.
 */
public sealed interface SplitEvent {

    /**
     * Returns the service of the event.
     *
     * @return the selection of the output
     */
    ServiceSelection selection();

    /**
     * Calls the visitor's method for this kind of event.
     *
     * @param visitor whose method is called
     * @param <R> the type of its result
     * @return its result
     */
    <R> R accept(Visitor<R> visitor);

    /**
     * The multiplex lists its services, and this one is not among them; its output waits. Emitted once, and only before the
     * service has been found.
     *
     * @param selection which service
     * @param listed the services of the multiplex
     */
    record ServiceNotListed(ServiceSelection selection, List<ListedService> listed) implements SplitEvent {

        /** Copies the list. */
        public ServiceNotListed {
            listed = List.copyOf(listed);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serviceNotListed(this);
        }
    }

    /**
     * After 25 PATs the service has still not been found: there is no SDT with its name, or the PAT names a PID that no PMT
     * can be on. Emitted once.
     *
     * @param selection which service
     */
    record ServiceNotFound(ServiceSelection selection) implements SplitEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serviceNotFound(this);
        }
    }

    /**
     * After 25 PATs no PMT of the service has come. Emitted once.
     *
     * @param selection which service
     * @param pmtPid the PID that the PAT names for it
     */
    record ProgramMapMissing(ServiceSelection selection, int pmtPid) implements SplitEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.programMapMissing(this);
        }
    }

    /**
     * The PAT no longer has the service; its output waits.
     *
     * @param selection which service
     */
    record ServiceLeft(ServiceSelection selection) implements SplitEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serviceLeft(this);
        }
    }

    /**
     * The PAT has the service again.
     *
     * @param selection which service
     */
    record ServiceReturned(ServiceSelection selection) implements SplitEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serviceReturned(this);
        }
    }

    /**
     * A PMT has come, the first one or another; from here on these streams are sent.
     *
     * @param selection which service
     * @param versionNumber of the PMT, 0 to 31
     * @param streams the elementary streams that are sent, with the PIDs that they have in the multiplex
     * @param received all elementary streams of the PMT, also those that the output drops
     * @param pcrPid the PID of the clock in the multiplex; empty if the service has none
     */
    record StreamsSelected(
            ServiceSelection selection,
            int versionNumber,
            List<ElementaryStream> streams,
            List<ElementaryStream> received,
            OptionalInt pcrPid)
            implements SplitEvent {

        /** Copies the lists. */
        public StreamsSelected {
            streams = List.copyOf(streams);
            received = List.copyOf(received);
        }

        /**
         * Tells whether another output of the service, which may drop other streams, was told of the same PMT.
         *
         * @param other its event
         * @return false if the PMT is another, whatever its version
         */
        public boolean isOfSameMap(StreamsSelected other) {
            return versionNumber == other.versionNumber
                    && pcrPid.equals(other.pcrPid)
                    && received.equals(other.received);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.streamsSelected(this);
        }
    }

    /**
     * PIDs that are not mapped as requested, because the service uses the new PID already.
     *
     * @param selection which service
     * @param refused new PIDs by old ones
     */
    record PidsInConflict(ServiceSelection selection, Map<Integer, Integer> refused) implements SplitEvent {

        /** Copies the map, in the order of the old PIDs. */
        public PidsInConflict {
            refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pidsInConflict(this);
        }
    }

    /**
     * PATs with two {@code transport_stream_id} come in turn. The first is followed, the other ignored. Emitted once.
     *
     * @param selection which service
     * @param followed the {@code transport_stream_id} that counts
     * @param ignored the other one
     */
    record TwoTransportStreams(ServiceSelection selection, int followed, int ignored) implements SplitEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.twoTransportStreams(this);
        }
    }

    /**
     * A method for each kind of event.
     *
     * @param <R> the type of the results
     */
    interface Visitor<R> {

        /**
         * Takes a {@link ServiceNotListed}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R serviceNotListed(ServiceNotListed event);

        /**
         * Takes a {@link ServiceNotFound}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R serviceNotFound(ServiceNotFound event);

        /**
         * Takes a {@link ProgramMapMissing}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R programMapMissing(ProgramMapMissing event);

        /**
         * Takes a {@link ServiceLeft}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R serviceLeft(ServiceLeft event);

        /**
         * Takes a {@link ServiceReturned}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R serviceReturned(ServiceReturned event);

        /**
         * Takes a {@link StreamsSelected}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R streamsSelected(StreamsSelected event);

        /**
         * Takes a {@link PidsInConflict}.
         *
         * @param event what there is to tell
         * @return what is made of it
         */
        R pidsInConflict(PidsInConflict event);

        /**
         * Handles one kind of event.
         *
         * @param event of this kind
         * @return the result
         */
        R twoTransportStreams(TwoTransportStreams event);
    }
}
