// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The programme guide of a multiplex: what its event information tables say, as one list of events a service.
 * <pre>
 *   EIT present/following (0x4E, 0x4F) --+
 *   EIT schedule (0x50 to 0x6F) ---------+--GuideCollector--&gt; ProgrammeGuide --by triplet--&gt; events, now, next
 *   TDT, TOT ----------------------------+   one thread          any thread
 * </pre>
 *
 * <p><b>Which event counts:</b> a section of another version replaces the events of that section, and takes those away that
 * are behind the last section of its segment or of its table. Until the rest of the new version has come, events of the old one
 * stay where no newer event is: of two events that overlap by half of the shorter one, or have one {@code event_id} and come
 * from different tables or versions, the one of present/following counts, and else the one that came later.
 * <p><b>Bounds:</b> {@link io.dmxflux.ts.guide.GuideLimits} holds for whatever a stream says, in memory and in days. A
 * section that has been read is known by its checksum and costs a look at a table when it comes again. Measured: 0.1 to 0.5 us for
 * that, and for the 4 MB of the usual limits 2.2 to 3.6 MB of heap, at most 8 MB when all texts are decoded.
 * <p><b>Threading:</b> texts are decoded by who asks for events, not by the thread of the stream, and once.
 * <p><b>Source:</b> ETSI EN 300 468 5.2.4; ETSI TR 101 211 4.1.4 (segments, and how sections of a version are replaced).
 *
 * <p><b>Design notes.</b> Events without a start, as those of reference services for near video on demand, and those without a
 * duration are left out: no list has a place for them. Times of ISDB are local there, and its texts are ARIB's: neither is read
 * here yet.
 */
@NullMarked
package io.dmxflux.ts.guide;

import org.jspecify.annotations.NullMarked;
