// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.BitwiseCrc32;
import io.dmxflux.packet.UtcTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the sample that change with the time, looked at byte by byte. */
class SampleTablesTest {

    private static final Instant MADE_FOR = Instant.parse("2026-01-01T21:30:00Z");
    private static final int PACKETS = 7980;
    private static final int EIT = 0x12;
    private static final int TDT = 0x14;
    private static final int SERVICES = 3;

    @Test
    void atTheTimeItWasMadeForItIsAsItWasMade() {
        assertThat(round(MADE_FOR)).isEqualTo(BundledSample.bytes());
    }

    @Test
    void packetsOfOtherTablesAndStreamsAreAsTheyWereMade() {
        byte[] made = BundledSample.bytes();
        byte[] played = round(Instant.parse("2031-05-05T05:05:05Z"));
        for (int packet = 0; packet < made.length; packet += 188) {
            boolean table = pid(made, packet) == EIT || pid(made, packet) == TDT;
            assertThat(table || Arrays.equals(played, packet, packet + 188, made, packet, packet + 188))
                    .as("packet %d", packet / 188)
                    .isTrue();
            assertThat(pid(played, packet)).isEqualTo(pid(made, packet));
            assertThat(played[packet + 3]).as("continuity_counter").isEqualTo(made[packet + 3]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T23:12:34Z, EFBA231234, 0100, F034010000, 0200",
        "2027-03-28T00:59:59Z, F034005959, 0100, F034010000, 0200",
        "2027-03-28T01:00:00Z, F034010000, 0200, F10D010000, 0100",
    })
    void timeAndLocalOffsetsFollowTheClock(Instant now, String time, String offset, String change, String next) {
        var sections = sections(round(now), TDT);
        assertThat(sections).extracting(section -> section.get(0)).containsOnly((byte) 0x70, (byte) 0x73);
        for (ByteBuffer section : sections) {
            assertThat(hex(section, 3, 5)).isEqualTo(time);
            if (section.get(0) == 0x73) {
                for (int region = 12; region < 38; region += 13) {
                    assertThat(hex(section, region + 4, 2)).isEqualTo(offset);
                    assertThat(hex(section, region + 6, 5)).isEqualTo(change);
                    assertThat(hex(section, region + 11, 2)).isEqualTo(next);
                }
            }
        }
    }

    /** A day of virtual time, five minutes a round. */
    @Test
    void thePresentEventCoversNowAndTheFollowingOneIsNext() {
        Map<Integer, Event> last = new HashMap<>();
        VirtualClock clock = new VirtualClock(Instant.parse("2026-11-26T22:57:30Z"));
        try (StreamFeed feed = Playback.ofSample(clock).looped().unpaced().open()) {
            for (int step = 0; step < 24 * 12; step++) {
                for (List<Event> pair : presentFollowing(round(feed)).values()) {
                    Event present = pair.get(0);
                    assertThat(clock.now).isBetween(present.start, present.end().minusNanos(1));
                    assertThat(present.start.getEpochSecond() % 300).isZero();
                    assertThat(present.running).isEqualTo(4);
                    assertThat(pair.get(1).start).isEqualTo(present.end());
                    assertThat(pair.get(1).version).isEqualTo(present.version);
                    Event before = last.put(present.service, present);
                    if (before != null && before.id != present.id) {
                        assertThat(present.id).isEqualTo(before.id + 1 & 0xFFFF);
                        assertThat(present.version).isEqualTo(before.version + 1 & 0x1F);
                        assertThat(present.start).isEqualTo(before.end());
                    }
                }
                clock.now = clock.now.plus(Duration.ofMinutes(5));
            }
        }
        assertThat(last).hasSize(SERVICES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-26T00:00:00Z", "2026-11-26T10:59:59Z", "2026-11-26T23:59:59Z", "2038-01-01T05:00:00Z"})
    void theScheduleIsOfThisSegmentAndTheNextTwoAndNothingOfThoseThatAreOver(Instant now) {
        int today = (int) (now.getEpochSecond() / 10_800 % 8);
        for (int service = 1; service <= SERVICES; service++) {
            List<Event> events = new ArrayList<>();
            List<Integer> segments = new ArrayList<>();
            for (ByteBuffer section : sections(round(now), EIT)) {
                if (section.get(0) == 0x50 && section.getShort(3) == service) {
                    int segment = (section.get(6) & 0xFF) / 8;
                    segments.add(segment);
                    assertThat(section.get(7) & 0xFF).isEqualTo(8 * (today + 2));
                    assertThat(section.get(12)).isEqualTo(section.get(6));
                    assertThat(events(section).isEmpty()).isEqualTo(segment < today);
                    events.addAll(events(section));
                }
            }
            assertThat(segments).isSorted().doesNotHaveDuplicates().hasSize(today + 3);
            assertThat(events.get(0).start).isBeforeOrEqualTo(now);
            assertThat(events.get(events.size() - 1).end()).isAfterOrEqualTo(now.plus(Duration.ofHours(6)));
            for (int i = 1; i < events.size(); i++) {
                assertThat(events.get(i).start).isEqualTo(events.get(i - 1).end());
                assertThat(events.get(i).id).isEqualTo(events.get(i - 1).id + 1 & 0xFFFF);
                assertThat(events.get(i).version).isEqualTo(events.get(0).version);
            }
            Event present =
                    requireNonNull(presentFollowing(round(now)).get(service)).get(0);
            assertThat(events)
                    .filteredOn(event -> event.id == present.id)
                    .singleElement()
                    .satisfies(same -> {
                        assertThat(same.start).isEqualTo(present.start);
                        assertThat(same.duration).isEqualTo(present.duration);
                    });
        }
    }

    @Test
    void everyChecksumIsRightAtAnyTime() {
        for (int hour = 0; hour < 48; hour++) {
            byte[] round = round(Instant.parse("2027-10-30T00:07:11Z").plus(Duration.ofHours(hour)));
            for (int pid : new int[] {EIT, TDT}) {
                for (ByteBuffer section : sections(round, pid)) {
                    if (section.get(0) != 0x70) {
                        assertThat(BitwiseCrc32.of(section.array())).isZero();
                    }
                }
            }
        }
    }

    private static byte[] round(Instant now) {
        return FeedReading.readPackets(
                        Playback.ofSample(InstantSource.fixed(now)).unpaced(), PACKETS)
                .array();
    }

    private static byte[] round(StreamFeed feed) {
        ByteBuffer packets = ByteBuffer.allocate(PACKETS * 188);
        while (packets.hasRemaining()) {
            feed.read(packets, Long.MAX_VALUE);
        }
        return packets.array();
    }

    /** The first present and following event of each service. */
    private static Map<Integer, List<Event>> presentFollowing(byte[] round) {
        Map<Integer, List<Event>> pairs = new HashMap<>();
        for (ByteBuffer section : sections(round, EIT)) {
            List<Event> pair = pairs.computeIfAbsent((int) section.getShort(3), none -> new ArrayList<>());
            if (section.get(0) == 0x4E && section.get(6) == pair.size()) {
                pair.addAll(events(section));
            }
        }
        assertThat(pairs)
                .hasSize(SERVICES)
                .allSatisfy((service, pair) -> assertThat(pair).hasSize(2));
        return pairs;
    }

    private static List<Event> events(ByteBuffer section) {
        List<Event> events = new ArrayList<>();
        int at = 14;
        while (at < section.limit() - 4) {
            events.add(new Event(
                    section.getShort(3),
                    section.get(5) >> 1 & 0x1F,
                    section.getShort(at) & 0xFFFF,
                    requireNonNull(UtcTime.instant(field(section, at + 2, 5))),
                    requireNonNull(UtcTime.duration((int) field(section, at + 7, 3))),
                    section.get(at + 10) >> 5 & 7));
            at += 12 + (section.getShort(at + 10) & 0x0FFF);
        }
        assertThat(at).isEqualTo(section.limit() - 4);
        return events;
    }

    /** The sections of a PID, each of which begins a packet and is followed by stuffing. */
    private static List<ByteBuffer> sections(byte[] packets, int pid) {
        List<ByteBuffer> sections = new ArrayList<>();
        ByteBuffer open = ByteBuffer.allocate(0);
        for (int packet = 0; packet < packets.length; packet += 188) {
            if (pid(packets, packet) != pid) {
                continue;
            }
            int at = packet + 4;
            if ((packets[packet + 1] & 0x40) != 0) {
                assertThat(open.hasRemaining()).as("an open section").isFalse();
                assertThat(packets[at++]).as("pointer_field").isZero();
                open = ByteBuffer.allocate(3 + ((packets[at + 1] & 0x0F) << 8 | packets[at + 2] & 0xFF));
                sections.add(open);
            }
            int taken = Math.min(packet + 188 - at, open.remaining());
            open.put(packets, at, taken);
            for (at += taken; at < packet + 188; at++) {
                assertThat(packets[at]).as("stuffing").isEqualTo((byte) 0xFF);
            }
        }
        return sections;
    }

    private static int pid(byte[] packets, int packet) {
        return packets[packet + 1] << 8 & 0x1F00 | packets[packet + 2] & 0xFF;
    }

    private static long field(ByteBuffer section, int at, int length) {
        long field = 0;
        for (int i = 0; i < length; i++) {
            field = field << 8 | section.get(at + i) & 0xFF;
        }
        return field;
    }

    private static String hex(ByteBuffer section, int at, int length) {
        return String.format("%0" + 2 * length + "X", field(section, at, length));
    }

    private static final class VirtualClock implements InstantSource {

        private Instant now;

        private VirtualClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private record Event(int service, int version, int id, Instant start, Duration duration, int running) {

        private Instant end() {
            return start.plus(duration);
        }
    }
}
