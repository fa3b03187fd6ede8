// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import java.util.List;
import java.util.Optional;

/**
 * Whether a browser can play a service, and why not. Players that are no browsers play much more, and are served all the same.
 *
 * <p>Judged are the first picture and the first sound, as a browser's player takes them from a transport stream: H.264 with
 * AAC in ADTS, or MP3, plays everywhere.
 *
 * @param plays whether all of it plays
 * @param reason why not, in a few words for a person; empty if it plays
 */
public record Playability(boolean plays, Optional<String> reason) {

    /** It plays. */
    public static final Playability PLAYS = new Playability(true, Optional.empty());

    private static final int ADTS = 0x0F;
    private static final String LAYER_III = "MP3";

    /**
     * Judges a service.
     *
     * @param streams those that its PMT has, in its order
     * @param isScrambled whether its pictures, or its sound, are scrambled
     * @return the judgement
     */
    public static Playability of(List<ElementaryStream> streams, boolean isScrambled) {
        return ofStreams(
                streams.stream()
                        .map(stream -> new Stream(
                                stream.streamType(),
                                stream.coding(),
                                stream.coding().title()))
                        .toList(),
                isScrambled);
    }

    /**
     * A stream as far as it matters here.
     *
     * @param streamType {@code stream_type}
     * @param coding what the PMT says of it
     * @param codec the same in a word; of MPEG audio that of its last header, as no table tells its layer
     */
    public record Stream(int streamType, StreamCoding coding, String codec) {}

    /**
     * Judges a service.
     *
     * @param streams those that its PMT has, in its order
     * @param isScrambled whether its pictures, or its sound, are scrambled
     * @return the judgement
     */
    public static Playability ofStreams(List<Stream> streams, boolean isScrambled) {
        if (isScrambled) {
            return not("it is scrambled");
        }
        Optional<Stream> picture = first(streams, StreamKind.VIDEO);
        Optional<Stream> sound = first(streams, StreamKind.AUDIO);
        if (picture.isEmpty() && sound.isEmpty()) {
            return not("it has neither pictures nor sound");
        }
        return picture.flatMap(Playability::ofPicture)
                .or(() -> sound.flatMap(Playability::ofSound))
                .map(Playability::not)
                .orElse(PLAYS);
    }

    private static Optional<Stream> first(List<Stream> streams, StreamKind kind) {
        return streams.stream().filter(stream -> stream.coding().kind() == kind).findFirst();
    }

    private static Optional<String> ofPicture(Stream stream) {
        return switch (stream.coding()) {
            case H_264 -> Optional.empty();
            case HEVC -> Optional.of("HEVC plays in Safari only");
            default -> Optional.of("browsers do not play " + stream.coding().title());
        };
    }

    private static Optional<String> ofSound(Stream stream) {
        if (stream.streamType() == ADTS) {
            return Optional.empty();
        }
        return switch (stream.coding()) {
            case AC_3, E_AC_3 -> Optional.of(stream.coding().title() + " sound plays in Safari only");
            case MPEG_AUDIO ->
                stream.codec().equals(LAYER_III)
                        ? Optional.empty()
                        : Optional.of("browsers do not play MPEG audio of layer II");
            default -> Optional.of("browsers do not play " + title(stream) + " sound");
        };
    }

    private static String title(Stream stream) {
        return stream.coding() == StreamCoding.AAC
                ? "AAC in LATM"
                : stream.coding().title();
    }

    private static Playability not(String reason) {
        return new Playability(false, Optional.of(reason));
    }
}
