// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.BlockingReader;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.analysis.StreamAnalysis;
import io.dmxflux.ts.guide.GuideCollector;
import io.dmxflux.ts.guide.GuideLimits;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogSync;
import io.dmxflux.ts.log.PaceChunks;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.op.Pace;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.sink.FileRotation;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.source.PipeSource;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitOutputConfig;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.dmxflux.ts.tr101290.Tr101290Monitor;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
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
                refused("buffers", () -> new Inspection().apply(nothing())),
                refused("time", () -> new Inspection(nothing())),
                refused("limits", () -> new GuideCollector(nothing(), InstantSource.system())),
                refused("clock", () -> new GuideCollector(GuideLimits.DEFAULT, nothing())),
                refused("past", () -> new GuideLimits(1, 1, 1, nothing(), Duration.ZERO)),
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

    @TestFactory
    Stream<DynamicTest> ofSourcesIsRefusedAtOnce() {
        UdpSourceConfig config = UdpSourceConfig.on("127.0.0.1", 5000).build();
        PesFilter all = PesFilter.fullTs();
        return Stream.of(
                refused("host", () -> UdpSourceConfig.on(nothing(), 1)),
                refused("source", () -> UdpSourceConfig.on("239.1.1.1", 1).source(nothing())),
                refused(
                        "networkInterface",
                        () -> UdpSourceConfig.on("239.1.1.1", 1).networkInterface(nothing())),
                refused("readInterval", () -> UdpSourceConfig.on("239.1.1.1", 1).readInterval(nothing())),
                refused(
                        "address",
                        () -> new UdpSourceConfig(
                                nothing(), null, null, 1, 1, Duration.ZERO, UdpSourceStats.Framing.ANY)),
                refused(
                        "readInterval",
                        () -> new UdpSourceConfig(
                                config.address(), null, null, 1, 1, nothing(), UdpSourceStats.Framing.ANY)),
                refused("config", () -> UdpSource.of(nothing())),
                refused("framing", () -> UdpSourceConfig.on("239.1.1.1", 1).framing(nothing())),
                refused("config", () -> UdpSource.missing(nothing())),
                refused("loops", () -> UdpSource.of(config, MissingArgumentsTest.<EventLoopGroup>nothing())),
                refused(
                        "listener",
                        () -> UdpSource.of(config, MissingArgumentsTest.<NetworkFollower.Listener>nothing())),
                refused("reason", () -> UdpSource.of(config).fail(nothing())),
                refused("path", () -> DvbSource.open(nothing(), all)),
                refused(
                        "device",
                        () -> DvbSource.open(
                                nothing(), DmxBufferPoolConfig.builder().build(), all)),
                refused("file", () -> FileSource.paced(nothing())),
                refused("longest", () -> FileSource.paced(Path.of("a.ts"), nothing())),
                refused("file", () -> FileSource.fast(nothing())),
                refused("file", () -> FileSource.bulk(nothing())),
                refused("file", () -> FileSource.raw(nothing())),
                refused("path", () -> PipeSource.of(nothing())),
                refused("longestBuffer", () -> PipeSource.standardInput().paced(nothing())),
                refused("buffers", () -> new AlignPackets().apply(nothing())),
                refused("buffers", () -> new Stoppable().apply(nothing())));
    }

    @TestFactory
    Stream<DynamicTest> ofSinksIsRefusedAtOnce() {
        return Stream.of(
                refused("host", () -> UdpSinkConfig.to(nothing(), 1)),
                refused(
                        "networkInterface",
                        () -> UdpSinkConfig.to("239.1.1.1", 1).networkInterface(nothing())),
                refused("sourceAddress", () -> UdpSinkConfig.to("239.1.1.1", 1).sourceAddress(nothing())),
                refused("longestFill", () -> UdpSinkConfig.to("239.1.1.1", 1).longestFill(nothing())),
                refused("rtp", () -> UdpSinkConfig.to("239.1.1.1", 1).rtp(nothing())),
                refused("config", () -> openUdp(nothing())),
                refused("config", () -> UdpMulticastSink.missing(nothing())),
                refused("buffers", () -> FileSink.to(Path.of("a.ts")).send(nothing())),
                refused("longestFill", () -> new SplitOutputConfig(7, 1, nothing())),
                refused(
                        "pids",
                        () -> new ServiceEdit(OptionalInt.empty(), OptionalInt.empty(), nothing(), List.of(), false)));
    }

    @TestFactory
    Stream<DynamicTest> ofSourcesOfLogsIsRefusedAtOnce() {
        FileLog log = FileLog.in(Path.of("none"), FileLogConfig.builder().build());
        return Stream.of(
                refused("log", () -> LogSource.paced(nothing(), "hd", LogStart.OLDEST, 1)),
                refused("stream", () -> LogSource.paced(log, nothing(), LogStart.OLDEST, 1)),
                refused("stream", () -> LogSource.fast(log, nothing(), LogStart.LIVE, LogEnd.THERE)),
                refused("from", () -> LogSource.paced(log, "hd", nothing(), 1)),
                refused("to", () -> LogSource.fast(log, "hd", LogStart.OLDEST, MissingArgumentsTest.<LogEnd>nothing())),
                refused("pacing", () -> LogSource.paced(log, "hd", LogStart.OLDEST, nothing(), LogEnd.NEVER)));
    }

    private static void openUdp(UdpSinkConfig config) {
        try {
            UdpMulticastSink.open(config).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> ofIndicatorsIsRefusedAtOnce() {
        Tr101290Config config = Tr101290Config.DEFAULT;
        return Stream.of(
                refused("limit", () -> Tr101290Config.builder().limit(nothing(), Duration.ZERO)),
                refused("most", () -> Tr101290Config.builder().limit(Limit.PAT, nothing())),
                refused("wanted", () -> Tr101290Config.builder().only(nothing())),
                refused("indicator", () -> Tr101290Config.builder().unknown(nothing(), "why")),
                refused("reason", () -> Tr101290Config.builder().unknown(Indicator.PAT, nothing())),
                refused("time", () -> Tr101290Config.builder().time(nothing())),
                refused("config", () -> new Tr101290Monitor(nothing())),
                refused("onChange", () -> new Tr101290Monitor(config, nothing())),
                refused("config", () -> new CheckTr101290(nothing(), null, status -> {})),
                refused("onChange", () -> new CheckTr101290(config, null, nothing())),
                refused("config", () -> CheckTr101290.ofSender(nothing(), status -> {})),
                refused("buffers", () -> new CheckTr101290(config, null, status -> {}).apply(nothing())));
    }

    @TestFactory
    Stream<DynamicTest> ofDevicesIsRefusedAtOnce() {
        return Stream.of(
                refused("pool", () -> DmxFlux.of(nothing(), PesFilter.fullTs())),
                refused("path", () -> DmxFlux.open(nothing(), PesFilter.fullTs())),
                refused("pool", () -> BlockingReader.open(nothing(), PesFilter.fullTs())),
                refused("file", () -> Playback.ofFile(nothing())),
                refused("input", () -> Playback.ofInput("any", nothing())),
                refused("feed", () -> SimulatedDmxDevice.builder().feed(nothing())),
                refused("faults", () -> SimulatedDmxDevice.builder().faults(nothing())),
                refused("errno", () -> FaultPlan.none().failing(DmxVerb.QUEUE, 1, nothing())),
                refused("filter", () -> SimulatedDmxDevice.fedByWrites().setPesFilter(nothing())),
                refused("packets", () -> SimulatedDmxDevice.fedByWrites().write(nothing())),
                refused("flag", () -> SimulatedDmxDevice.fedByWrites().raise(nothing())));
    }

    @TestFactory
    Stream<DynamicTest> ofLogsIsRefusedAtOnce() {
        FileLogConfig config = FileLogConfig.builder().build();
        return Stream.of(
                refused("bytes", () -> TsChunk.read(nothing())),
                refused("chunks", () -> new ChunkCutter(1, 0, nothing())),
                refused("directory", () -> FileLog.in(nothing(), config)),
                refused("config", () -> FileLog.in(Path.of("log"), nothing())),
                refused("stream", () -> FileLog.in(Path.of("log"), config).read(nothing(), LogStart.LIVE)),
                refused("from", () -> FileLog.in(Path.of("log"), config).read("hd", nothing())),
                refused("sync", () -> FileLogConfig.builder().sync(nothing())),
                refused("retention", () -> FileLogConfig.builder().retention(nothing())),
                refused("onEvent", () -> FileLogConfig.builder().onEvent(nothing())),
                refused("time", () -> new LogStart.At(nothing())),
                refused("text", () -> LogSync.parse(nothing())),
                refused("scheduler", () -> new PaceChunks(1, nothing())),
                refused("scheduler", () -> PaceChunks.live(nothing())));
    }

    @TestFactory
    Stream<DynamicTest> ofValuesIsRefusedAtOnce() {
        return Stream.of(
                refused("text", () -> ServiceSelection.parse(nothing())),
                refused("name", () -> new ServiceSelection.ByName(nothing())),
                refused("text", () -> FileRotation.parse(nothing())),
                refused("period", () -> new FileRotation(1_000, nothing())),
                refused("account", () -> Loss.of(nothing(), 1)),
                refused("buffer", () -> new StreamAnalysis().add(nothing())));
    }

    /** What would otherwise be taken for something else, or for nothing at all. */
    @TestFactory
    Stream<DynamicTest> valuesWithoutAMeaningAreRefusedAtOnce() {
        return Stream.of(
                meaningless(
                        "host: \"\" (expected: an address or a name that resolves)",
                        () -> UdpSourceConfig.on("", 5000)),
                meaningless(
                        "host: \" \" (expected: an address or a name that resolves)",
                        () -> UdpSinkConfig.to(" ", 5000)),
                meaningless(
                        "partialBuffers: 0 (expected: 1 packet or more; leave it out for full buffers)",
                        () -> SimulatedDmxDevice.builder().partialBuffers(0)),
                meaningless(
                        "number: 0 (expected: 1 for the first call, or more)",
                        () -> FaultPlan.none().failing(DmxVerb.QUEUE, 0, Errno.EIO)),
                meaningless(
                        "number: -1 (expected: 1 for the first call, or more)",
                        () -> FaultPlan.none().failingFrom(DmxVerb.QUEUE, -1, Errno.EIO)));
    }

    private static DynamicTest meaningless(String message, Runnable call) {
        return DynamicTest.dynamicTest(
                message,
                () -> assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message));
    }

    private static DynamicTest refused(String name, Runnable call) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThatNullPointerException()
                        .isThrownBy(call::run)
                        .withMessage(name + ": null (expected: not null)"));
    }
}
