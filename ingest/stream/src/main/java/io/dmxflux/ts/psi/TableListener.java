// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * Receives the tables of a multiplex from a {@link TableFollower}. All methods do nothing by default.
 *
 * <p><b>Threading:</b> called inside {@link TableFollower#packet}.
 * <p><b>Ownership:</b> a {@link Section} is a view that is valid until the method returns; tables are immutable.
 */
public interface TableListener {

    /**
     * PATs of two transport streams come in turn, as after a careless merge. Called once.
     *
     * @param followed {@code transport_stream_id} of the PATs that count
     * @param ignored that of the others
     */
    default void otherTransportStream(int followed, int ignored) {}

    /**
     * Another PAT is complete.
     *
     * @param programs which programs there are from here on, and on which PIDs their PMTs are
     */
    default void programs(ProgramAssociationTable programs) {}

    /**
     * Another CAT is complete.
     *
     * @param entitlements where the entitlement management messages are
     */
    default void conditionalAccess(ConditionalAccessTable entitlements) {}

    /**
     * Another SDT of this transport stream is complete.
     *
     * @param services what the services are called
     */
    default void services(ServiceDescriptionTable services) {}

    /**
     * A PMT has come, on the PID that the last PAT names for its program; a new one, or the last one again.
     *
     * @param pid where it came
     * @param map what it says; the same object as before for as long as the table repeats
     * @param section it, as it came
     * @param arrivalNanos what {@link TableFollower#packet} was given with its last packet
     */
    default void programMap(int pid, ProgramMapTable map, Section section, long arrivalNanos) {}

    /**
     * A sound section of any table has come on a PID that is followed. Called after the methods for the tables that it
     * completes.
     *
     * @param pid where it came
     * @param section it, as it came
     * @param arrivalNanos what {@link TableFollower#packet} was given with its last packet
     */
    default void section(int pid, Section section, long arrivalNanos) {}

    /**
     * Tells whether a section is worth the work of its checksum.
     *
     * @param pid where it came
     * @param tableId its {@code table_id}
     * @return false to skip it; without a PAT, nothing else is followed
     */
    default boolean wants(int pid, int tableId) {
        return true;
    }

    /**
     * A section has come on a PID that is followed, whose {@code CRC_32} is wrong. It is skipped.
     *
     * @param pid where it came
     * @param tableId its {@code table_id}, which may be what is damaged
     * @param arrivalNanos what {@link TableFollower#packet} was given with its last packet
     */
    default void crcError(int pid, int tableId, long arrivalNanos) {}
}
