// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(LeakCheck.class)
class FileSourceTest {

    private static final int DATAGRAM = 1316;
    private static final int MOST = 49 * DATAGRAM;

    @TempDir
    private static Path directory;

    private static Path file;
    private static byte[] sample;

    private final ManualClock clock = new ManualClock();

    @BeforeAll
    static void writeTheSampleToAFile() throws IOException {
        try (InputStream resource = Playback.class.getResourceAsStream("sample.ts")) {
            sample = resource.readAllBytes();
        }
        file = Files.write(directory.resolve("sample.ts"), sample);
    }

    @Test
    void fastFileArrivesByteForByte() {
        StepVerifier.create(
                        FileSource.fast(file).buffers().reduceWith(ByteArrayOutputStream::new, FileSourceTest::append))
                .assertNext(bytes -> assertThat(bytes.toByteArray()).isEqualTo(sample))
                .verifyComplete();
    }

    @Test
    void pacedFileArrivesByteForByte() {
        Flux<ByteBuf> paced = FileSource.play(Playback.ofFile(file), clock, FileSource.DEFAULT_LONGEST);

        StepVerifier.create(paced.reduceWith(ByteArrayOutputStream::new, FileSourceTest::append))
                .assertNext(bytes -> assertThat(bytes.toByteArray()).isEqualTo(sample))
                .verifyComplete();
        assertThat(clock.nanos() - (1L << 40)).isBetween(4_799_000_000L, 4_800_000_000L);
    }

    @Test
    void fastBuffersAreAsLargeAsASendCanBe() {
        List<Integer> sizes = sizes(FileSource.fast(file).buffers());

        assertThat(sizes.subList(1, sizes.size() - 1)).containsOnly(MOST);
        assertThat(sizes.get(0)).isEqualTo(DATAGRAM);
    }

    @Test
    void buffersInBulkAreFourSendsAndArriveByteForByte() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> sizes = FileSource.bulk(file)
                .buffers()
                .map(buffer -> take(buffer, bytes))
                .toStream()
                .toList();

        assertThat(bytes.toByteArray()).isEqualTo(sample);
        assertThat(sizes.subList(1, sizes.size() - 1)).isNotEmpty().containsOnly(4 * MOST);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 2_500_000, 38_000_000, 199_000_000})
    void pacedBuffersAreWholeDatagramsOfAFewMilliseconds(long bitsPerSecond) {
        List<Integer> sizes =
                sizes(FileSource.play(Playback.ofFile(file).pacedAt(bitsPerSecond), clock, FileSource.DEFAULT_LONGEST));

        assertThat(sizes.subList(0, sizes.size() - 1))
                .allMatch(size -> size % DATAGRAM == 0)
                .allMatch(size -> size == DATAGRAM || size * 8_000L / bitsPerSecond < 4);
        assertThat(sizes.subList(1, sizes.size() - 1))
                .as("settled")
                .hasSizeGreaterThan(1)
                .allMatch(sizes.get(2)::equals);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 2_500_000, 38_000_000})
    void pacedBufferIsEmittedWhenItsLastPacketIsDue(long bitsPerSecond) {
        long start = clock.nanos();
        List<Long> lateNanos = new ArrayList<>();
        long[] packets = {0};
        FileSource.play(Playback.ofFile(file).pacedAt(bitsPerSecond), clock, FileSource.DEFAULT_LONGEST)
                .doOnNext(buffer -> {
                    packets[0] += buffer.readableBytes() / 188;
                    lateNanos.add(clock.nanos() - start - (packets[0] - 1) * 1_504_000_000_000L / bitsPerSecond);
                    buffer.release();
                })
                .blockLast();

        assertThat(lateNanos.subList(1, lateNanos.size() - 1)).allMatch(late -> late >= -50 && late < 100_000);
    }

    @Test
    void paceIsThatOfTheRealClock() {
        long start = System.nanoTime();
        sizes(FileSource.play(
                Playback.ofFile(file).pacedAt(80_000_000), BufferReader.Clock.SYSTEM, FileSource.DEFAULT_LONGEST));

        assertThat(System.nanoTime() - start).isGreaterThan(150_000_000);
    }

    @Test
    void slowSubscriberDelaysAPacedFileWhichThenGoesOnAtItsPace() {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        Flux<Integer> sizes = FileSource.play(Playback.ofFile(file), clock, FileSource.DEFAULT_LONGEST)
                .map(buffer -> take(buffer, received));

        StepVerifier.create(sizes, 0)
                .expectSubscription()
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> clock.advance(10_000_000_000L))
                .thenRequest(3)
                .expectNextCount(3)
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(size -> true)
                .verifyComplete();
        assertThat(received.toByteArray()).isEqualTo(sample);
        ManualClock undisturbed = new ManualClock();
        FileSource.play(Playback.ofFile(file), undisturbed, FileSource.DEFAULT_LONGEST)
                .doOnNext(ByteBuf::release)
                .blockLast();
        long playingTime = undisturbed.nanos() - (1L << 40);
        assertThat(clock.nanos() - (1L << 40))
                .as("all of the stream's time but the two buffers before, and the delay")
                .isBetween(10_000_000_000L + playingTime / 2, 10_000_000_000L + playingTime);
    }

    @Test
    void nothingIsEmittedWithoutDemand() {
        StepVerifier.create(FileSource.fast(file).buffers().doOnNext(ByteBuf::release), 0)
                .expectSubscription()
                .thenRequest(3)
                .expectNextCount(3)
                .thenCancel()
                .verify();
        await().until(() -> isClosed(file));
    }

    @Test
    void cancelMidWayClosesTheFile() {
        StepVerifier.create(FileSource.fast(file)
                        .buffers()
                        .doOnNext(ByteBuf::release)
                        .take(5))
                .expectNextCount(5)
                .verifyComplete();
        await().until(() -> isClosed(file));
    }

    @Test
    void cancelEndsAWaitAtOnce() {
        Flux<ByteBuf> oneDatagramInAnHour = FileSource.play(
                Playback.ofFile(file).pacedAt(3), BufferReader.Clock.SYSTEM, FileSource.DEFAULT_LONGEST);
        Disposable subscription = oneDatagramInAnHour.subscribe(ByteBuf::release);
        await().until(() -> sourceThreads().anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        subscription.dispose();

        await().until(() -> isClosed(file));
        await().until(() -> sourceThreads().findAny().isEmpty());
    }

    @Test
    void everySubscriptionHasItsOwnThread() {
        Flux<String> threads = FileSource.fast(file).buffers().map(buffer -> {
            buffer.release();
            return Thread.currentThread().getName();
        });
        List<String> one = threads.distinct().toStream().toList();
        List<String> other = threads.distinct().toStream().toList();

        assertThat(one).singleElement().asString().startsWith("dmxflux-file");
        assertThat(other).hasSize(1).isNotEqualTo(one);
        await().until(() -> sourceThreads().findAny().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatIsCutWhileItIsReadIsAnErrorBehindItsLastPacket(boolean paced) throws IOException {
        Path cut = Files.write(directory.resolve("cut.ts"), sample);
        int left = 1_000_010;
        Playback playback = paced ? Playback.ofFile(cut) : Playback.ofFile(cut).unpaced();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        StepVerifier.create(FileSource.play(playback, clock, FileSource.DEFAULT_LONGEST)
                        .map(buffer -> take(buffer, bytes))
                        .doOnNext(size -> truncate(cut, left)))
                .thenConsumeWhile(size -> true)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessage(cut + ": cut at byte " + left + " while it was read (expected: its " + sample.length
                                + " bytes, as when it was opened); play it again"));
        assertThat(bytes.toByteArray()).isEqualTo(Arrays.copyOf(sample, left / TsPacket.LENGTH * TsPacket.LENGTH));
    }

    private static void truncate(Path file, long bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void missingFileIsAnError() {
        Path none = directory.resolve("none.ts");

        StepVerifier.create(FileSource.paced(none).buffers())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                none + ": no such file (expected: a file with a transport stream); check its name"));
    }

    @Test
    void fileMayBeMissingUntilItIsSubscribedTo() throws IOException {
        Path late = directory.resolve("late.ts");
        Flux<ByteBuf> source = FileSource.fast(late).buffers();
        Files.write(late, sample);

        StepVerifier.create(source.doOnNext(ByteBuf::release))
                .thenConsumeWhile(buffer -> true)
                .verifyComplete();
        StepVerifier.create(source.doOnNext(ByteBuf::release)
                        .take(Duration.ofMinutes(1))
                        .count())
                .expectNext(25L)
                .verifyComplete();
    }

    private static List<Integer> sizes(Flux<ByteBuf> source) {
        return source.map(buffer -> take(buffer, new ByteArrayOutputStream()))
                .toStream()
                .toList();
    }

    private static ByteArrayOutputStream append(ByteArrayOutputStream received, ByteBuf buffer) {
        take(buffer, received);
        return received;
    }

    private static int take(ByteBuf buffer, ByteArrayOutputStream received) {
        int size = buffer.readableBytes();
        assertThat(buffer.isDirect()).as("direct").isTrue();
        ByteBuffer bytes = buffer.nioBuffer();
        byte[] copy = new byte[size];
        bytes.get(copy);
        received.writeBytes(copy);
        buffer.release();
        return size;
    }

    /** Whether no descriptor of this process refers to the file. */
    private static boolean isClosed(Path file) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.noneMatch(descriptor -> refersTo(descriptor, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean refersTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    private static Stream<Thread> sourceThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dmxflux-file"));
    }
}
