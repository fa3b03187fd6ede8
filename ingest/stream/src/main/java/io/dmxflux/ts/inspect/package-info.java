// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Looks into a live multiplex: services and formats as they are now, PIDs and their shares, clocks, tables to the descriptor.
 * <pre>
 *   aligned buffers --Inspection--&gt; counters, rings of PCRs, tables, formats        the stream's thread
 *                         |
 *                         +--services, pids, clock, tables, guide--&gt; records        any thread
 * </pre>
 *
 * <p><b>Now:</b> other than a {@link io.dmxflux.ts.analysis}, which tells what there ever was, it forgets. A service is there
 * while the PAT has it, with its last PMT; with another {@code transport_stream_id} everything begins again. A PID is there for a
 * minute behind its last packet, and while a table names it. A format is looked for again when the PMT changes, and in turn: one
 * stream a second. A PID is scrambled, or not, once two packets in a row say so.
 *
 * <table>
 * <caption>What is kept, whatever a stream says</caption>
 * <tr><th>what</th><th>at most</th></tr>
 * <tr><td>services, the first of the PAT</td><td>1024</td></tr>
 * <tr><td>tables, and bytes of them</td><td>4096, 8 MiB: others are not in {@code tables()}</td></tr>
 * <tr><td>PCRs of a PID; PIDs that have them</td><td>600, of the last 60 s; 256</td></tr>
 * <tr><td>continuity errors: when they were</td><td>10 s exactly, for an hour; 512 PIDs</td></tr>
 * <tr><td>searches for a format at a time</td><td>32, for 10 s each</td></tr>
 * <tr><td>the guide</td><td>{@link io.dmxflux.ts.guide.GuideLimits}</td></tr>
 * </table>
 *
 * <p><b>Trees:</b> {@link io.dmxflux.ts.inspect.InspectedTable#tree} names fields as the standards do. What has no syntax here is
 * shown in hexadecimal, and what is cut short up to where it is. Descriptors from 0x80 on mean what the
 * {@code private_data_specifier_descriptor} before them says: 0x83 is a logical channel number only there.
 * <p><b>Clocks:</b> of each PCR the distance from the one before, by value; how late it came, by the line through PCRs and
 * arrivals; and how far it is off its place in a stream of constant rate ({@link io.dmxflux.ts.tr101290} has that as 2.4).
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4, 2.6; EN 300 468 5.2, 6.2, 6.4; TR 101 290 5.3.2.
 *
 * <p><b>Design notes.</b> {@link io.dmxflux.packet.ExpectedHeaders} passes nine of ten packets with one comparison; what is left
 * for each is to count it: 3 ns a packet behind the continuity check of a relay, and 14 where one in ten is of the EIT, nearly
 * all of that for the guide. Nothing is allocated on the stream's thread but for what comes for the first time, and for the format
 * that is looked for. Rejected: trees made as tables come, as nobody may ask for them, and the counters of the splitter, which a relay without one
 * does not have.
 */
@NullMarked
package io.dmxflux.ts.inspect;

import org.jspecify.annotations.NullMarked;
