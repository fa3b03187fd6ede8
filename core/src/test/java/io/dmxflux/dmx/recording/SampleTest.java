// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the bundled sample promises, and that it loops: looked at with nothing but packet headers. */
class SampleTest {

    private static final int PACKETS = 7980;
    private static final long ROUND_TICKS = 4_800 * 27_000;
    private static final int[] PCR_PIDS = {0x100, 0x102, 0x104};

    @Test
    void sampleIsSmallAndOfWholePackets() throws IOException {
        assertThat(sample().limit()).isEqualTo(PACKETS * 188).isLessThan(2 << 20);
    }

    @Test
    void sampleHasTablesAndElementaryStreamsOfThreeServices() throws IOException {
        ByteBuffer sample = sample();

        assertThat(FeedReading.counters(sample, 0)).as("PAT").hasSizeGreaterThan(40);
        assertThat(FeedReading.counters(sample, 0x11)).as("SDT").hasSizeGreaterThan(8);
        for (int service = 0; service < 3; service++) {
            assertThat(FeedReading.counters(sample, 0x1000 + service)).as("PMT").hasSizeGreaterThan(40);
            assertThat(FeedReading.counters(sample, 0x100 + 2 * service))
                    .as("video")
                    .hasSizeGreaterThan(1000);
            assertThat(FeedReading.counters(sample, 0x101 + 2 * service))
                    .as("audio")
                    .hasSizeGreaterThan(200);
        }
        assertThat(FeedReading.counters(sample, 0x1FFF)).as("null packets").hasSizeGreaterThan(500);
    }

    @Test
    void servicesHaveNames() throws IOException {
        String everything = StandardCharsets.ISO_8859_1.decode(sample()).toString();

        assertThat(everything).contains("dmxflux one", "dmxflux two", "dmxflux three");
    }

    @Test
    void loopedSampleIsOneStreamForHalfAMinute() {
        ByteBuffer stream = FeedReading.readPackets(Playback.ofSample().looped(), 30 * PACKETS / 4);

        assertThat(continuityErrors(stream)).isZero();
        for (int pid : PCR_PIDS) {
            assertThat(longestPcrStepTicks(stream, pid)).as("PID 0x%x", pid).isBetween(1L, 40 * 27_000L);
        }
    }

    @Test
    void everyRoundTakesThePicturesTime() {
        ByteBuffer rounds = FeedReading.readPackets(Playback.ofSample().looped().unpaced(), 6 * PACKETS);
        for (int pid : PCR_PIDS) {
            var pcrs = FeedReading.pcrs(rounds, pid);
            long five = pcrs.get(pcrs.size() / 6 * 5) - pcrs.get(0);

            assertThat(five).as("PID 0x%x", pid).isBetween(5 * ROUND_TICKS - 25, 5 * ROUND_TICKS + 25);
        }
    }

    @Test
    void sampleIsPacedAtItsConstantRate() {
        var due = FeedReading.dueTimes(Playback.ofSample().looped(), 3 * PACKETS);

        assertThat(due.get(PACKETS)).isBetween(4_800_000_000L - 200, 4_800_000_000L + 200);
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i) - due.get(i - 1)).as("packet %d", i).isBetween(601_200L, 601_800L);
        }
    }

    private static ByteBuffer sample() throws IOException {
        try (InputStream sample = Playback.class.getResourceAsStream("sample.ts")) {
            return ByteBuffer.wrap(sample.readAllBytes());
        }
    }

    private static int continuityErrors(ByteBuffer packets) {
        int[] last = new int[0x2000];
        Arrays.fill(last, -1);
        int errors = 0;
        for (int packet = 0; packet < packets.limit(); packet += 188) {
            int pid = packets.getShort(packet + 1) & 0x1FFF;
            int counter = packets.get(packet + 3) & 0x0F;
            int step = (packets.get(packet + 3) & 0x10) >> 4;
            boolean continues = last[pid] == -1 || pid == 0x1FFF || counter == (last[pid] + step & 0x0F);
            errors += continues ? 0 : 1;
            last[pid] = counter;
        }
        return errors;
    }

    private static long longestPcrStepTicks(ByteBuffer packets, int pid) {
        var pcrs = FeedReading.pcrs(packets, pid);
        long longest = 0;
        for (int i = 1; i < pcrs.size(); i++) {
            assertThat(pcrs.get(i)).isGreaterThan(pcrs.get(i - 1));
            longest = Math.max(longest, pcrs.get(i) - pcrs.get(i - 1));
        }
        return longest;
    }
}
