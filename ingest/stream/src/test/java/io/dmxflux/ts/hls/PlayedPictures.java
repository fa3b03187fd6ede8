// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.PesHeader;
import java.util.function.Consumer;

/** A service of H.264 that is played on and on, 25 pictures a second. */
final class PlayedPictures {

    static final long SECOND = 90_000;
    static final String IDR = "0000000165b8";
    static final String P = "0000000141e0";

    final Pictures pictures = new Pictures(Pictures.H_264);
    private final Consumer<byte[]> packets;
    private long ticks;

    /**
     * One that begins before its time stamps wrap.
     *
     * @param secondsToWrap how long before
     * @param packets takes what is played
     */
    PlayedPictures(int secondsToWrap, Consumer<byte[]> packets) {
        this.ticks = PesHeader.WRAP_TICKS - secondsToWrap * SECOND;
        this.packets = packets;
    }

    /** Plays so many pictures, the first of every so many an IDR behind tables. */
    void play(int count, int group) {
        for (int i = 0; i < count; i++) {
            if (i % group == 0) {
                packets.accept(pictures.tables());
            }
            packets.accept(picture(i % group == 0 ? IDR : P));
            next();
        }
    }

    /** Returns a picture of now. */
    byte[] picture(String hex) {
        return pictures.picture(ticks, hex, 2);
    }

    /** The time of now, 90 kHz. */
    long ticks() {
        return ticks;
    }

    /** It is the time of the next picture. */
    void next() {
        pass(SECOND / 25);
    }

    /** So much time has passed. */
    void pass(long span) {
        ticks += span;
    }
}
