// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The first headers of elementary streams: which codec, which size, how many channels. Nothing is decoded.
 * <pre>
 *   packets of one PID --FirstHeader--&gt; bytes of the stream --a codec's header--&gt; VideoFormat, AudioFormat
 * </pre>
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><th>codec</th><th>header</th><th>source</th></tr>
 * <tr><td>MPEG-1 and MPEG-2 video</td><td>{@code sequence_header}, {@code sequence_extension}</td>
 *     <td>ISO/IEC 11172-2 2.4.2.3, 13818-2 6.2.2</td></tr>
 * <tr><td>H.264</td><td>{@code seq_parameter_set_rbsp} with its VUI</td><td>Rec. ITU-T H.264 7.3.2.1, E.1</td></tr>
 * <tr><td>HEVC</td><td>{@code seq_parameter_set_rbsp} with its VUI, to the timing</td>
 *     <td>Rec. ITU-T H.265 7.3.2.2, E.2</td></tr>
 * <tr><td>MPEG audio layers I to III</td><td>frame header</td><td>ISO/IEC 11172-3 2.4.1.3, 13818-3 2.4.1.3</td></tr>
 * <tr><td>AAC</td><td>{@code adts_frame}, or {@code AudioSyncStream} with {@code StreamMuxConfig}</td>
 *     <td>ISO/IEC 14496-3 1.A.2.2, 1.7</td></tr>
 * <tr><td>AC-3, E-AC-3</td><td>{@code syncinfo}, {@code bsi}</td><td>ETSI TS 102 366 4.3, E.1</td></tr>
 * </table>
 *
 * <p><b>Errors:</b> none by content: what is damaged, cut short or impossible is no header, and the search goes on. An audio
 * header counts only if another stands where its frame ends.
 * <p><b>Threading:</b> one thread for each search; formats are immutable.
 *
 * <p><b>Known limits:</b> H.264 that may be interlaced ({@code frame_mbs_only_flag} 0) is called so, whatever its pictures
 * are. ADTS does not tell HE-AAC from AAC-LC: at 24 kHz and less it may be either. The channels of E-AC-3 are those of its
 * first substream, without its extensions to 7.1.
 */
@NullMarked
package io.dmxflux.ts.es;

import org.jspecify.annotations.NullMarked;
