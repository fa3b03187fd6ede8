// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Analyses a stream: services, PIDs, formats, errors, bit rates.
 * <pre>
 *   aligned buffers --StreamAnalysis--&gt; counters by PID, clocks, tables, first headers --report--&gt; StreamReport (the JSON of
 *                                                                                           analyze)
 * </pre>
 *
 * <p><b>Bit rate of the stream:</b> between two PCRs in a row of one PID, the packets of the whole stream from the first to
 * the second, times 1504 bits, over the time between them; of all such pairs of all PIDs, the mean. A pair does not count if
 * a packet of its PID is missing in between, if the second PCR carries {@code discontinuity_indicator}, or if the clock
 * stands still, goes back or jumps by more than a second (the wrap after 26.5 hours is no jump). Without a pair the rate is
 * unknown. <b>Of a PID or a service:</b> its share of that by packets, so that the rates of all PIDs add up to the stream's.
 *
 * <p><b>Tables:</b> a service is reported as its last tables describe it, and one that has left the PAT with those that it
 * had; packets are counted to a service on every PID that was ever its own (PMT, PCR, elementary streams, ECM), also packets
 * before the table that names it. The kind of an elementary stream is that of the tables.
 *
 * <p><b>Formats:</b> of the payload only the first headers behind the PMT are read ({@link io.dmxflux.ts.es}), and only where
 * it is in the clear; a format that changes later keeps its first name. {@link io.dmxflux.ts.analysis.StreamName} joins them
 * with what descriptors say.
 *
 * <p><b>Equal to TSDuck's {@code tsanalyze}</b> on clean captures, number for number: packets, bytes, services and their
 * packets, PIDs and theirs, PCRs, and every bit rate, which have the same definitions there. On a damaged stream they can
 * differ:
 * <ul>
 *   <li>A packet that repeats its counter twice more is one duplicate and one error here, two duplicates there.
 *   <li>There, the first packet of a PID right behind a damaged packet is taken for damaged too ("suspect"), and not counted.
 *   <li>A packet without its sync byte is counted there as a packet of the stream; here it is a sync error, and no packet.
 *   <li>There, a pair of PCRs across the wrap is left out, and a jump forward is taken for time.
 *   <li>There, a PMT counts on any PID; here, where the PAT says that it is.
 * </ul>
 *
 * <p><b>Equal to {@code ffprobe}:</b> services, PMT and PCR PIDs (where there is none, it shows 0 or 8191), streams and
 * languages. Different: its {@code bit_rate} of a file is the length of the file over the time from the first PTS to the
 * last, which leaves out what was sent ahead of it (4 396 134 where the PCRs say 4 963 330 bit/s), and that of a stream is
 * declared by its codec.
 *
 * <p><b>Design notes.</b> Arrays with the PID as index, no object per packet, each header read once. On a machine with two
 * cores a warm loop over 1.47 GB in the page cache takes 0.21 s of CPU, of which reading is 0.11 s; what a short run costs
 * is the start of the JVM. Read in buffers of 64 kB to 3 MB it takes the same, in 12 kB 0.34 s. Rejected: mapping the file
 * (0.24 to 0.26 s, and truncating the file meanwhile is a memory fault); the aligned packets of {@code FileSource} (0.25 s,
 * and they do not show the errors in a file's bytes); the rate as all packets over all time, which is as good and no peer's
 * (0.04 % off {@code tsanalyze} on a stream of variable rate).
 */
@NullMarked
package io.dmxflux.ts.analysis;

import org.jspecify.annotations.NullMarked;
