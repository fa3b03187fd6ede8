// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Finds the multiplexes that a frontend can receive, and the channels in them.
 * <pre>
 *   Raster, or one carrier --&gt; candidates --one after the other--&gt; tune --lock--&gt; demux --&gt; PAT, PMTs, SDT, NIT --&gt; channels
 *                                  ^                                |                              |
 *                                  |                                +-- no lock in time            |
 *                                  +---- carriers that the NIT names, and that are not known ------+
 * </pre>
 *
 * <p><b>What is tried:</b> T2 before T on a frequency, and nothing twice: carriers less than an eighth of their bandwidth apart
 * with the same polarization and the same stream are one. Entries of a NIT without a frequency, or with one that the frontend
 * cannot receive, are left out. Other networks are followed where that is asked for:
 * {@link io.dmxflux.ts.scan.Scan#withOtherNetworks}.
 * <p><b>What is found:</b> a multiplex is known by its {@code original_network_id} and {@code transport_stream_id}, never by its
 * frequency. One that comes again, from another transmitter, is told and has no channels.
 * <p><b>Going on:</b> what a scan has done, carrier by carrier, lets another one go on behind it:
 * {@link io.dmxflux.ts.scan.TriedCarrier}.
 * <p><b>Times:</b> {@link io.dmxflux.ts.scan.ScanWaits}; a table that is there sooner is not waited for.
 *
 * <p><b>Design notes.</b> Tables are read from whole packets, not by the demux's section filters ({@code DMX_SET_FILTER}). One
 * opened demux gives all tables of a multiplex, and its packets come after the lock only; section filters are a descriptor for each
 * table and PMT, few in some hardware, and a path beside the one that is tested. A multiplex at its full rate costs a few per
 * cent of a core for the seconds in which it is scanned.
 */
@NullMarked
package io.dmxflux.ts.scan;

import org.jspecify.annotations.NullMarked;
