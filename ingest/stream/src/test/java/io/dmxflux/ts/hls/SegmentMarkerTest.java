// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SegmentMarkerTest {

    private final List<SegmentMark> marks = new ArrayList<>();
    private final List<ByteBuf> packets = new ArrayList<>();
    private final PlayedPictures played = new PlayedPictures(7, this::add);

    private void add(byte[] some) {
        ByteBuf all = Unpooled.wrappedBuffer(some);
        for (int at = 0; at < all.writerIndex(); at += TsPacket.LENGTH) {
            packets.add(all.slice(at, TsPacket.LENGTH));
        }
    }

    /** Places are ten times the index of a packet, and times its index. */
    private void mark(SegmentMarker marker, int from, int to) {
        for (int i = from; i < to; i++) {
            marker.packet(packets.get(i), 0, 10L * i, i);
        }
    }

    @Test
    void segmentsAreWholeGroupsOfFourSecondsOrMoreEndToEnd() {
        played.play(25 * 30, 40);
        mark(new SegmentMarker(Map.of(), marks::add), 0, packets.size());

        assertThat(marks).hasSize(6).allSatisfy(mark -> {
            assertThat(mark.serviceId()).isEqualTo(1);
            assertThat(mark.duration()).isEqualTo(Duration.ofMillis(4800));
            assertThat(mark.isDiscontinuous()).isFalse();
            assertThat(mark.bytes()).isBetween(300L * TsPacket.LENGTH, 400L * TsPacket.LENGTH);
            assertThat(TsPacket.payloadUnitStart(packets.get((int) mark.from() / 10), 0))
                    .isTrue();
            assertThat(mark.startMillis()).isEqualTo(mark.from() / 10);
        });
        for (int i = 1; i < marks.size(); i++) {
            assertThat(marks.get(i).from()).isEqualTo(marks.get(i - 1).to());
        }
    }

    @Test
    void whatIsReadAgainGoesOnWhereTheMarksEnded() {
        played.play(25 * 40, 40);
        mark(new SegmentMarker(Map.of(), marks::add), 0, packets.size());
        List<SegmentMark> whole = List.copyOf(marks);
        marks.clear();
        SegmentMark last = whole.get(2);

        mark(new SegmentMarker(Map.of(1, last.to()), marks::add), (int) last.from() / 10, packets.size());

        assertThat(marks).isEqualTo(whole.subList(3, whole.size()));
    }

    @Test
    void anInterruptionEndsASegmentAndTheNextIsDiscontinuous() {
        played.play(25 * 6, 25);
        int hole = packets.size();
        played.play(25 * 10, 25);
        SegmentMarker marker = new SegmentMarker(Map.of(), marks::add);
        mark(marker, 0, hole);
        marker.interrupt();
        mark(marker, hole + 5, packets.size());

        assertThat(marks).extracting(SegmentMark::isDiscontinuous).containsExactly(false, false, true, false);
        assertThat(marks.get(1).to()).isEqualTo(10L * (hole - 1) + 1);
        assertThat(marks.get(2).from()).isGreaterThan(10L * hole);
    }

    @Test
    void aJumpOfTimeStampsIsADiscontinuity() {
        played.play(25 * 6, 25);
        played.pass(1000 * PlayedPictures.SECOND);
        played.play(25 * 6, 25);
        mark(new SegmentMarker(Map.of(), marks::add), 0, packets.size());

        assertThat(marks).extracting(SegmentMark::isDiscontinuous).containsExactly(false, false, true);
    }

    @Test
    void theExtractOfASegmentIsATableAndItsPackets() {
        played.play(25 * 12, 25);
        mark(new SegmentMarker(Map.of(), marks::add), 0, packets.size());
        SegmentMark second = marks.get(1);
        try (ServiceExtract extract = new ServiceExtract(1, 17)) {
            int at = (int) second.from() / 10;
            while (!extract.findTables(packets.get(at), 0)) {
                at++;
            }
            for (int i = (int) second.from() / 10; i < second.to() / 10; i++) {
                extract.copy(packets.get(i), 0);
            }
            ByteBuf segment = extract.segment();
            assertThat(TsPacket.pid(segment, 0)).isZero();
            assertThat(TsPacket.continuityCounter(segment, 0)).isEqualTo(1);
            assertThat(TsPacket.pid(segment, TsPacket.LENGTH)).isEqualTo(Pictures.MAP_PID);
            assertThat(segment.readableBytes()).isEqualTo((2 + 4 * 25 * 3) * TsPacket.LENGTH);
            assertThat(new AccessPoints().packet(segment, 0)).isEqualTo(AccessPoints.Found.NOTHING);
            segment.release();
        }
    }
}
