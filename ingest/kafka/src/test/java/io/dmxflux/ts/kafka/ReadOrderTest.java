// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.kafka.ReadOrder.Verdict;
import io.dmxflux.ts.log.TsChunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ReadOrderTest {

    private final ReadOrder order = new ReadOrder();

    private Verdict judge(int epoch, long chunk) {
        TsChunk made = new NumberedChunks(epoch, chunk * NumberedChunks.DATAGRAMS, 0).next();
        try {
            return order.judge(made);
        } finally {
            made.release();
        }
    }

    @Test
    void chunksFollowEachOtherAndMayLeaveAGap() {
        assertThat(judge(1, 5)).isEqualTo(Verdict.NEXT);
        assertThat(judge(1, 6)).isEqualTo(Verdict.NEXT);
        assertThat(judge(1, 9)).isEqualTo(Verdict.NEXT);
        assertThat(order.next()).isEqualTo(10L * NumberedChunks.DATAGRAMS);
    }

    @Test
    void aPositionIsReadOnce() {
        judge(1, 5);
        assertThat(judge(1, 5)).isEqualTo(Verdict.REPEATED);
        assertThat(judge(1, 4)).isEqualTo(Verdict.REPEATED);
        assertThat(judge(1, 6)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aWriterThatWasTakenOverFromIsReadNoMore() {
        judge(1, 5);
        assertThat(judge(3, 6)).isEqualTo(Verdict.NEXT);
        assertThat(judge(2, 7)).isEqualTo(Verdict.STALE);
        assertThat(judge(1, 8)).isEqualTo(Verdict.STALE);
        assertThat(judge(3, 7)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aWriterThatBeginsEndsTheOneBeforeAtOnce() {
        judge(1, 5);
        order.begin(2);
        assertThat(judge(1, 6)).isEqualTo(Verdict.STALE);
        assertThat(judge(2, 6)).isEqualTo(Verdict.NEXT);
        order.begin(1);
        assertThat(judge(2, 7)).as("of whom nothing is heard but his mark").isEqualTo(Verdict.NEXT);
    }

    @Test
    void aLaterWriterThatRepeatsEndsTheEarlierOneToo() {
        judge(1, 5);
        assertThat(judge(2, 5)).as("from its ring").isEqualTo(Verdict.REPEATED);
        assertThat(judge(1, 6)).isEqualTo(Verdict.STALE);
        assertThat(judge(2, 6)).isEqualTo(Verdict.NEXT);
    }
}
