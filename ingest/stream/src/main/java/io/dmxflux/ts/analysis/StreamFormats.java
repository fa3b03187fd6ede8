// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.es.FirstHeader;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.StreamCoding;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The formats of elementary streams by PID: each by the first header behind the PMT that says what it is.
 *
 * <p><b>Threading:</b> one thread.
 */
final class StreamFormats {

    private final @Nullable StreamCoding[] codings = new @Nullable StreamCoding[Pid.COUNT];
    private final @Nullable FirstHeader[] searches = new @Nullable FirstHeader[Pid.COUNT];
    private final @Nullable StreamFormat[] formats = new @Nullable StreamFormat[Pid.COUNT];

    StreamFormats() {}

    /** Looks for the header of a stream, unless that has begun for a stream of the same coding. */
    void follow(ElementaryStream stream) {
        int pid = stream.elementaryPid();
        StreamCoding coding = stream.coding();
        if (codings[pid] != coding) {
            codings[pid] = coding;
            searches[pid] = FormatSearch.of(coding);
            formats[pid] = null;
        }
    }

    /** Takes a packet of a PID that repeats none. */
    void packet(int pid, ByteBuf buffer, int packet) {
        FirstHeader search = searches[pid];
        if (search != null) {
            StreamFormat format = search.packet(buffer, packet);
            if (format != null) {
                formats[pid] = format;
                searches[pid] = null;
            }
        }
    }

    /** Knows that packets of a PID are missing before the next. */
    void interrupt(int pid) {
        FirstHeader search = searches[pid];
        if (search != null) {
            search.interrupt();
        }
    }

    /** Knows that packets of any PID may be missing before the next. */
    void interrupt() {
        for (int pid = 0; pid < searches.length; pid++) {
            interrupt(pid);
        }
    }

    @Nullable
    StreamFormat of(int pid) {
        return formats[pid];
    }
}
