// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Channels: services with the tuning of the multiplex that carries them, and the files in which people have them.
 * <pre>
 *   DVBv5 file of dvbv5-scan, dmxflux scan --+
 *   VDR file of w_scan2 ---------------------+--ChannelFile.read--&gt; Channel --tuning--&gt; Frontend
 *   a multiplex that was scanned --------------------------------&gt; Channel --Dvbv5Format.write--&gt; DVBv5 file
 * </pre>
 *
 * <p><b>Units:</b> those of {@link io.dmxflux.dmx.frontend.Tuning}: hertz and symbols per second, whatever the file has.
 * <p><b>Dishes:</b> the files say little of a dish, and each program means something else by it. So the reader is told which
 * dish receives the satellites of a file, and what the file says ({@code SAT_NUMBER}, {@code LNB}, the source of VDR) is left out.
 * <p><b>Errors:</b> an entry that cannot be understood costs itself only: a receiver's file has thousands. It is refused, in
 * one line with file, line and key, when it is asked for.
 * <p><b>Source:</b> what libdvbv5 of v4l-utils 1.22 reads and writes; vdr(5), "CHANNELS".
 */
@NullMarked
package io.dmxflux.ts.channel;

import org.jspecify.annotations.NullMarked;
