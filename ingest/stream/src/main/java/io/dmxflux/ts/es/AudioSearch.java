// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.dmxflux.ts.es.AudioSyntax.Frame;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Looks for two frames of audio in a row, the first of which says what it is: a sync word alone is often chance. */
final class AudioSearch implements HeaderSearch {

    private final AudioSyntax[] syntaxes;

    AudioSearch(AudioSyntax... syntaxes) {
        this.syntaxes = syntaxes;
    }

    @Override
    public @Nullable AudioFormat find(ByteBuf data) {
        while (data.readableBytes() >= AudioSyntax.HEADER_LENGTH) {
            boolean waits = false;
            for (AudioSyntax syntax : syntaxes) {
                Frame frame = syntax.frame(data, data.readerIndex());
                if (frame == null) {
                    continue;
                }
                int next = data.readerIndex() + frame.length();
                if (next + AudioSyntax.HEADER_LENGTH > data.writerIndex()) {
                    waits = true;
                } else if (frame.format() != null && isFollowed(frame.format(), syntax.frame(data, next))) {
                    return frame.format();
                }
            }
            if (waits) {
                return null;
            }
            data.skipBytes(1);
        }
        return null;
    }

    private static boolean isFollowed(AudioFormat format, @Nullable Frame next) {
        return next != null
                && (next.format() == null
                        || next.format().codec().equals(format.codec())
                                && next.format().sampleRate() == format.sampleRate());
    }
}
