// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@ExtendWith(LeakCheck.class)
class PaceTest {

    private static final int DATAGRAM = 1316;
    private static final int MOST = 8;
    private static final int BURST = 7 * DATAGRAM;
    private static final int BUFFER = 49 * DATAGRAM;
    private static final int BURSTS = 7;
    private static final Duration FILL = Duration.ofMillis(14);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    /** Notes when each burst leaves and how long it is, and releases it. */
    private final class Departures extends BaseSubscriber<ByteBuf> {

        private final List<Long> micros = new ArrayList<>();
        private final List<Integer> bytes = new ArrayList<>();
        private final long demand;
        private String end = "";

        Departures(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(demand);
        }

        @Override
        protected void hookOnNext(ByteBuf burst) {
            micros.add(time.now(TimeUnit.MICROSECONDS));
            bytes.add(burst.readableBytes());
            burst.release();
        }

        @Override
        protected void hookOnComplete() {
            end = "complete";
        }

        @Override
        protected void hookOnError(Throwable failure) {
            end = String.valueOf(failure.getMessage());
        }
    }

    private Departures paced(long demand) {
        Departures departures = new Departures(demand);
        upstream.flux()
                .transform(new Pace(new EvenBursts(DATAGRAM, MOST), time))
                .subscribe(departures);
        time.advanceTimeBy(Duration.ZERO);
        return departures;
    }

    private void arrive(int bytes) {
        upstream.next(ByteBufAllocator.DEFAULT.buffer(bytes).writeZero(bytes));
        time.advanceTimeBy(Duration.ZERO);
    }

    private void steadyState(int buffers) {
        for (int i = 0; i < buffers; i++) {
            arrive(BUFFER);
            time.advanceTimeBy(FILL);
        }
    }

    @Test
    void burstsAreSpreadOverTheTimeThatABufferTakesToArrive() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(10);
        List<Long> last = departures.micros.subList(8 * BURSTS, 9 * BURSTS);
        for (int i = 1; i < BURSTS; i++) {
            assertThat(last.get(i) - last.get(i - 1)).as("burst " + i).isBetween(1_900L, 2_100L);
        }
    }

    @Test
    void aBufferLeavesInAsFewBurstsAsItTakesAllAboutAsLong() {
        Departures departures = paced(Long.MAX_VALUE);
        arrive(BUFFER);
        assertThat(departures.bytes).containsExactly(BURST, BURST, BURST, BURST, BURST, BURST, BURST);
        arrive(17 * DATAGRAM + 188);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes.subList(BURSTS, departures.bytes.size()))
                .containsExactly(6 * DATAGRAM, 6 * DATAGRAM, 5 * DATAGRAM + 188);
    }

    @Test
    void anEmptyBufferPasses() {
        Departures departures = paced(Long.MAX_VALUE);
        arrive(0);
        arrive(DATAGRAM);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).containsExactly(0, DATAGRAM);
    }

    @Test
    void aBufferThatIsABurstPassesAsItIs() {
        List<ByteBuf> passed = new ArrayList<>();
        upstream.flux()
                .transform(new Pace(new EvenBursts(DATAGRAM, MOST), time))
                .subscribe(passed::add);
        ByteBuf small = ByteBufAllocator.DEFAULT.buffer(BURST).writeZero(BURST);
        upstream.next(small);
        time.advanceTimeBy(Duration.ZERO);
        assertThat(passed).containsExactly(small);
        small.release();
    }

    @Test
    void theDelayStaysAtAboutOneBuffer() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(1_000);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes.stream().mapToLong(Integer::longValue).sum())
                .isEqualTo(1_000L * BUFFER);
    }

    @Test
    void whatArrivesAfterAPauseLeavesAtOnce() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(5);
        time.advanceTimeBy(Duration.ofSeconds(5));
        long before = time.now(TimeUnit.MICROSECONDS);
        arrive(BUFFER);
        assertThat(departures.micros.get(5 * BURSTS)).isEqualTo(before);
        time.advanceTimeBy(FILL);
    }

    @Test
    void aBacklogIsSentOnFasterThanItCame() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(5);
        arrive(BUFFER);
        arrive(BUFFER);
        time.advanceTimeBy(FILL.dividedBy(2));
        assertThat(departures.bytes.size()).isGreaterThan(5 * BURSTS + BURSTS);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).hasSize(7 * BURSTS);
    }

    @Test
    void twoBuffersAreRequestedAheadAndOneForEachThatHasLeft() {
        Departures departures = paced(0);
        upstream.assertMinRequested(2);
        arrive(BUFFER);
        arrive(BUFFER);
        assertThat(departures.bytes).isEmpty();
        departures.request(BURSTS);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).hasSize(BURSTS);
        upstream.assertMaxRequested(3);
        departures.cancel();
        time.advanceTimeBy(FILL);
    }

    @Test
    void completionFollowsTheLastBurst() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(3);
        arrive(BUFFER);
        upstream.complete();
        time.advanceTimeBy(Duration.ZERO);
        assertThat(departures.end).isEmpty();
        time.advanceTimeBy(FILL);
        assertThat(departures.end).isEqualTo("complete");
        assertThat(departures.bytes).hasSize(4 * BURSTS);
    }

    @Test
    void anErrorDiscardsWhatIsHeld() {
        Departures departures = paced(1);
        arrive(BUFFER);
        upstream.error(new IllegalStateException("unplugged"));
        time.advanceTimeBy(Duration.ZERO);
        assertThat(departures.end).isEqualTo("unplugged");
    }

    @Test
    void cancellingReleasesWhatIsHeldAndWhatIsOnItsWay() {
        Departures departures = paced(1);
        arrive(BUFFER);
        upstream.next(ByteBufAllocator.DEFAULT.buffer(BUFFER).writeZero(BUFFER));
        departures.cancel();
        time.advanceTimeBy(FILL);
        upstream.assertCancelled();
    }

    @Test
    void aBurstOfNothingIsRefused() {
        assertThatThrownBy(() -> new EvenBursts(DATAGRAM, 0))
                .hasMessage("burst: 0 datagrams of 1316 bytes (expected: more than 0 of both)");
    }
}
