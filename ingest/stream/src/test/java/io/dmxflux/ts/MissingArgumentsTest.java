// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.op.Pace;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A null is refused by the call that gives it, by its name, and not by a stream later or never. */
class MissingArgumentsTest {

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as a caller without null checks
    private static <T> T nothing() {
        return null;
    }

    @TestFactory
    Stream<DynamicTest> isRefusedAtOnce() {
        return Stream.of(
                refused("scheduler", () -> MultiplexSplitter.builder().scheduler(nothing())),
                refused("slowOutputs", () -> MultiplexSplitter.builder().slowOutputs(nothing())),
                refused("onEvent", () -> MultiplexSplitter.builder().onEvent(nothing())),
                refused("longestDelay", () -> MultiplexSplitter.builder().longestDelay(nothing())),
                refused("config", () -> MultiplexSplitter.builder().build().addWhole(nothing())),
                refused(
                        "edit",
                        () -> MultiplexSplitter.builder()
                                .build()
                                .addService(SplitOutputConfig.BULK, new ServiceSelection.ById(1), nothing())),
                refused("packets", () -> MultiplexSplitter.builder().build().split(nothing())),
                refused(
                        "onPids",
                        () -> MultiplexSplitter.builder()
                                .build()
                                .addWhole(SplitOutputConfig.BULK)
                                .onPids(nothing())),
                refused("overload", () -> DmxBufferPoolConfig.builder().overload(nothing())),
                refused("events", () -> DmxBufferPoolConfig.builder().events(nothing())),
                refused("lentLimit", () -> DmxBufferPoolConfig.builder().lentLimit(nothing())),
                refused("scheduler", () -> DmxFlux.emitOn(Flux.empty(), nothing(), 1)),
                refused("buffers", () -> DmxFlux.emitOn(nothing(), Schedulers.parallel(), 1)),
                refused("buffers", () -> DmxFlux.tee(nothing(), 1)),
                refused("bursts", () -> new Pace(nothing(), Schedulers.parallel())),
                refused("scheduler", () -> new Pace(DatagramBursts.ofFullDatagrams(8), nothing())),
                refused("path", () -> FileSink.to(nothing())),
                refused("existing", () -> FileSink.builder(Path.of("a.ts")).existing(nothing())),
                refused("rotation", () -> FileSink.builder(Path.of("a.ts")).rotation(nothing())),
                refused("onEvent", () -> FileSink.builder(Path.of("a.ts")).onEvent(nothing())));
    }

    private static DynamicTest refused(String name, Runnable call) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThatNullPointerException()
                        .isThrownBy(call::run)
                        .withMessage(name + ": null (expected: not null)"));
    }
}
