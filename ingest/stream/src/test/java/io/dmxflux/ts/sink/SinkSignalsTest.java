// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What Reactor asks of the end of a stream, asked of that of sinks. */
@ExtendWith(LeakCheck.class)
class SinkSignalsTest {

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("out.ts");
    }

    private Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return FileSink.to(file()).send(buffers);
    }

    private static ByteBuf buffer() {
        return CraftedPacket.buffer(run(0x100, 7));
    }

    @Test
    void aPublisherThatIsNoFluxIsTaken() throws Exception {
        Publisher<ByteBuf> plain = Flux.just(buffer())::subscribe;
        send(plain).block();
        assertThat(Files.readAllBytes(file())).isEqualTo(run(0x100, 7));
    }

    @Test
    void contextReachesUpstream() {
        Flux<ByteBuf> source = Flux.deferContextual(context -> {
            assertThat(context.<String>get("who")).isEqualTo("downstream");
            return Flux.<ByteBuf>empty();
        });
        StepVerifier.create(send(source).contextWrite(context -> context.put("who", "downstream")))
                .verifyComplete();
    }

    @Test
    void scanTellsNeighboursAndState() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        AtomicReference<Scannable> end = new AtomicReference<>();
        StepVerifier.create(send(source.flux().map(buffer -> buffer))
                        .doOnSubscribe(subscription -> end.set(Scannable.from(subscription))))
                .then(() -> {
                    Scannable sink = Objects.requireNonNull(end.get());
                    assertThat(sink.parents().map(Scannable::stepName)).contains("map");
                    assertThat(sink.scan(Scannable.Attr.PREFETCH)).isEqualTo(2);
                    assertThat(sink.scan(Scannable.Attr.TERMINATED)).isFalse();
                })
                .then(source::complete)
                .verifyComplete();
        assertThat(Objects.requireNonNull(end.get()).scan(Scannable.Attr.TERMINATED))
                .isTrue();
    }

    @Test
    void hooksOfAssemblySeeTheSink() {
        List<Object> assembled = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onEachOperator("seen", publisher -> {
            if (Thread.currentThread() == here) {
                assembled.add(publisher);
            }
            return publisher;
        });
        try {
            Mono<Void> sending = send(Flux.empty());
            assertThat(assembled).contains(sending);
        } finally {
            Hooks.resetOnEachOperator("seen");
        }
    }

    @Test
    void aSecondSubscriptionIsCancelledAndTheFirstKept() {
        List<String> cancelled = new ArrayList<>();
        Publisher<ByteBuf> twice = subscriber -> {
            subscriber.onSubscribe(named("first", cancelled));
            subscriber.onSubscribe(named("second", cancelled));
            subscriber.onComplete();
        };
        StepVerifier.create(send(twice)).verifyComplete();
        assertThat(cancelled).containsExactly("second");
    }

    /** The work of a sink that has thrown is still done: what comes afterwards is released. */
    @Test
    void whatTheEndThrowsIsAnErrorAndKeepsNoBuffer() {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        ByteBuf last = buffer();
        Mono<Void> sending =
                SinkMono.of(source.flux(), actual -> new SinkSubscriber(actual, Runnable::run, 2, new SendCounters()) {
                    @Override
                    void consume(ByteBuf buffer) {
                        buffer.release();
                        consumed();
                    }

                    @Override
                    void finish() {
                        throw new IllegalStateException("thrown in finish");
                    }
                });
        StepVerifier.create(sending)
                .then(() -> source.next(buffer()).complete())
                .verifyErrorMessage("thrown in finish");
        source.next(last);

        assertThat(last.refCnt()).as("references to the late buffer").isZero();
    }

    private static Subscription named(String name, List<String> cancelled) {
        return new Subscription() {
            @Override
            public void request(long n) {
                // nothing to send
            }

            @Override
            public void cancel() {
                cancelled.add(name);
            }
        };
    }

    @Test
    void theHookForDroppedElementsIsToldOfALateBufferAndMayReleaseIt() {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        List<Object> dropped = new ArrayList<>();
        ByteBuf late = buffer();
        StepVerifier.create(send(source.flux())
                        .contextWrite(context ->
                                context.put("reactor.onNextDropped.local", (Consumer<Object>) element -> {
                                    dropped.add(element);
                                    ((ByteBuf) element).release();
                                })))
                .then(source::complete)
                .verifyComplete();
        source.next(late);
        assertThat(dropped).hasSize(1);
        assertThat(dropped.get(0)).isSameAs(late);
        assertThat(late.refCnt()).as("references to the late buffer").isZero();
    }
}
