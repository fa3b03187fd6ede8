// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What Reactor asks of every operator, asked of each of ours. */
@ExtendWith(LeakCheck.class)
class OperatorSignalsTest {

    static Stream<Named<Function<Flux<ByteBuf>, Flux<ByteBuf>>>> operators() {
        return Stream.of(
                Named.of("AlignPackets", new AlignPackets()), Named.of("CheckContinuity", new CheckContinuity()));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void demandIsPassedOnOneForOne(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        List<Long> requests = new ArrayList<>();
        Flux<ByteBuf> source = Flux.range(0, 10).map(i -> buffer(7)).doOnRequest(requests::add);

        StepVerifier.create(source.transform(operator), 0)
                .expectSubscription()
                .thenRequest(2)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .thenRequest(3)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .thenCancel()
                .verify();
        assertThat(requests).as("requests upstream").containsExactly(2L, 3L);
    }

    @Test
    void bufferWithoutAWholePacketIsReplaced() {
        List<Long> requests = new ArrayList<>();
        byte[] stream = CraftedPacket.run(1, 7);
        Flux<ByteBuf> source = Flux.range(0, 14)
                .map(i -> CraftedPacket.buffer(Arrays.copyOfRange(stream, i * 94, i * 94 + 94)))
                .doOnRequest(requests::add);

        StepVerifier.create(source.transform(new AlignPackets()), 1)
                .consumeNextWith(out -> assertThat(CraftedPacket.drain(out)).hasSize(4 * 188))
                .thenCancel()
                .verify();
        assertThat(requests)
                .as("one asked for, and one for each of the eight that gave nothing")
                .hasSize(9)
                .containsOnly(1L);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void cancelReachesTheSourceAndNothingIsKept(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(source.flux().transform(operator).doOnNext(ByteBuf::release), 0)
                .thenRequest(1)
                .then(() -> source.next(CraftedPacket.buffer(new byte[100])))
                .thenCancel()
                .verify();
        source.assertCancelled();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void errorIsPassedOn(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(source.flux().transform(operator).doOnNext(ByteBuf::release))
                .then(() -> source.next(CraftedPacket.buffer(new byte[100])))
                .then(() -> source.error(new IllegalStateException("the tuner is gone")))
                .thenConsumeWhile(buffer -> true)
                .verifyErrorMessage("the tuner is gone");
    }

    @ParameterizedTest
    @MethodSource("operators")
    void whatComesAfterTheEndIsReleasedAndItsErrorDropped(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        List<String> dropped = new ArrayList<>();
        Hooks.onErrorDropped(error -> dropped.add(error.getMessage()));
        try {
            ByteBuf late = buffer(7);
            StepVerifier.create(source.flux().transform(operator))
                    .then(source::complete)
                    .verifyComplete();
            source.next(late).error(new IllegalStateException("late"));

            assertThat(late.refCnt()).as("references to the late buffer").isZero();
            assertThat(dropped).containsExactly("late");
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void contextReachesTheSource(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        Flux<ByteBuf> source = Flux.deferContextual(context -> {
            assertThat(context.<String>get("who")).isEqualTo("downstream");
            return Flux.<ByteBuf>empty();
        });

        StepVerifier.create(source.transform(operator).contextWrite(context -> context.put("who", "downstream")))
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void failingReadIsAnErrorAndCancelsTheSource(Function<Flux<ByteBuf>, Flux<ByteBuf>> operator) {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        ByteBuf dead = buffer(7);
        dead.release();

        StepVerifier.create(source.flux().transform(operator))
                .then(() -> source.next(dead))
                .verifyError(IllegalReferenceCountException.class);
        source.assertCancelled();
    }

    private static ByteBuf buffer(int packets) {
        return CraftedPacket.buffer(CraftedPacket.run(0x100, packets));
    }
}
