// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;

/** What {@link Source} says of subscribers and of the end, of every source. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
public class SourceContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Buffers that are enough to meet a book in the middle of a move. */
    private static final int MANY = 300;
    /** The same of a source that takes its time: seconds. */
    private static final int SOME = 60;

    private static EventLoopGroup loop;

    @TempDir
    private Path directory;

    private Path file;
    private Path fifo;
    private int port;
    private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

    @AfterAll
    static void shutDown() {
        loop.shutdownGracefully().syncUninterruptibly();
    }

    @BeforeAll
    static void startLoop() {
        loop = EpollLoops.create(1, "source-contract");
    }

    @BeforeEach
    void makeInputs() throws Exception {
        file = directory.resolve("sample.ts");
        fifo = directory.resolve("fifo");
        try (InputStream sample = Playback.class.getResourceAsStream("sample.ts")) {
            Files.copy(sample, file);
        }
        Fifo.make(fifo);
    }

    /** Whatever its end, no error is left that nobody can be told: not while the thread of a file is still ending either. */
    @AfterEach
    void nothingIsDropped() {
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().matches("dmxflux-(file|pipe)-.*")));
        assertThat(dropped).isEmpty();
    }

    static Stream<String> kinds() {
        return Stream.of("dvb", "udp", "rtp", "any", "paced", "fast", "raw", "pipe", "paced pipe");
    }

    static Stream<Arguments> kindsAndDemand() {
        return kinds().flatMap(kind -> Stream.of(0L, 1L, Long.MAX_VALUE).map(demand -> Arguments.of(kind, demand)));
    }

    /**
     * Opens a source of a kind.
     *
     * @param kind which
     * @return the source, the test's to close
     * @throws Exception if there is none
     */
    protected Source open(String kind) throws Exception {
        return switch (kind) {
            case "dvb" ->
                DvbSource.open(
                        SimulatedDmxDevice.playing(Playback.ofSample().looped().open()),
                        DmxBufferPoolConfig.builder()
                                .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES) // the sample fills 237 in a second
                                .build(),
                        PesFilter.fullTs(),
                        loop);
            case "udp" -> UdpSource.of(udp(UdpSourceStats.Framing.PLAIN), loop);
            case "rtp" -> UdpSource.of(udp(UdpSourceStats.Framing.RTP), loop);
            case "any" -> UdpSource.of(udp(UdpSourceStats.Framing.ANY), loop);
            case "paced" -> FileSource.paced(file);
            case "fast" -> FileSource.fast(file);
            case "raw" -> FileSource.raw(file);
            case "pipe" -> PipeSource.of(fifo);
            default -> PipeSource.of(fifo).paced(FileSource.DEFAULT_LONGEST);
        };
    }

    private UdpSourceConfig udp(UdpSourceStats.Framing framing) throws Exception {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
            return UdpSourceConfig.on("127.0.0.1", port).framing(framing).build();
        }
    }

    /** Something that writes the sample into the FIFO, and holds it open until it is closed. */
    private @Nullable OutputStream feed(String kind) throws Exception {
        if (!kind.endsWith("pipe")) {
            return null;
        }
        CompletableFuture<OutputStream> opened = CompletableFuture.supplyAsync(() -> {
            try {
                OutputStream out = Files.newOutputStream(fifo);
                out.write(Files.readAllBytes(file), 0, 50_000);
                return out;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return opened.get(60, TimeUnit.SECONDS);
    }

    /** A subscriber with a demand of its own, which releases what comes. */
    private final class Taker extends BaseSubscriber<ByteBuf> {

        private final long demand;
        private final AtomicLong taken = new AtomicLong();
        private final AtomicReference<@Nullable SignalType> end = new AtomicReference<>();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Taker(long demand) {
            this.demand = demand;
        }

        @Override
        public Context currentContext() {
            Consumer<Throwable> hook = dropped::add;
            return Context.of("reactor.onErrorDropped.local", hook);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            buffer.release();
            taken.incrementAndGet();
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            failure.set(thrown);
        }

        @Override
        protected void hookFinally(SignalType type) {
            end.set(type);
        }
    }

    private Taker take(Source source, long demand) {
        Taker taker = new Taker(demand);
        source.buffers().subscribe(taker);
        return taker;
    }

    @ParameterizedTest
    @MethodSource("kindsAndDemand")
    void closeCompletesTheStreamWhateverItsDemandAndRefusesTheNext(String kind, long demand) throws Exception {
        Source source = open(kind);
        Taker taker = take(source, demand);
        OutputStream writer = demand == 0 ? null : feed(kind);
        try {
            boolean delivers = demand > 0 && !kind.matches("udp|rtp|any|paced pipe"); // this one waits for more
            await().atMost(PATIENCE).until(() -> !delivers || taker.taken.get() > 0);
            assertThat(source.whenClosed().toCompletableFuture())
                    .as("before it is closed")
                    .isNotDone();

            source.close();
            source.close();

            await().atMost(PATIENCE).until(() -> taker.end.get() != null);
            assertThat(taker.end.get()).isEqualTo(SignalType.ON_COMPLETE);
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
            assertBalanced(source.book());
            assertRefused(source, "closed (expected: open)");
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
    }

    private static void assertBalanced(SourceBook book) {
        assertThat(book.arrived().bytes())
                .as("%s", book)
                .isEqualTo(book.handedOn().bytes()
                        + book.policy().bytes()
                        + book.foreign().bytes()
                        + book.closed().bytes()
                        + book.queuedBytes());
    }

    /** Not only at the end: read at any moment, from another thread, by as many as want to. */
    @ParameterizedTest
    @MethodSource("kinds")
    void everyBookThatIsReadWhileBuffersMoveBalances(String kind) throws Exception {
        Source source = open(kind);
        AtomicLong taken = new AtomicLong();
        CompletableFuture<?> taking = source.buffers()
                .repeat(() -> !kind.endsWith("pipe"))
                .take(kind.equals("paced") ? SOME : MANY)
                .doOnNext(buffer -> {
                    buffer.release();
                    taken.incrementAndGet();
                })
                .then()
                .toFuture();
        CompletableFuture<?> feeding = CompletableFuture.runAsync(() -> feedUntil(kind, taking::isDone));
        long snapshots = 0;
        while (!taking.isDone()) {
            assertBalanced(source.book());
            snapshots++;
        }
        assertThat(taking).succeedsWithin(PATIENCE);
        assertThat(feeding).succeedsWithin(PATIENCE);
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
        assertBalanced(source.book());
        assertThat(source.book().queuedBytes()).as("held at the end").isZero();
        assertThat(taken).as("buffers, in %s snapshots", snapshots).hasPositiveValue();
    }

    /** Sends, or writes, the sample again and again, in pieces of a datagram. */
    private void feedUntil(String kind, BooleanSupplier enough) {
        boolean pipe = kind.endsWith("pipe");
        if (!pipe && !kind.matches("udp|rtp|any")) {
            return;
        }
        try (OutputStream out = pipe ? Files.newOutputStream(fifo) : OutputStream.nullOutputStream();
                DatagramSocket socket = new DatagramSocket()) {
            byte[] sample = Files.readAllBytes(file);
            for (int at = 0; !enough.getAsBoolean(); at = at + 2 * 1316 > sample.length ? 0 : at + 1316) {
                if (pipe) {
                    out.write(sample, at, 1316);
                } else {
                    socket.send(new DatagramPacket(sample, at, 1316, InetAddress.getByName("127.0.0.1"), port));
                }
            }
        } catch (IOException e) {
            if (!pipe || !enough.getAsBoolean()) { // its reader has ended
                throw new UncheckedIOException(e);
            }
        }
    }

    private void assertRefused(Source source, String reason) {
        Taker refused = take(source, Long.MAX_VALUE);
        await().atMost(PATIENCE).until(() -> refused.end.get() != null);
        assertThat(refused.failure.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(reason);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void oneThatWasNeverSubscribedToClosesAtOnce(String kind) throws Exception {
        Source source = open(kind);
        assertThat(source.whenClosed().toCompletableFuture()).isNotDone();
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
        assertRefused(source, "closed (expected: open)");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCancelledOneIsClosedOnceItIsClosed(String kind) throws Exception {
        Source source = open(kind);
        Taker taker = take(source, Long.MAX_VALUE);
        taker.cancel();
        assertThat(source.whenClosed().toCompletableFuture()).isNotDone();
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    /** A pipe is opened and waited for then, a file probed, a socket bound, a demux given its filter. */
    @ParameterizedTest
    @MethodSource("kinds")
    void oneThatIsLetGoOfWhileItIsBeingOpenedEndsInSilence(String kind) throws Exception {
        for (boolean closes : new boolean[] {true, false}) {
            Source source = open(kind);
            Taker taker = take(source, Long.MAX_VALUE);
            if (closes) {
                source.close();
                await().atMost(PATIENCE).until(() -> taker.end.get() == SignalType.ON_COMPLETE);
            } else {
                taker.cancel();
            }
            source.close();
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
            assertThat(taker.failure.get()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSecondSubscriberIsRefusedAndHurtsNothing(String kind) throws Exception {
        Source source = open(kind);
        try {
            Taker first = take(source, 0);
            Taker second = take(source, Long.MAX_VALUE);
            await().atMost(PATIENCE).until(() -> second.end.get() != null);
            assertThat(second.failure.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already")
                    .hasMessageContaining("one subscriber at a time");
            assertThat(first.end.get()).isNull();
            first.cancel();
        } finally {
            source.close();
        }
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    /** A subscriber of nothing but Reactive Streams. */
    private static final class Plain implements CoreSubscriber<ByteBuf> {

        private final Consumer<Subscription> subscribed;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Plain(Consumer<Subscription> subscribed) {
            this.subscribed = subscribed;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscribed.accept(subscription);
        }

        @Override
        public void onNext(ByteBuf buffer) {
            buffer.release();
        }

        @Override
        public void onError(Throwable thrown) {
            failure.set(thrown);
        }

        @Override
        public void onComplete() {
            failure.set(new AssertionError("completed"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSubscriberThatThrowsWhenItIsSubscribedLeavesNothingOpen(String kind) throws Exception {
        Source source = open(kind);
        Plain broken = new Plain(subscription -> {
            throw new IllegalStateException("of the subscriber");
        });
        try {
            source.buffers().subscribe(broken);
        } catch (IllegalStateException e) { // operators of Reactor that are last in front of it signal it instead
            assertThat(e).hasMessage("of the subscriber");
        }
        await().atMost(PATIENCE).until(() -> {
            Taker next = take(source, 0);
            next.cancel();
            return next.failure.get() == null;
        });
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestOfNothingIsAnError(String kind) throws Exception {
        Source source = open(kind);
        for (long request : new long[] {0, -1}) {
            Plain plain = new Plain(subscription -> subscription.request(request));
            source.buffers().subscribe(plain);
            await().atMost(PATIENCE).until(() -> plain.failure.get() != null);
            assertThat(plain.failure.get())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("request: " + request);
        }
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "raw"})
    void oneThatHasCompletedMayBeSubscribedToAtOnce(String kind) throws Exception {
        Source source = open(kind);
        try {
            Taker thrice = new Taker(Long.MAX_VALUE);
            source.buffers().repeat(2).subscribe(thrice);

            await().atMost(PATIENCE).until(() -> thrice.end.get() != null);
            assertThat(thrice.failure.get()).isNull();
            assertThat(source.book().handedOn().bytes()).isEqualTo(3 * Files.size(file));
        } finally {
            source.close();
        }
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paced", "fast", "raw", "pipe", "paced pipe"})
    void oneThatHasFailedMayBeSubscribedToAtOnce(String kind) throws Exception {
        Files.delete(kind.endsWith("pipe") ? fifo : file);
        Source source = open(kind);
        Taker taker = new Taker(Long.MAX_VALUE);
        source.buffers().retry(2).subscribe(taker);

        await().atMost(PATIENCE).until(() -> taker.end.get() != null);
        assertThat(taker.failure.get()).isNotNull().isNotInstanceOf(IllegalStateException.class);
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @ParameterizedTest
    @EnumSource(names = "HEADED", mode = EnumSource.Mode.EXCLUDE)
    void aSocketWhosePortIsTakenMayBeSubscribedToAtOnce(UdpSourceStats.Framing framing) throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            UdpSource source = UdpSource.of(
                    UdpSourceConfig.on("127.0.0.1", taken.getLocalPort())
                            .framing(framing)
                            .build(),
                    loop);
            Taker taker = new Taker(Long.MAX_VALUE);
            source.buffers().retry(2).subscribe(taker);

            await().atMost(PATIENCE).until(() -> taker.end.get() != null);
            assertThat(taker.failure.get()).isInstanceOf(IOException.class);
            source.close();
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
        }
    }
}
