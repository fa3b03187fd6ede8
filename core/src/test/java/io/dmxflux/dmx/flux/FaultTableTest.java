// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.CountedFeed;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BufferNegotiationException;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams under every fault that can be injected; however it ends, every slot, byte, mapping, thread and reference is
 * accounted for, and the error, if there is one, is told in one line.
 */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class FaultTableTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFERS = 6;
    private static final int RESERVE = 2;
    private static final int STREAMED = 20;

    private @Nullable SimulatedDmxDevice device;
    private @Nullable DmxBufferPool pool;

    private SimulatedDmxDevice device(SimulatedDmxDevice.Builder builder) {
        SimulatedDmxDevice made = builder.name("fault").build();
        device = made;
        return made;
    }

    private DmxBufferPool negotiate(SimulatedDmxDevice made, OverloadPolicy overload) {
        DmxBufferPool negotiated = DmxBufferPool.negotiate(
                made,
                DmxBufferPoolConfig.builder()
                        .bufferCount(BUFFERS)
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .reserve(RESERVE)
                        .overload(overload)
                        .build());
        pool = negotiated;
        return negotiated;
    }

    private static SimulatedDmxDevice.Builder endless() {
        return SimulatedDmxDevice.builder().feed(CountedFeed.endless(0x100));
    }

    /** Takes so many buffers, releases each, and lets go. Returns the numbers, in order. */
    private List<Integer> stream(DmxBufferPool from) {
        List<Integer> numbers = new ArrayList<>();
        DmxFlux.of(from, PesFilter.fullTs())
                .doOnNext(buffer -> {
                    numbers.add(FedPool.numberOf(buffer));
                    buffer.release();
                })
                .take(STREAMED)
                .blockLast(PATIENCE);
        return numbers;
    }

    @AfterEach
    void everythingIsAccountedFor() {
        DmxBufferPool used = pool;
        if (used != null) {
            used.close();
            used.whenClosed()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .exceptionally(failure -> null)
                    .join();
            FedPool.assertBalanced(used.stats());
            assertThat(used.stats().retired()).isEqualTo(used.negotiated().count());
            assertThat(used.stats().filled()).isZero();
        }
        SimulatedDmxDevice made = device;
        assertThat(made).isNotNull();
        if (made != null) {
            assertThat(made.isClosed()).isTrue();
            assertThat(made.isMapped()).isFalse();
        }
        PollThreads.join("sim:fault");
    }

    private static void assertToldInOneLine(ErrnoException failure, DmxVerb verb, Errno errno) {
        assertThat(failure.getMessage())
                .startsWith(verb.call() + "(sim:fault) failed: " + errno.name() + " (" + errno.number() + "), ")
                .doesNotContain("\n");
    }

    static Stream<Arguments> failures() {
        return Stream.of(DmxVerb.values())
                .flatMap(verb -> Stream.of(Errno.EIO, Errno.ENODEV, Errno.EINVAL, Errno.ENOMEM)
                        .flatMap(errno ->
                                IntStream.of(1, 2, 5, BUFFERS + 3).mapToObj(call -> Arguments.of(verb, errno, call))));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCallThatFailsEndsTheStreamInBalance(DmxVerb verb, Errno errno, int call) {
        FaultPlan plan = FaultPlan.none().failing(verb, call, errno);
        try {
            stream(negotiate(device(endless().faults(plan)), OverloadPolicy.HOLD));
        } catch (ErrnoException e) {
            assertToldInOneLine(e, verb, errno);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void whatWasDequeuedBeforeAFailureIsEmittedBeforeTheError(int call) {
        FaultPlan plan = FaultPlan.none().failing(DmxVerb.DEQUEUE, call, Errno.EIO);
        DmxFlux flux = DmxFlux.of(negotiate(device(endless().faults(plan)), OverloadPolicy.HOLD), PesFilter.fullTs());
        List<Integer> numbers = new ArrayList<>();
        assertThatThrownBy(() -> flux.doOnNext(buffer -> {
                            numbers.add(FedPool.numberOf(buffer));
                            buffer.release();
                        })
                        .blockLast(PATIENCE))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("EIO (5)");
        assertThat(numbers).isEqualTo(IntStream.range(0, call - 1).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsInterruptedIsInvisible(DmxVerb verb) {
        FaultPlan plan = FaultPlan.none();
        for (int call = 1; call < 30; call += 2) {
            plan = plan.failing(verb, call, Errno.EINTR);
        }
        assertThat(stream(negotiate(device(endless().faults(plan)), OverloadPolicy.HOLD)))
                .isEqualTo(IntStream.range(0, STREAMED).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, BUFFERS, BUFFERS + 1, STREAMED - 1})
    void anUnplugAtAnyBufferIsTheEnd(int buffer) {
        SimulatedDmxDevice unplugged = device(endless());
        DmxFlux flux = DmxFlux.of(negotiate(unplugged, OverloadPolicy.HOLD), PesFilter.fullTs());
        List<Integer> numbers = new ArrayList<>();
        try {
            flux.doOnNext(received -> {
                        numbers.add(FedPool.numberOf(received));
                        if (numbers.size() == buffer) {
                            unplugged.unplug();
                        }
                        received.release();
                    })
                    .take(STREAMED)
                    .blockLast(PATIENCE);
            assertThat(numbers).as("all that was filled before").hasSize(STREAMED);
        } catch (ErrnoException e) {
            assertThat(e.is(Errno.ENODEV)).as("%s", e).isTrue();
            assertThat(e.getMessage()).doesNotContain("\n");
        }
        assertThat(numbers)
                .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList())
                .hasSizeGreaterThanOrEqualTo(buffer);
    }

    @ParameterizedTest
    @EnumSource(OverloadPolicy.class)
    void anUnplugUnderALaggingSubscriberIsTheEnd(OverloadPolicy overload) {
        SimulatedDmxDevice unplugged = device(endless());
        List<ByteBuf> kept = new ArrayList<>();
        try {
            DmxFlux.of(negotiate(unplugged, overload), PesFilter.fullTs())
                    .doOnNext(buffer -> {
                        kept.add(buffer);
                        if (kept.size() == BUFFERS - RESERVE) {
                            unplugged.unplug();
                        }
                    })
                    .blockLast(PATIENCE);
        } catch (ErrnoException e) {
            assertThat(e.is(Errno.ENODEV)).isTrue();
        }
        assertThat(kept).hasSize(BUFFERS - RESERVE);
        kept.forEach(ByteBuf::release);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void partialBuffersLoseNothing(int packets) {
        DmxBufferPool partial = negotiate(device(endless().partialBuffers(packets)), OverloadPolicy.HOLD);
        byte[] received = bytes(partial, packets * 188);
        assertThat(received).isEqualTo(NumberedPackets.of(0x100).next(packets * STREAMED));
    }

    private static byte[] bytes(DmxBufferPool from, int bufferBytes) {
        byte[] received = new byte[bufferBytes * STREAMED];
        int[] at = {0};
        DmxFlux.of(from, PesFilter.fullTs())
                .doOnNext(buffer -> {
                    int length = buffer.readableBytes();
                    buffer.readBytes(received, at[0], length).release();
                    at[0] += length;
                })
                .take(STREAMED)
                .blockLast(PATIENCE);
        assertThat(at[0]).isEqualTo(received.length);
        return received;
    }

    static Stream<BufferLimits> grants() {
        return Stream.of(
                new BufferLimits(1, RESERVE + 1, FedPool.BUFFER_BYTES),
                new BufferLimits(20, 32, FedPool.BUFFER_BYTES),
                new BufferLimits(2, 32, 188),
                new BufferLimits(2, 32, 2 * 188));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void whateverIsGrantedIsStreamed(BufferLimits limits) {
        DmxBufferPool granted =
                negotiate(device(endless().faults(FaultPlan.none().granting(limits))), OverloadPolicy.HOLD);
        int packets = granted.negotiated().sizeBytes() / 188;
        assertThat(bytes(granted, packets * 188))
                .isEqualTo(NumberedPackets.of(0x100).next(packets * STREAMED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, RESERVE})
    void tooFewAreAnErrorAndNothingIsLeft(int granted) {
        SimulatedDmxDevice stingy =
                device(endless().faults(FaultPlan.none().granting(new BufferLimits(0, granted, FedPool.BUFFER_BYTES))));
        try {
            negotiate(stingy, OverloadPolicy.HOLD);
        } catch (BufferNegotiationException e) {
            assertThat(e.negotiated().count()).isEqualTo(granted);
            return;
        }
        assertThat(granted).as("negotiated").isNegative();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void aJumpIsAGapInTheStreamAndInNothingElse(int packets) {
        SimulatedDmxDevice jumping = device(endless());
        DmxBufferPool jumped = negotiate(jumping, OverloadPolicy.HOLD);
        List<Integer> serials = new ArrayList<>();
        DmxFlux.of(jumped, PesFilter.fullTs())
                .doOnNext(buffer -> {
                    serials.add(buffer.getInt(4));
                    if (serials.size() == 10) {
                        jumping.jump(packets);
                    }
                    buffer.release();
                })
                .take(STREAMED)
                .blockLast(PATIENCE);
        assertThat(serials.get(STREAMED - 1)).isEqualTo((STREAMED - 1) * FedPool.PACKETS + packets);
        assertThat(jumped.stats().droppedBuffers()).isZero();
    }
}
