// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(LeakCheck.class)
class BufferReaderTest {

    private static final long MS = 1_000_000;

    private final ManualClock clock = new ManualClock();
    private final long start = clock.nanos();

    @AfterEach
    void forgetInterrupts() {
        Thread.interrupted();
    }

    @Test
    void bufferGrowsAndShrinksWithTheBitRate() {
        long[] due = LongStream.concat(
                        LongStream.range(0, 140).map(i -> i * MS / 10),
                        LongStream.range(1, 29).map(i -> 14 * MS + i * MS))
                .toArray();

        assertThat(sizesAndTimes(new ScheduledFeed(due)))
                .as("14 ms of ten packets a millisecond, then of one")
                .containsExactly(
                        "7 at 4",
                        "35 at 4",
                        "35 at 7",
                        "35 at 11",
                        "28 at 14",
                        "7 at 21",
                        "7 at 28",
                        "7 at 35",
                        "7 at 42");
    }

    @Test
    void datagramThatHasBegunWaitsForItsLastPacket() {
        ScheduledFeed feed = new ScheduledFeed(0, 0, 0, 0, 0, 0, 30 * MS, 31 * MS);

        assertThat(sizesAndTimes(feed)).containsExactly("7 at 30", "1 at 35");
    }

    @Test
    void lastBufferHoldsWhatIsLeft() {
        ScheduledFeed feed = new ScheduledFeed(0, 1, 2);

        assertThat(sizesAndTimes(feed)).containsExactly("3 at 4");
        assertThat(feed.isClosed()).isTrue();
    }

    @Test
    void failureReleasesWhatHasBeenRead() {
        ScheduledFeed feed = new ScheduledFeed(0, 0, 0, -1);

        StepVerifier.create(buffers(feed)).verifyErrorMessage("packet 3 is unreadable");
        assertThat(feed.isClosed()).isTrue();
    }

    @Test
    void interruptReleasesWhatHasBeenRead() {
        ScheduledFeed feed = new ScheduledFeed(0, 0, 0, 5 * MS);
        Thread.currentThread().interrupt();

        StepVerifier.create(buffers(feed))
                .verifyErrorMessage("file:x.ts: interrupted after 564 bytes, before its end"
                        + " (expected: a thread that is not interrupted; cancel the subscription to stop)");
        assertThat(feed.isClosed()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void anInterruptAtTheEndLosesNothing() {
        Thread.currentThread().interrupt();

        StepVerifier.create(buffers(new ScheduledFeed(0, 0, 0)).map(CraftedPacket::drain))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aReaderThatWasHeldUpGoesOnAtTheStreamsPaceAndEmitsNothingAtOnce() {
        List<String> buffers = new ArrayList<>();
        ScheduledFeed feed =
                new ScheduledFeed(LongStream.range(0, 35).map(i -> i * MS).toArray());
        buffers(feed).subscribe(buffer -> {
            buffer.release();
            buffers.add("at " + (clock.nanos() - start) / MS);
            if (buffers.size() == 2) {
                clock.advance(5_000 * MS);
            }
        });

        assertThat(buffers).containsExactly("at 6", "at 13", "at 5019", "at 5026", "at 5033");
    }

    private Flux<ByteBuf> buffers(ScheduledFeed feed) {
        return Flux.generate(
                () -> new BufferReader("file:x.ts", feed, clock, 4 * MS, BufferReader.MOST_BYTES, new FileAccounts()),
                BufferReader::next,
                BufferReader::close);
    }

    /** Reads a feed to its end; returns the packets of each buffer, and the full milliseconds at which it came. */
    private List<String> sizesAndTimes(ScheduledFeed feed) {
        List<String> buffers = new ArrayList<>();
        buffers(feed).subscribe(buffer -> {
            buffers.add(buffer.readableBytes() / 188 + " at " + (clock.nanos() - start) / MS);
            buffer.release();
        });
        return buffers;
    }
}
