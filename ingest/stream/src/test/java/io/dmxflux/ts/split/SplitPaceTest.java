// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When packets leave, on virtual time: a 38 Mbit/s multiplex that comes a buffer at a time, and services of any rate. */
@ExtendWith(LeakCheck.class)
class SplitPaceTest {

    private static final int PACKETS_PER_SECOND = 25_266;
    private static final int SERVICE = 1;
    private static final int PMT = 0x100;
    private static final int STREAM = 0x101;
    private static final long RETENTION_MICROS = 40_000;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private Disposable splitting = () -> {};

    /** What came, packet by packet. */
    private final List<Long> arrivalMicros = new ArrayList<>();

    private int shareCounter;

    @AfterEach
    void end() {
        splitting.dispose();
        time.dispose();
    }

    /** Notes when each packet of the stream leaves, and how long each batch is. */
    private final class Departed extends BaseSubscriber<ByteBuf> {

        private final List<Long> micros = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private final List<Integer> batchBytes = new ArrayList<>();
        private final List<Long> batchMicros = new ArrayList<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(ByteBuf batch) {
            batchBytes.add(batch.readableBytes());
            batchMicros.add(time.now(TimeUnit.MICROSECONDS));
            for (int packet = batch.readerIndex(); packet < batch.writerIndex(); packet += TsPacket.LENGTH) {
                if (TsPacket.pid(batch, packet) == STREAM) {
                    micros.add(time.now(TimeUnit.MICROSECONDS));
                    numbers.add(batch.getInt(packet + TsPacket.LENGTH - Integer.BYTES));
                }
            }
            batch.release();
        }

        /** How long the packets stayed, in the order in which they came; each must be there, in its place. */
        private List<Long> delays() {
            assertThat(numbers.size()).as("packets").isEqualTo(arrivalMicros.size());
            assertThat(numbers).isSorted();
            List<Long> delays = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                delays.add(micros.get(i) - arrivalMicros.get(numbers.get(i)));
            }
            return delays;
        }

        private long longestDelay() {
            return delays().stream().mapToLong(Long::longValue).max().orElseThrow();
        }
    }

    private Departed split(Duration longestDelay, SplitOutputConfig config) {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .longestDelay(longestDelay)
                .scheduler(time)
                .build();
        Departed departed = new Departed();
        splitter.addService(config, new ServiceSelection.ById(SERVICE), ServiceEdit.NONE)
                .batches()
                .subscribe(departed);
        splitting = splitter.split(upstream.flux()).subscribe();
        byte[] tables = new Multiplexer()
                .pat(0, new Program(SERVICE, PMT))
                .pmt(
                        PMT,
                        new ProgramMapTable(
                                SERVICE,
                                0,
                                STREAM,
                                Descriptors.EMPTY,
                                List.of(new ElementaryStream(3, STREAM, Descriptors.EMPTY))))
                .take();
        upstream.next(CraftedPacket.buffer(tables));
        time.advanceTimeBy(Duration.ofMillis(100));
        return departed;
    }

    /** A buffer of the multiplex, with the service's share of packets in it. */
    private void arrive(int packets, int bitRate) {
        byte[] buffer = new byte[packets * TsPacket.LENGTH];
        long sharePerMillion = bitRate * 1_000_000L / (PACKETS_PER_SECOND * 1504L);
        for (int packet = 0; packet < packets; packet++) {
            shareCounter += (int) sharePerMillion;
            boolean ours = shareCounter >= 1_000_000;
            byte[] bytes = CraftedPacket.of(ours ? STREAM : Pid.NULL).bytes();
            if (ours) {
                shareCounter -= 1_000_000;
                number(bytes, arrivalMicros.size());
                arrivalMicros.add(time.now(TimeUnit.MICROSECONDS));
            }
            System.arraycopy(bytes, 0, buffer, packet * TsPacket.LENGTH, bytes.length);
        }
        upstream.next(CraftedPacket.buffer(buffer));
        time.advanceTimeBy(Duration.ZERO);
    }

    private static void number(byte[] packet, int number) {
        for (int i = 0; i < Integer.BYTES; i++) {
            packet[TsPacket.LENGTH - 1 - i] = (byte) (number >>> 8 * i);
        }
    }

    private void arriveFor(Duration length, Duration bufferTime, int bitRate) {
        int packets = (int) (PACKETS_PER_SECOND * bufferTime.toMillis() / 1000);
        for (long at = 0; at < length.toMillis(); at += bufferTime.toMillis()) {
            arrive(packets, bitRate);
            time.advanceTimeBy(bufferTime);
        }
    }

    private static SplitOutputConfig cut(int packets, int burst, int fillMillis) {
        return new SplitOutputConfig(packets, burst, Duration.ofMillis(fillMillis));
    }

    private void letAllLeave() {
        time.advanceTimeBy(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @CsvSource({
        "20, 64_000", "20, 128_000", "20, 4_000_000", "20, 7_000_000", "20, 37_000_000",
        "8, 64_000", "8, 128_000", "8, 4_000_000", "8, 7_000_000", "8, 37_000_000",
    })
    void byDefaultNoPacketStaysForMoreThanFortyMilliseconds(int bufferMillis, String rate) {
        int bitRate = Integer.parseInt(rate.replace("_", ""));
        Departed departed = split(Duration.ofMillis(bufferMillis), cut(7, 8, 20));
        arriveFor(Duration.ofSeconds(10), Duration.ofMillis(bufferMillis), bitRate);
        letAllLeave();
        assertThat(departed.longestDelay()).isLessThanOrEqualTo(RETENTION_MICROS);
        assertThat(departed.batchBytes).allMatch(bytes -> bytes <= 8 * 7 * TsPacket.LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"7, 8, 20", "7, 8, 0", "1, 8, 20", "1, 1, 20", "7, 1, 20", "7, 49, 20", "7, 49, 100", "3, 5, 7"})
    void packetsKeepTheirOrderAndTheirDatagramsAreWholeUnlessTimeIsUp(int packets, int burst, int fillMillis) {
        Departed departed = split(Duration.ofMillis(20), cut(packets, burst, fillMillis));
        Random rates = new Random(packets * 1_000 + burst);
        for (int i = 0; i < 50; i++) {
            arriveFor(Duration.ofMillis(100), Duration.ofMillis(20), rates.nextInt(1 << 10 + rates.nextInt(16)));
        }
        letAllLeave();
        assertThat(departed.longestDelay()).isLessThanOrEqualTo((20 + fillMillis) * 1_000);
        int datagram = packets * TsPacket.LENGTH;
        assertThat(departed.batchBytes)
                .allMatch(bytes -> bytes <= burst * datagram)
                .allMatch(bytes -> bytes % datagram == 0 || bytes < datagram);
    }

    /** It is read at the moments just behind which batches leave, so what has come then goes along. */
    @ParameterizedTest
    @ValueSource(ints = {2_000_000, 4_000_000, 6_500_000})
    void ofAnInputThatIsReadEachEightMillisecondsThreeReadsLeaveTogether(int bitRate) {
        Departed departed = split(Duration.ofMillis(8), SplitOutputConfig.DATAGRAMS);
        time.advanceTimeBy(Duration.ofMillis(4)); // to a multiple of 8
        arriveFor(Duration.ofSeconds(5), Duration.ofMillis(8), bitRate);
        List<Long> at = departed.batchMicros.subList(departed.batchMicros.size() / 2, departed.batchMicros.size());
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i) - at.get(i - 1)).as("before batch " + i).isIn(24_000L, 32_000L);
        }
        letAllLeave();
        assertThat(departed.longestDelay()).as("and eight before it is read").isLessThanOrEqualTo(24_000);
    }

    /** A loop with many sockets reads the last ones late: their batches leave with the last read that is in time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7})
    void aReadThatIsLateHoldsNothingUp(int lateMillis) {
        Departed departed = split(Duration.ofMillis(8), SplitOutputConfig.DATAGRAMS);
        time.advanceTimeBy(Duration.ofMillis(4 + lateMillis)); // behind a multiple of 8
        arriveFor(Duration.ofSeconds(5), Duration.ofMillis(8), 4_000_000);
        letAllLeave();
        List<Long> delays = departed.delays();
        assertThat(delays.subList(0, delays.size() - delays.size() / 10))
                .as("but at the end, where no read follows")
                .allMatch(delay -> delay <= 24_000);
    }

    @Test
    void whatFollowsWithinItsTimeIsNeverWaitedForLonger() {
        Departed radio = split(Duration.ofMillis(20), cut(7, 8, 20));
        arriveFor(Duration.ofSeconds(60), Duration.ofMillis(20), 64_000);
        letAllLeave();
        List<Long> delays = radio.delays();
        assertThat(delays.subList(delays.size() / 2, delays.size()))
                .as("no lag that grows")
                .allMatch(delay -> delay <= RETENTION_MICROS);
        assertThat(radio.batchBytes)
                .as("one or two packets of 23.5 ms each, and perhaps a PAT and a PMT")
                .allMatch(bytes -> bytes <= 4 * 188);
    }

    @Test
    void batchesOfAFastServiceAreSpreadOverTheTimeOfABuffer() {
        Departed departed = split(Duration.ofMillis(20), cut(7, 8, 20));
        arriveFor(Duration.ofSeconds(5), Duration.ofMillis(20), 37_000_000);
        List<Long> at = departed.batchMicros.subList(departed.batchMicros.size() / 2, departed.batchMicros.size());
        for (int i = 2; i < at.size(); i++) {
            assertThat(at.get(i) - at.get(i - 1)).as("before batch " + i).isLessThan(5_000);
            assertThat(at.get(i) - at.get(i - 2)).as("two batches before " + i).isGreaterThan(2_000);
        }
        letAllLeave();
    }

    @ParameterizedTest
    @ValueSource(ints = {64_000, 7_000_000, 37_000_000})
    void anInputThatStallsAndThenBurstsLosesNothingAndIsOnTimeAgain(int bitRate) {
        Departed departed = split(Duration.ofMillis(20), cut(7, 8, 20));
        arriveFor(Duration.ofSeconds(1), Duration.ofMillis(20), bitRate);
        for (int stall = 0; stall < 3; stall++) {
            time.advanceTimeBy(Duration.ofSeconds(2));
            for (int i = 0; i < 100; i++) {
                arrive(505, bitRate);
            }
            arriveFor(Duration.ofSeconds(1), Duration.ofMillis(20), bitRate);
        }
        letAllLeave();
        List<Long> delays = departed.delays();
        assertThat(departed.longestDelay()).as("while it catches up").isLessThanOrEqualTo(RETENTION_MICROS + 5_000);
        assertThat(delays.subList(delays.size() - delays.size() / 20, delays.size()))
                .allMatch(delay -> delay <= RETENTION_MICROS);
    }

    @Test
    void arrivalsThatJitterAreStillInTime() {
        Random jitter = new Random(3);
        Departed departed = split(Duration.ofMillis(20), cut(7, 8, 20));
        for (int i = 0; i < 500; i++) {
            arrive(100 + jitter.nextInt(800), 7_000_000);
            time.advanceTimeBy(Duration.ofMillis(jitter.nextInt(41)));
        }
        letAllLeave();
        assertThat(departed.longestDelay()).isLessThanOrEqualTo(RETENTION_MICROS + 5_000);
    }

    @Test
    void aClockThatLeapsAheadIsNoMoreThanAPause() {
        Departed departed = split(Duration.ofMillis(20), cut(7, 8, 20));
        for (int leap = 0; leap < 5; leap++) {
            arriveFor(Duration.ofMillis(200), Duration.ofMillis(20), 7_000_000);
            time.advanceTimeBy(Duration.ofHours(1));
        }
        arriveFor(Duration.ofMillis(200), Duration.ofMillis(20), 7_000_000);
        letAllLeave();
        assertThat(departed.longestDelay()).isLessThanOrEqualTo(RETENTION_MICROS);
    }
}
