// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/** The kind of an elementary stream, which follows from its {@link StreamCoding}. */
public enum StreamKind {
    /** Moving pictures. */
    VIDEO,
    /** Sound. */
    AUDIO,
    /** Subtitles, as DVB bitmaps or in another coding of their own. */
    SUBTITLES,
    /** Teletext, with or without subtitle pages. */
    TELETEXT,
    /** Splice information (SCTE 35). */
    SPLICE_INFORMATION,
    /** Data and object carousels and other DSM-CC. */
    DATA_CAROUSEL,
    /** Anything else: private sections and packets, metadata, timelines. */
    DATA;

    /**
     * Decides on a stream.
     *
     * @param streamType {@code stream_type}
     * @param descriptors its descriptors in the PMT
     * @return what it is for
     */
    public static StreamKind of(int streamType, Descriptors descriptors) {
        return StreamCoding.of(streamType, descriptors).kind();
    }

    /**
     * Tells whether it is what a service is for.
     *
     * @return true of {@link #VIDEO} and {@link #AUDIO}
     */
    public boolean isPicturesOrSound() {
        return this == VIDEO || this == AUDIO;
    }
}
