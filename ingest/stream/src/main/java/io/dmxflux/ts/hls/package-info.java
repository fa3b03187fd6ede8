// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * HTTP Live Streaming of one service: where a decoder can begin, segments that begin there, and the playlist of the last ones.
 * <pre>
 *   packets of a service --AccessPoints--&gt; pictures, points --Segmenter--&gt; MediaSegment --SegmentWindow--&gt; MediaPlaylist
 *   packets of a multiplex that is kept --SegmentMarker--&gt; SegmentMark --ServiceExtract, when it is asked for--&gt; segment
 * </pre>
 *
 * <p><b>Times:</b> a segment begins at the first point that is two seconds or more behind its beginning, so that it lasts as
 * many whole groups of pictures as that takes; where points are further apart than the target duration, it ends at a picture
 * that is none. Durations are differences of decoding time stamps.
 * <p><b>Interruptions:</b> where packets are lost, or time stamps jump, a segment ends, what comes before the next point is left
 * out, and the segment that begins there is told as a discontinuity.
 * <p><b>Source:</b> RFC 8216; ISO/IEC 13818-1 2.4.3 for points; Rec. ITU-T H.264 7.4.1.2 and D.2.8, H.265 7.4.2.2, ISO/IEC
 * 13818-2 6.3.9 for pictures.
 *
 * <p><b>Design notes.</b> No partial segments (low-latency HLS): they need a playlist reload that blocks for each part of each
 * viewer, ten times the requests, to gain three seconds; who wants those plays the transport stream over HTTP. Segments are
 * copies: batches that are kept for half a minute would hold the memory that they do not fill, and tables in segments get
 * continuity counters of their own.
 */
@NullMarked
package io.dmxflux.ts.hls;

import org.jspecify.annotations.NullMarked;
