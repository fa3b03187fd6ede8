// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Program specific information and service information: sections assembled from packets, parsed as tables, and written in
 * packets again.
 * <pre>
 *   packets of one PID --SectionAssembler--&gt; Section --TableCollector--&gt; List&lt;Section&gt; --parse--&gt; table (a record)
 *                                               |                                                   |
 *                                               +--parse (a table of one section)                   +--toSections
 *                                                                                                        |
 *   packets of one PID &lt;---------------------SectionPacketizer----------------------------------- byte[] of a section
 * </pre>
 *
 * <p>{@link io.dmxflux.ts.psi.TableFollower} does so for a whole multiplex, from the PAT to the PMTs and the SDT.
 *
 * <p><b>Shape:</b> tables are immutable records named and ordered as the standards name and order their fields; reserved
 * bits are written as 1 and ignored when read.
 * <p><b>Errors:</b> no received data throws. A section whose checksum or length is wrong is counted and skipped; a sound
 * section whose loops point outside it is read as far as it is whole; a descriptor that breaks its syntax is an
 * {@link io.dmxflux.ts.psi.UnknownDescriptor}. A wrong argument (another table's section, a PID of 14 bits) throws
 * {@link java.lang.IllegalArgumentException}.
 * <p><b>Threading:</b> records are safe anywhere; assembler, collector and packetizer belong to one thread at a time.
 * <p><b>Source:</b> clause numbers are those of Rec. ITU-T H.222.0 (06/2021) | ISO/IEC 13818-1:2022 and of ETSI EN 300 468
 * V1.17.1.
 *
 * <p><b>Design notes.</b> An object per section was rejected: the schedule alone is hundreds of sections a second, nearly
 * all of them repetitions of which only the header is read. Tables keep descriptors as received bytes, so that unknown ones
 * are passed on unchanged.
 *
 * <p>Measured on one x86-64 core, packets of sections without a gap between them: 1.3 GB/s assembled if they have 60 bytes,
 * 1.8 GB/s if 1000, nine tenths of it the checksum (2.0 GB/s by eight bytes at a time; 0.43 GB/s by one). The JDK's own
 * CRC-32 over bytes with their bits reversed came to 2 to 6 GB/s; it was left out because it needs a second space and an
 * object for each assembler, and tables are a small part of a stream.
 */
@NullMarked
package io.dmxflux.ts.psi;

import org.jspecify.annotations.NullMarked;
