// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.hls.SegmentMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of segments, and the file that keeps them. */
class SegmentListsTest {

    private static final int SERVICE = 40_000;
    private static final int LENGTH = 100;

    private final SegmentLists lists = new SegmentLists();

    private static SegmentMark mark(int service, int i) {
        return new SegmentMark(
                service, (long) i * LENGTH, (i + 1L) * LENGTH, i * 5_000L, Duration.ofSeconds(5), i == 3, 1_000_000);
    }

    private SegmentLists filled() {
        IntStream.range(0, 10).forEach(i -> {
            lists.add(mark(SERVICE, i));
            lists.add(mark(7, i));
        });
        return lists;
    }

    private static List<Long> places(List<KeptSegment> segments) {
        return segments.stream().map(segment -> segment.mark().from() / LENGTH).toList();
    }

    @Test
    void aSpanHasAllThatItTouches() {
        assertThat(places(filled().between(SERVICE, 250, 500))).containsExactly(2L, 3L, 4L);
        assertThat(places(lists.between(SERVICE, 0, 1))).containsExactly(0L);
        assertThat(places(lists.between(SERVICE, 900, Long.MAX_VALUE))).containsExactly(9L);
        assertThat(lists.between(SERVICE, 1000, Long.MAX_VALUE)).isEmpty();
        assertThat(lists.between(1, 0, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void numbersFollowOnEachOtherAndStayWhenTheOldestAreDropped() {
        List<KeptSegment> all = filled().between(SERVICE, 0, Long.MAX_VALUE);
        assertThat(all.get(9).number()).isEqualTo(all.get(0).number() + 9);
        assertThat(all).extracting(KeptSegment::discontinuities).startsWith(0L, 0L, 0L, 1L, 1L);

        lists.dropBefore(450);

        assertThat(lists.between(SERVICE, 0, Long.MAX_VALUE)).isEqualTo(all.subList(5, 10));
        assertThat(lists.find(SERVICE, all.get(4).number())).isEmpty();
        assertThat(lists.find(SERVICE, all.get(9).number())).contains(all.get(9));
        assertThat(lists.find(SERVICE, all.get(9).number() + 1)).isEmpty();
        lists.dropBefore(100_000);
        assertThat(lists.add(mark(SERVICE, 10)).number()).isEqualTo(all.get(9).number() + 1);
    }

    @Test
    void aFileGivesBackWhatItWasGivenUpToWhereItIsDamaged(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("new").resolve("sim.segments");
        List<KeptSegment> all = filled().all();
        try (KeptSegmentFile file = KeptSegmentFile.write(path, all.subList(0, 15))) {
            for (KeptSegment segment : all.subList(15, 20)) {
                file.append(segment);
            }
            assertThat(file.segments()).isEqualTo(20);
        }
        assertThat(KeptSegmentFile.read(path)).isEqualTo(all);

        byte[] bytes = Files.readAllBytes(path);
        bytes[17 * 64 + 50] ^= 1;
        Files.write(path, bytes);
        Files.write(path, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        SegmentLists restored = new SegmentLists();
        restored.restore(KeptSegmentFile.read(path), 1000);
        assertThat(restored.all()).hasSize(18).isSubsetOf(all);
        assertThat(restored.resume())
                .isEqualTo(restored.ends().values().stream().min(Long::compare).orElseThrow() - LENGTH);
    }

    @Test
    void whatIsBehindTheEndOfTheLogIsNotTakenBack() {
        List<KeptSegment> all = filled().all();
        SegmentLists restored = new SegmentLists();
        restored.restore(all, 450);
        assertThat(restored.between(SERVICE, 0, Long.MAX_VALUE)).hasSize(4);
        assertThat(restored.ends()).containsEntry(SERVICE, 400L).containsEntry(7, 400L);
    }
}
