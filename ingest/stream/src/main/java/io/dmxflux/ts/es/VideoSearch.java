// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Looks for a header of video among start codes. */
final class VideoSearch implements HeaderSearch {

    /** More than a header has, even one with all tables of its own. */
    private static final int MOST_OF_A_HEADER = 4_096;

    private static final int PREFIX_LENGTH = 3;

    private final StartCodeSyntax syntax;

    VideoSearch(StartCodeSyntax syntax) {
        this.syntax = syntax;
    }

    @Override
    public @Nullable VideoFormat find(ByteBuf data) {
        int end = data.writerIndex();
        int code = next(data, data.readerIndex(), end);
        while (code >= 0) {
            data.readerIndex(code - PREFIX_LENGTH);
            int behind = behind(data, code, end);
            if (behind < 0 && data.readableBytes() < MOST_OF_A_HEADER) {
                return null;
            }
            VideoFormat format = syntax.parse(data, code, behind < 0 ? end : behind);
            if (format != null) {
                return format;
            }
            code = next(data, code, end);
        }
        data.readerIndex(Math.max(data.readerIndex(), end - PREFIX_LENGTH));
        return null;
    }

    private int next(ByteBuf data, int from, int to) {
        int code = StartCode.next(data, from, to);
        while (code >= 0 && !syntax.begins(data, code)) {
            code = StartCode.next(data, code, to);
        }
        return code;
    }

    /** Returns the index behind the header, which is that of the prefix of what ends it. */
    private int behind(ByteBuf data, int header, int to) {
        int code = StartCode.next(data, header, to);
        while (code >= 0 && !syntax.ends(data, code)) {
            code = StartCode.next(data, code, to);
        }
        return code < 0 ? code : code - PREFIX_LENGTH;
    }
}
