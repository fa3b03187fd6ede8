// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The books of a splitter and of its outputs add up at every moment, while buffers and batches move as fast as they can. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class SplitSnapshotsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFERS = 3_000;
    private static final int BUFFER_BYTES = 4 * 1316 + 5;

    private final Scheduler scheduler = Schedulers.newSingle("split-snapshots");
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong came = new AtomicLong();
    private byte[] sample;

    @BeforeEach
    void readSample() throws Exception {
        try (InputStream in = Playback.class.getResourceAsStream("sample.ts")) {
            sample = in.readAllBytes();
        }
    }

    @AfterEach
    void endScheduler() {
        scheduler.dispose();
    }

    /** Parts of the sample, each with the begin of a packet behind the last whole one. */
    private ByteBuf part(int number) {
        int from = (int) ((long) number * (BUFFER_BYTES / 188 * 188) % (sample.length - BUFFER_BYTES));
        from -= from % 188;
        came.addAndGet(BUFFER_BYTES);
        return CraftedPacket.buffer(Arrays.copyOfRange(sample, from, from + BUFFER_BYTES));
    }

    @ParameterizedTest
    @EnumSource(SlowOutputPolicy.class)
    void everyBookBalances(SlowOutputPolicy policy) {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .scheduler(scheduler)
                .slowOutputs(policy)
                .build();
        SplitOutput whole = splitter.addWhole(SplitOutputConfig.BULK);
        SplitOutput service = service(splitter);
        SplitOutput slow = service(splitter);
        SplitOutput ends = service(splitter);
        SplitOutput untaken = service(splitter);
        List<SplitOutput> outputs = List.of(whole, service, slow, ends, untaken);
        AtomicLong inOnNext = new AtomicLong();
        whole.batches().subscribe(batch -> {
            batch.release();
            assertBalanced(whole.book()); // also on the thread that has just moved it
            inOnNext.incrementAndGet();
        });
        service.batches().subscribe(ByteBuf::release);
        slow.batches().publishOn(Schedulers.parallel(), 1).subscribe(ByteBuf::release);
        ends.batches().take(20).subscribe(ByteBuf::release);
        if (policy == SlowOutputPolicy.PAUSE_INPUT) {
            untaken.close(); // or the input would wait for its subscriber
        }

        CompletableFuture<?> ofOutputs = CompletableFuture.runAsync(() ->
                readUntil(over::get, () -> outputs.forEach(output -> assertBalanced(output.book()))));
        CompletableFuture<?> ofInput = CompletableFuture.runAsync(() -> readSums(splitter));
        Flux<ByteBuf> parts = Flux.range(0, BUFFERS).map(this::part);
        splitter.split(parts.subscribeOn(Schedulers.boundedElastic())).block(PATIENCE);
        over.set(true);

        assertThat(ofOutputs).succeedsWithin(PATIENCE);
        assertThat(ofInput).succeedsWithin(PATIENCE);
        assertThat(sum(splitter.book())).isEqualTo(came.get());
        outputs.forEach(output -> assertBalanced(output.book()));
        assertThat(inOnNext).hasPositiveValue();
    }

    private static SplitOutput service(MultiplexSplitter splitter) {
        return splitter.addService(SplitOutputConfig.DATAGRAMS, ServiceSelection.parse("1"), ServiceEdit.NONE);
    }

    private static void readUntil(BooleanSupplier end, Runnable reading) {
        while (!end.getAsBoolean()) {
            reading.run();
        }
    }

    private void readSums(MultiplexSplitter splitter) {
        long before = 0;
        while (!over.get()) {
            SplitterBook book = splitter.book();
            long sum = sum(book);
            assertThat(sum).as("%s after %s", book, before).isBetween(before, came.get());
            before = sum;
        }
    }

    private static long sum(SplitterBook book) {
        return book.routed().bytes()
                + book.unwanted().bytes()
                + book.replaced().bytes()
                + book.foreign().bytes()
                + book.closed().bytes()
                + book.queuedBytes();
    }

    private static void assertBalanced(SplitOutputBook book) {
        assertThat(book.routed().bytes() + book.generated().bytes())
                .as("%s", book)
                .isEqualTo(book.handedOn().bytes()
                        + book.policy().bytes()
                        + book.closed().bytes()
                        + book.queuedBytes());
    }
}
