// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.Multiplexer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SegmenterTest {

    private static final Instant NOW = Instant.parse("2026-11-27T03:00:00Z");

    private final List<MediaSegment> segments = new ArrayList<>();
    private final Segmenter segmenter = new Segmenter(7, 3, false, InstantSource.fixed(NOW), segments::add);
    private final PlayedPictures played = new PlayedPictures(3, this::add);

    @AfterEach
    void release() {
        segmenter.close();
        segments.forEach(segment -> segment.data().release());
    }

    private void add(byte[]... parts) {
        segmenter.add(Unpooled.wrappedBuffer(CraftedPacket.concat(parts)));
    }

    @Test
    void segmentsAreWholeGroupsOfTwoSecondsOrMore() {
        played.play(25 * 10, 20);

        assertThat(segments).extracting(MediaSegment::sequence).containsExactly(7L, 8L, 9L, 10L);
        assertThat(segments).extracting(MediaSegment::duration).containsOnly(Duration.ofMillis(2400));
        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsOnly(false);
        assertThat(segments).extracting(MediaSegment::discontinuities).containsOnly(3L);
        assertThat(segments.get(2).start()).isEqualTo(NOW.plusMillis(4800));
    }

    @Test
    void eachBeginsWithTablesWhoseCountersGoOnAndThenAPoint() {
        played.play(25 * 10, 30);

        int counter = 0;
        for (MediaSegment segment : segments) {
            ByteBuf data = segment.data();
            assertThat(TsPacket.pid(data, 0)).isZero();
            assertThat(TsPacket.pid(data, TsPacket.LENGTH)).isEqualTo(Pictures.MAP_PID);
            assertThat(new AccessPointsOf(data).first()).isEqualTo(AccessPoints.Found.POINT);
            for (int at = 0; at < data.writerIndex(); at += TsPacket.LENGTH) {
                if (TsPacket.pid(data, at) == 0) {
                    assertThat(TsPacket.continuityCounter(data, at)).isEqualTo(counter++ & 0xF);
                }
            }
        }
        assertThat(segments).hasSizeGreaterThan(2);
    }

    private static final class AccessPointsOf {

        private final AccessPoints points = new AccessPoints();
        private final ByteBuf data;

        AccessPointsOf(ByteBuf data) {
            this.data = data;
        }

        AccessPoints.Found first() {
            for (int at = 0; at < data.writerIndex(); at += TsPacket.LENGTH) {
                AccessPoints.Found found = points.packet(data, at);
                if (found != AccessPoints.Found.NOTHING) {
                    return found;
                }
            }
            return AccessPoints.Found.NOTHING;
        }
    }

    @Test
    void withoutPointsASegmentEndsBeforeItWouldRoundToMoreThanTheTarget() {
        played.play(25 * 20, 10_000);

        assertThat(segments).hasSize(4);
        assertThat(segments)
                .allSatisfy(segment ->
                        assertThat(segment.duration()).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4499)));
    }

    @Test
    void aLossEndsASegmentAndTheNextOneIsDiscontinuous() {
        played.play(25 * 3, 25);
        segmenter.add(Loss.mark(
                Unpooled.wrappedBuffer(played.picture(PlayedPictures.P)), Loss.of(Loss.Account.KERNEL, 1880)));
        played.play(25 * 4, 25);

        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsExactly(false, false, true);
        assertThat(segments).extracting(MediaSegment::discontinuities).containsExactly(3L, 3L, 4L);
        assertThat(segments.get(1).duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aJumpOfTimeStampsIsADiscontinuity() {
        played.play(25 * 3, 25);
        played.pass(1000 * PlayedPictures.SECOND);
        played.play(25 * 3, 25);

        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsExactly(false, false, true);
        assertThat(segments)
                .extracting(MediaSegment::duration)
                .allSatisfy(duration -> assertThat(duration).isLessThan(Duration.ofSeconds(3)));
    }

    @Test
    void aJumpLosesNoPointWhoseProofIsInTheNextPacket() {
        String longMessage = "00000106" + "05b4" + "aa".repeat(0xB4) + "80";
        played.play(25 * 3, 25);
        played.pass(1000 * PlayedPictures.SECOND);
        add(played.picture("0000000109f0" + longMessage + PlayedPictures.IDR));
        for (int i = 0; i < 60; i++) {
            played.next();
            add(played.picture(PlayedPictures.P));
        }
        played.play(1, 25);

        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsExactly(false, false, true);
        assertThat(segments.get(2).duration()).isEqualTo(Duration.ofMillis(2400));
    }

    @Test
    void pictureThatStandsForTooLongEndsItsSegmentAndTheNextBeginsWhereItDoes() {
        for (int i = 0; i < 4; i++) {
            add(played.pictures.tables(), played.picture(PlayedPictures.IDR));
            played.pass(6 * PlayedPictures.SECOND);
        }
        assertThat(segments).hasSize(3);
        assertThat(segments).extracting(MediaSegment::duration).containsOnly(Duration.ofMillis(4450));
        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsExactly(false, true, true);

        for (int i = 0; i < 3; i++) {
            add(played.pictures.tables(), played.picture(PlayedPictures.IDR));
            played.pass(46 * PlayedPictures.SECOND / 10);
        }
        assertThat(segments.get(5).start()).isEqualTo(segments.get(4).start().plusMillis(4600));
        assertThat(segments.get(5).isDiscontinuous()).as("a little too long").isFalse();
    }

    @Test
    void soundGoesOnWhilePicturesStayAway() {
        ElementaryStream video = Multiplexer.stream(Pictures.H_264, Pictures.PID);
        ElementaryStream audio = Multiplexer.stream(Pictures.MPEG_AUDIO, Pictures.SOUND_PID);
        for (int i = 0; i < 25 * 40; i++) {
            boolean hasPictures = i < 25 * 10 || i >= 25 * 30;
            add(i % 25 == 0 ? played.pictures.tables(video, audio) : new byte[0]);
            add(hasPictures ? played.picture(i % 25 == 0 ? PlayedPictures.IDR : PlayedPictures.P) : new byte[0]);
            add(played.pictures.sound(played.ticks()));
            played.next();
        }

        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsOnly(false);
        assertThat(segments)
                .extracting(MediaSegment::duration)
                .allSatisfy(duration -> assertThat(duration).isBetween(Duration.ofSeconds(2), Segmenter.TARGET));
        assertThat(segments.get(segments.size() - 1).start()).isAfterOrEqualTo(NOW.plusSeconds(34));
    }

    @Test
    void otherStreamsBeginADiscontinuousSegmentAtTheirFirstPoint() {
        played.play(25 * 3, 25);
        ElementaryStream other = Multiplexer.stream(Pictures.HEVC, Pictures.SOUND_PID);
        for (int i = 0; i < 25 * 5; i++) {
            add(i % 25 == 0 ? played.pictures.tables(other) : new byte[0]);
            add(played.pictures.pes(
                    Pictures.SOUND_PID, played.ticks(), i % 25 == 0 ? "000000012601" : "000000010201", 2));
            played.next();
        }

        assertThat(segments)
                .extracting(MediaSegment::duration)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(segments).extracting(MediaSegment::isDiscontinuous).containsExactly(false, false, true, false);
    }

    @Test
    void aClosedOneTakesNothing() {
        segmenter.close();
        played.play(25 * 5, 25);

        assertThat(segments).isEmpty();
    }

    @Test
    void thePlaylistListsThreeTargetDurationsAndOldSegmentsStayForAsLong() {
        SegmentWindow window = new SegmentWindow(7, 1 << 30);
        played.play(25 * 40, 25);
        segments.forEach(window::add);

        MediaPlaylist playlist = window.playlist();
        assertThat(playlist.entries()).hasSize(6);
        assertThat(playlist.entries().get(5).sequence())
                .isEqualTo(segments.get(segments.size() - 1).sequence());
        long first = playlist.entries().get(0).sequence();
        assertThat(window.data(first - 6).map(ByteBuf::release))
                .as("a playlist before")
                .isPresent();
        assertThat(window.data(first - 9)).isEmpty();
        assertThat(playlist.text(MediaPlaylist.Kind.LIVE, "?token=x"))
                .startsWith("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:" + first
                        + "\n#EXT-X-DISCONTINUITY-SEQUENCE:3\n#EXT-X-PROGRAM-DATE-TIME:2026-11-27T03:00:")
                .contains("#EXTINF:2.000,\n" + first + ".ts?token=x\n")
                .doesNotContain("ENDLIST");
        window.close();
        assertThat(window.heldBytes()).isZero();
        segments.clear();
    }

    @Test
    void aWindowThatMayNotHoldAllKeepsTheNewest() {
        played.play(25 * 20, 25);
        long one = segments.get(0).data().readableBytes();
        SegmentWindow window = new SegmentWindow(7, 3 * one);
        segments.forEach(window::add);

        assertThat(window.heldBytes()).isLessThanOrEqualTo(3 * one);
        assertThat(window.playlist().entries()).hasSizeBetween(2, 3);
        window.close();
        segments.clear();
    }
}
