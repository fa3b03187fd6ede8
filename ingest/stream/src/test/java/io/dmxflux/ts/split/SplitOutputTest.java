// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.LatenessStats;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Outputs that do not ask, do not stay, throw or lag: all others, and the input, never notice. */
@ExtendWith(LeakCheck.class)
class SplitOutputTest {

    private static final int PID = 0x100;
    private static final int BUFFER_PACKETS = 343;
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 8, Duration.ofMillis(20));
    private static final SplitOutputConfig PACKET_BY_PACKET = new SplitOutputConfig(1, 1, Duration.ZERO);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final ByteArrayOutputStream played = new ByteArrayOutputStream();
    private int numbered;
    private String end = "";

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    private MultiplexSplitter splitter(SlowOutputPolicy policy, Consumer<SplitEvent> listener) {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .slowOutputs(policy)
                .scheduler(time)
                .onEvent(listener)
                .build();
        splitter.split(upstream.flux())
                .subscribe(
                        nothing -> {}, failure -> end = String.valueOf(failure.getMessage()), () -> end = "complete");
        return splitter;
    }

    private MultiplexSplitter splitter() {
        return splitter(SlowOutputPolicy.DROP_OLDEST, event -> {});
    }

    private byte[] nextBuffer() {
        byte[] packets = CraftedPacket.run(PID, numbered, BUFFER_PACKETS);
        numbered += BUFFER_PACKETS;
        played.writeBytes(packets);
        return packets;
    }

    private void play(int buffers) {
        for (int i = 0; i < buffers; i++) {
            upstream.next(CraftedPacket.buffer(nextBuffer()));
            time.advanceTimeBy(Duration.ofMillis(14));
        }
    }

    private void complete() {
        upstream.complete();
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    /** Asks only when told to. */
    private static final class Reluctant extends BaseSubscriber<ByteBuf> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(ByteBuf batch) {
            bytes.writeBytes(ByteBufUtil.getBytes(batch));
            batch.release();
        }
    }

    /** Asks for everything, and hands it on without catching anything. */
    private record Hooked<T>(Consumer<T> hook) implements CoreSubscriber<T> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T next) {
            hook.accept(next);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void whatLeavesMoreThanFiftyMillisecondsAfterItsTimeIsLateOnTheAccountOfItsOutput() {
        MultiplexSplitter splitter = splitter();
        SplitOutput healthy = splitter.addWhole(CUT);
        Recorded.of(healthy);
        SplitOutput lagging = splitter.addWhole(CUT);
        Reluctant reluctant = new Reluctant();
        lagging.batches().subscribe(reluctant);
        play(10);
        assertThat(lagging.lateness()).as("what waits has not left").isEqualTo(LatenessStats.NONE);
        reluctant.requestUnbounded();
        play(10);
        assertThat(lagging.lateness().packets()).isBetween(3L * BUFFER_PACKETS, 9L * BUFFER_PACKETS);
        assertThat(lagging.lateness().worstNanos()).isBetween(110_000_000L, 150_000_000L);
        assertThat(healthy.lateness()).isEqualTo(LatenessStats.NONE);
        complete();
    }

    @Test
    void nothingIsLateOfAnInputThatWaits() {
        MultiplexSplitter splitter = splitter(SlowOutputPolicy.PAUSE_INPUT, event -> {});
        SplitOutput lagging = splitter.addWhole(CUT);
        Reluctant reluctant = new Reluctant();
        lagging.batches().subscribe(reluctant);
        play(10);
        reluctant.requestUnbounded();
        complete();
        assertThat(lagging.lateness()).isEqualTo(LatenessStats.NONE);
    }

    @Test
    void whoNeverAsksLosesTheOldestOnItsOwnAccountAndNobodyElseAnything() {
        MultiplexSplitter splitter = splitter();
        Recorded healthy = Recorded.of(splitter.addWhole(CUT));
        SplitOutput lagging = splitter.addWhole(CUT);
        Reluctant reluctant = new Reluctant();
        lagging.batches().subscribe(reluctant);
        play(200);
        upstream.assertMinRequested(2);
        assertThat(healthy.bytes().length).isGreaterThan(198 * BUFFER_PACKETS * TsPacket.LENGTH);

        reluctant.requestUnbounded();
        complete();
        assertThat(healthy.bytes()).isEqualTo(played.toByteArray());
        byte[] kept = reluctant.bytes.toByteArray();
        assertThat(kept.length).as("two megabytes, and what was open").isBetween(2_000_000, 2_300_000);
        assertThat(lagging.droppedPackets() * TsPacket.LENGTH + kept.length).isEqualTo(played.size());
        assertThat(played.toByteArray()).as("the newest").endsWith(kept);
    }

    @Test
    void whoLeavesGetsNothingMoreEvenOfWhatIsDueAtOnce() {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .longestDelay(Duration.ZERO)
                .scheduler(time)
                .build();
        Recorded healthy = Recorded.of(splitter.addWhole(CUT));
        List<ByteBuf> taken = new ArrayList<>();
        splitter.addWhole(CUT).batches().takeUntil(batch -> taken.size() == 2).subscribe(taken::add);
        splitter.split(upstream.flux()).subscribe();
        play(2);
        complete();
        assertThat(taken)
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.release()).isTrue());
        assertThat(healthy.bytes()).isEqualTo(played.toByteArray());
    }

    @Test
    void whatNobodyEverSubscribedToIsReleasedAtTheEnd() {
        SplitOutput forgotten = splitter().addWhole(CUT);
        play(3);
        complete();
        assertThat(forgotten.droppedPackets()).isEqualTo(3 * BUFFER_PACKETS);
        assertThat(forgotten.batches().count().block()).isZero();
    }

    @Test
    void onlyOneMaySubscribe() {
        SplitOutput output = splitter().addWhole(CUT);
        Recorded first = Recorded.of(output);
        assertThat(Recorded.of(output).end).isEqualTo("multiplex: has a subscriber already (expected: one, once)");
        play(1);
        complete();
        assertThat(first.end).isEqualTo("complete");
    }

    @Test
    void outputsThatComeAndGoAThousandTimesTouchNoOther() {
        MultiplexSplitter splitter = splitter();
        Recorded healthy = Recorded.of(splitter.addWhole(CUT));
        for (int i = 0; i < 1_000; i++) {
            SplitOutput passing = splitter.addWhole(CUT);
            Recorded guest = Recorded.of(passing);
            if (i % 100 == 0) {
                play(1);
            }
            if (i % 2 == 0) {
                passing.close();
            } else {
                guest.cancel();
            }
        }
        complete();
        assertThat(healthy.bytes()).isEqualTo(played.toByteArray());
        assertThat(end).isEqualTo("complete");
    }

    @Test
    void anOutputThatIsClosedSendsWhatHasComeAndEnds() {
        MultiplexSplitter splitter = splitter();
        SplitOutput output = splitter.addWhole(CUT);
        Recorded recorded = Recorded.of(output);
        play(5);
        byte[] before = played.toByteArray();
        output.close();
        play(5);
        assertThat(recorded.bytes()).isEqualTo(before);
        assertThat(recorded.end).isEqualTo("complete");
        complete();
    }

    @Test
    void aFailureOfTheInputReachesEveryOutputBehindWhatCameBefore() {
        Recorded recorded = Recorded.of(splitter().addWhole(CUT));
        play(5);
        upstream.error(new IllegalStateException("unplugged"));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(recorded.bytes()).isEqualTo(played.toByteArray());
        assertThat(recorded.end).isEqualTo("unplugged");
        assertThat(end).isEqualTo("unplugged");
    }

    @Test
    void aBatchThatNoOutputCouldQueueIsRefusedAndNoTimeIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SplitOutputConfig(7, Integer.MAX_VALUE, Duration.ZERO))
                .withMessage("datagramsPerBatch: 2147483647 (expected: 1 to 796 of so many packets, a megabyte)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SplitOutputConfig(Integer.MAX_VALUE, 1, Duration.ZERO))
                .withMessage("packetsPerDatagram: 2147483647 (expected: 1 to 5577)");
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        MultiplexSplitter patient =
                MultiplexSplitter.builder().longestDelay(forEver).build();
        SplitOutput most = patient.addWhole(new SplitOutputConfig(7, 796, forEver));
        Flux<ByteBuf> packets = Flux.range(0, 50).map(i -> CraftedPacket.buffer(CraftedPacket.run(0x100, 7 * i, 7)));
        CompletableFuture<?> batches =
                most.batches().map(SplitOutputTest::release).collectList().toFuture();
        patient.split(packets).subscribe();
        assertThat(batches).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(List.of(50 * 7 * 188));
    }

    private static int release(ByteBuf batch) {
        int bytes = batch.readableBytes();
        batch.release();
        return bytes;
    }

    @Test
    void listenersThatThrowKeepNothingFromAnybody() {
        MultiplexSplitter splitter = splitter(SlowOutputPolicy.PAUSE_INPUT, event -> {
            throw new IllegalStateException("no ear for this");
        });
        splitter.services().subscribe(new Hooked<>(services -> {
            throw new IllegalStateException("nor for that");
        }));
        Recorded service = Recorded.of(splitter.addService(CUT, new ServiceSelection.ById(1), ServiceEdit.NONE));
        ElementaryStream stream = new ElementaryStream(3, PID, Descriptors.EMPTY);
        byte[] packets = new Multiplexer()
                .pat(0, new Program(1, 0x20))
                .pmt(0x20, new ProgramMapTable(1, 0, PID, Descriptors.EMPTY, List.of(stream)))
                .packets(PID, PID)
                .take();
        List<String> dropped = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process's
        Hooks.onErrorDropped(error -> {
            if (Thread.currentThread() == here) {
                dropped.add(String.valueOf(error.getMessage()));
            }
        });
        try {
            upstream.next(CraftedPacket.buffer(packets));
            complete();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).contains("no ear for this", "nor for that");
        assertThat(service.packets(PID)).hasSize(2 * TsPacket.LENGTH);
        assertThat(List.of(service.end, end)).containsOnly("complete");
    }

    @Test
    void whoThrowsInTheMiddleOfABurstIsGoneAndNobodyElse() {
        MultiplexSplitter splitter = splitter();
        splitter.addWhole(CUT).batches().subscribe(new Hooked<ByteBuf>(batch -> {
            batch.release();
            throw new IllegalStateException("no more");
        }));
        Recorded healthy = Recorded.of(splitter.addWhole(CUT));
        for (int i = 0; i < 100; i++) {
            upstream.next(CraftedPacket.buffer(nextBuffer()));
        }
        complete();
        assertThat(healthy.bytes()).isEqualTo(played.toByteArray());
    }

    @Test
    void whereTheInputWaitsNothingIsLostHoweverSlowAndSmallTheDatagrams() {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
                .longestDelay(Duration.ZERO)
                .scheduler(time)
                .build();
        Recorded quick = Recorded.of(splitter.addWhole(CUT));
        Reluctant slow = new Reluctant();
        SplitOutput output = splitter.addWhole(PACKET_BY_PACKET);
        output.batches().subscribe(slow);
        splitter.split(Flux.range(0, 40).map(i -> CraftedPacket.buffer(nextBuffer())))
                .subscribe();
        for (int i = 0; i < 40 * BUFFER_PACKETS; i++) {
            slow.request(1);
            time.advanceTimeBy(Duration.ofMillis(1));
            int ahead = played.size() - slow.bytes.size();
            assertThat(ahead).as("read ahead").isLessThan((1024 + 3 * BUFFER_PACKETS) * TsPacket.LENGTH);
        }
        assertThat(output.droppedPackets()).isZero();
        assertThat(slow.bytes.toByteArray()).isEqualTo(played.toByteArray());
        assertThat(quick.bytes()).isEqualTo(played.toByteArray());
    }

    /** Another thread may be done while the splitter is still in {@code onNext}. */
    @Test
    void outputsAddedBeforeTheNextListIsRequestedGetEachPacketBehindTheList() {
        MultiplexSplitter splitter = splitter(SlowOutputPolicy.PAUSE_INPUT, event -> {});
        List<Recorded> opened = new ArrayList<>();
        splitter.services().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(List<ListedService> services) {
                CompletableFuture.runAsync(() -> {
                            opened.add(Recorded.of(
                                    splitter.addService(CUT, new ServiceSelection.ById(1), ServiceEdit.NONE)));
                            request(1);
                        })
                        .join();
            }
        });
        ElementaryStream stream = new ElementaryStream(3, PID, Descriptors.EMPTY);
        upstream.next(CraftedPacket.buffer(new Multiplexer()
                .pat(0, new Program(1, 0x20))
                .pmt(0x20, new ProgramMapTable(1, 0, PID, Descriptors.EMPTY, List.of(stream)))
                .packets(PID, PID, PID)
                .take()));
        complete();
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).packets(PID)).hasSize(3 * TsPacket.LENGTH);
    }

    @Test
    void whoHasToOpenOutputsFirstIsWaitedForOnlyWhereTheInputCanWait() {
        MultiplexSplitter splitter = splitter(SlowOutputPolicy.PAUSE_INPUT, event -> {});
        CompletableFuture<Void> opened = new CompletableFuture<>();
        List<ListedService> listed = new ArrayList<>();
        splitter.services()
                .concatMap(
                        services -> {
                            listed.addAll(services);
                            return Mono.fromFuture(opened).onErrorComplete();
                        },
                        0)
                .subscribe();
        Recorded whole = Recorded.of(splitter.addWhole(CUT));
        byte[] tables = new Multiplexer()
                .pat(0, new Program(1, 0x20))
                .packets(PID, PID, PID)
                .take();
        upstream.next(CraftedPacket.buffer(tables));
        play(1);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(listed).extracting(ListedService::serviceId).containsExactly(1);
        assertThat(whole.bytes()).as("waits").isEmpty();
        opened.completeExceptionally(new IllegalStateException("could not"));
        complete();
        assertThat(whole.bytes()).startsWith(tables).hasSize(tables.length + BUFFER_PACKETS * TsPacket.LENGTH);
        assertThat(end).isEqualTo("complete");
    }

    @Test
    void cancellingTheSplitterCancelsItsInputAndCompletesItsOutputs() {
        MultiplexSplitter splitter = MultiplexSplitter.builder().scheduler(time).build();
        Recorded recorded = Recorded.of(splitter.addWhole(CUT));
        var splitting = splitter.split(upstream.flux()).subscribe();
        play(2);
        splitting.dispose();
        time.advanceTimeBy(Duration.ofSeconds(1));
        upstream.assertCancelled();
        assertThat(recorded.bytes()).isEqualTo(played.toByteArray());
        assertThat(recorded.end).isEqualTo("complete");
        assertThat(Mono.from(splitter.addWhole(CUT).batches()).block())
                .as("too late")
                .isNull();
    }
}
