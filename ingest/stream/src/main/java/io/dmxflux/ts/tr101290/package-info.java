// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Checks a stream by ETSI TR 101 290 while it passes.
 * <pre>
 *   aligned buffers, arrival --Tr101290Monitor--&gt; counts, first and last time --report--&gt; Tr101290Report
 *                              |                                  |
 *                              +-- CheckTr101290, an operator     +-- IndicatorStatus when a state is raised or cleared
 * </pre>
 *
 * <p><b>States</b> of each indicator, of the stream or of each PID that had an error: <i>never</i> an error; <i>raised</i>;
 * <i>cleared</i>, after {@link io.dmxflux.ts.tr101290.Limit#CLEAR 5 s} without another; <i>unknown</i> here, with the reason. What
 * stays away is one error, which lasts until it comes. While nothing arrives at all, 1.1 is raised and the others are unknown: all
 * else is to be evaluated after sync acquisition (5.2.1), and nothing is expected of the time in which nothing came.
 *
 * <p><b>Time</b> is that of arrival, or of the PCRs for what is read at another pace, as a file is. Both are exact to a buffer or
 * less, and by that much a limit has to be exceeded: nothing is raised that may be the fault of this machine. By arrival, a packet
 * came before the last one of its buffer by what is behind it, at the mean rate; a pause that was too long may be what times are off
 * by, for as long again, unless it is known that nothing came. By PCR, packets are placed between two PCRs; where the second is in
 * another buffer, by the mean rate, for
 * 100 ms at most.
 *
 * <table>
 * <caption>What is checked; each limit can be set: {@link io.dmxflux.ts.tr101290.Limit}</caption>
 * <tr><th>clause</th><th>raised when</th><th>limit</th><th>of</th><th>unknown where</th></tr>
 * <tr><td>1.1</td><td>alignment was lost, see {@link io.dmxflux.packet.TsSync}; nothing arrives, where that is said ({@link
 *     io.dmxflux.ts.tr101290.CheckTr101290#silence}): a relay does after 1.5 s</td><td>2 bad sync bytes</td><td>stream</td>
 *     <td>nothing aligns before it (UDP of whole packets is aligned, and counted, too)</td></tr>
 * <tr><td>1.2</td><td>a packet does not begin with 0x47</td><td>1 packet</td><td>stream</td><td>as 1.1</td></tr>
 * <tr><td>1.3.a</td><td>no section of the PAT, another table_id on PID 0, PID 0 scrambled</td><td>0.5 s</td><td>stream</td>
 *     <td>no time</td></tr>
 * <tr><td>1.4</td><td>counter wrong by {@link io.dmxflux.packet.Continuity}; not behind a gap that is ours</td><td>1 packet</td>
 *     <td>PID</td><td></td></tr>
 * <tr><td>1.5.a</td><td>no PMT of a program of the PAT, or scrambled</td><td>0.5 s</td><td>PMT PID</td><td>no PAT, no time</td></tr>
 * <tr><td>1.6</td><td>video or audio of a PMT does not come; other streams may be silent</td><td>5 s</td><td>PID</td>
 *     <td>no PAT, no time</td></tr>
 * <tr><td>2.1</td><td>transport_error_indicator; the packet counts for nothing else</td><td>1 packet</td><td>PID</td><td></td></tr>
 * <tr><td>2.2</td><td>CRC_32 wrong in PAT, CAT, PMT, NIT, SDT, BAT, EIT, TOT</td><td>1 section</td><td>PID</td><td></td></tr>
 * <tr><td>2.3.a</td><td>no PCR, by time</td><td>100 ms</td><td>PID</td><td>no PCR</td></tr>
 * <tr><td>2.3.b</td><td>PCR goes back or too far, by value, without discontinuity_indicator</td><td>100 ms</td><td>PID</td>
 *     <td>no PCR</td></tr>
 * <tr><td>2.4</td><td>PCR off the line through 64 in a row, by byte position at constant rate</td><td>500 ns</td><td>PID</td>
 *     <td>rate not constant, gaps, no PCR</td></tr>
 * <tr><td>2.5</td><td>no PTS of video or audio in the clear</td><td>700 ms</td><td>PID</td><td>no such PTS, no time</td></tr>
 * <tr><td>2.6</td><td>scrambled packets and no CAT; another table_id on PID 1</td><td>2 s</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.1.a</td><td>no NIT 0x40; two sections of it too close; table_id other than 0x40, 0x41, 0x72 on PID 0x10</td>
 *     <td>10 s, 25 ms</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.1.b</td><td>a section of an NIT 0x41 comes too late</td><td>10 s</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.2</td><td>a section of any table below comes too late, or two of one table too close: SDT 2 s, NIT and BAT 10 s,
 *     EIT p/f 2 s, schedule 30 s, TOT 30 s</td><td>25 ms</td><td>PID</td><td>no time</td></tr>
 * <tr><td>3.4.a</td><td>a PID comes that PAT, PMTs and CAT do not name, and no standard reserves</td><td>0.5 s</td><td>PID</td>
 *     <td>a PMT of the PAT has not come, no time</td></tr>
 * <tr><td>3.5.a</td><td>no SDT 0x42; two sections too close; table_id other than 0x42, 0x46, 0x4A, 0x72 on PID 0x11</td>
 *     <td>2 s, 25 ms</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.5.b</td><td>a section of an SDT 0x46 comes too late</td><td>10 s</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.6.a</td><td>no section 0, or no section 1, of an EIT 0x4E; two of a service too close; table_id other than 0x4E to 0x6F,
 *     0x72 on PID 0x12</td><td>2 s, 25 ms</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.6.b</td><td>a section of an EIT 0x4F comes too late</td><td>10 s</td><td>stream</td><td>no time</td></tr>
 * <tr><td>3.6.c</td><td>of a service, section 0 of an EIT p/f comes without section 1, or the reverse</td><td>2 s; 0x4F 10 s</td>
 *     <td>stream</td><td>no time</td></tr>
 * <tr><td>3.7</td><td>two RSTs too close; table_id other than 0x71, 0x72 on PID 0x13</td><td>25 ms</td><td>stream</td>
 *     <td>no time</td></tr>
 * <tr><td>3.8</td><td>no TDT; two too close; table_id other than 0x70, 0x72, 0x73 on PID 0x14</td><td>30 s, 25 ms</td><td>stream</td>
 *     <td>no time</td></tr>
 * </table>
 *
 * <p>"Too close" is from the end of a section to the end of the next of the same table and table_id_extension, which is later than
 * what EN 300 468 means (to its beginning) by what the section takes. A section that comes back with another version is not too
 * late. PIDs that a PMT claims, though DVB reserves them, are not those of DVB's tables.
 *
 * <p><b>Not checked:</b> 3.3, 3.9 and 3.10, which need a model of the decoder's buffers, and still pictures, which may have no PTS
 * for longer (set {@link io.dmxflux.ts.tr101290.Limit#PTS}).
 *
 * <p><b>Frequency offset and drift</b> of each clock: the line through PCRs and their arrival, of a minute at a time, with its
 * standard error. Jitter of the network makes that larger, not wrong. In a file nothing tells them.
 *
 * <p><b>Source:</b> ETSI TR 101 290 V1.4.1 (2020-06) 5.2; limits of 3.2 by EN 300 468 V1.17.1 5.1.4 and TR 101 211 V1.13.1 4.4.
 *
 * <p><b>Design notes.</b> {@link io.dmxflux.packet.ExpectedHeaders} passes nine of ten packets with one comparison, gaps
 * included, and notes that the PID has come, which is asked for once in 100 ms. Behind the continuity check of a relay that is 4 ns a packet
 * of CPU, and 4 to 5 for an output (3 for the continuity check alone); event schedules are 130 ns a packet of theirs, nine tenths of it
 * the checksum, and can be left out. Rejected: the accuracy of PCRs by arrival, as their
 * limit is a thousandth of what arrival is exact to.
 */
@NullMarked
package io.dmxflux.ts.tr101290;

import org.jspecify.annotations.NullMarked;
