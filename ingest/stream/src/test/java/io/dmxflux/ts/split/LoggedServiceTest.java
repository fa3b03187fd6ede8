// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A service of a multiplex that comes out of a log, sent by several readers that began at different moments. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LoggedServiceTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int RADIO_PMT = 0x101;
    private static final int VIDEO = 0x200;
    private static final int AUDIO = 0x201;
    private static final int OTHER = 0x300;
    private static final int SHARE = 2;
    private static final int CHUNKS = 2_000;
    private static final int STAMPS_PER_CHUNK = 1_800;
    private static final int CHUNKS_PER_PERIOD = 500;
    private static final Duration CHUNK_TIME = Duration.ofMillis(20);

    /** So that a period begins between two chunks that are read by all. */
    private static final int FIRST_STAMP = 900_000 - 40 * STAMPS_PER_CHUNK;

    private static final SplitOutputConfig CUT = SplitOutputConfig.DATAGRAMS.inSlotsOf(SHARE);

    /** A chunk of the log: packets, and the number of its first datagram. */
    private record Chunk(byte[] packets, long first, int index) {

        int datagrams() {
            return DatagramBursts.divideUp(packets.length, 7 * TsPacket.LENGTH);
        }

        ByteBuf buffer() {
            int[] timestamps = new int[datagrams()];
            for (int i = 0; i < timestamps.length; i++) {
                timestamps[i] = FIRST_STAMP + index * STAMPS_PER_CHUNK + i;
            }
            return LoggedDatagrams.mark(
                    CraftedPacket.buffer(packets), LoggedDatagrams.of(4711, first, index == 0, timestamps));
        }
    }

    /** A datagram as RTP has it. */
    private record Sent(int source, int timestamp, String packets) {}

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    /** Chunks of a multiplex whose tables come too seldom, in which a service needs more than its share now and then. */
    private static List<Chunk> log(int chunks) {
        Random random = new Random(1);
        Multiplexer multiplexer = new Multiplexer();
        List<Chunk> log = new ArrayList<>();
        long number = 65_000;
        for (int i = 0; i < chunks; i++) {
            if (i % 10 == 0) {
                int version = i / 700;
                multiplexer.pat(version, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT));
                multiplexer.pmt(NEWS_PMT, news(version));
                multiplexer.pmt(
                        RADIO_PMT, new ProgramMapTable(RADIO, 0, OTHER, Descriptors.EMPTY, List.of(stream(4, OTHER))));
            }
            if (i % 90 == 0) {
                multiplexer.sdt(i / 1_000, service(NEWS, "News " + i / 1_000), service(RADIO, "Radio"));
            }
            if (i % 130 == 0) {
                multiplexer.section(
                        Pid.EIT,
                        CraftedSection.of(TableId.EIT_PRESENT_FOLLOWING_ACTUAL)
                                .extension(NEWS)
                                .version(i / 260)
                                .bodyOf(300)
                                .bytes());
            }
            multiplexer.clock(VIDEO, 540_000L * i);
            for (int burst = i % 100 == 50 ? 90 : random.nextInt(15); burst > 0; burst--) {
                multiplexer.packets(VIDEO);
            }
            multiplexer.packets(AUDIO);
            for (int others = 30 + random.nextInt(20); others > 0; others--) {
                multiplexer.packets(OTHER);
            }
            Chunk chunk = new Chunk(multiplexer.take(), number, i);
            number += chunk.datagrams();
            log.add(chunk);
        }
        return log;
    }

    private static ProgramMapTable news(int version) {
        return new ProgramMapTable(
                NEWS,
                version,
                VIDEO,
                Descriptors.EMPTY,
                List.of(stream(0x1B, VIDEO), stream(version == 1 ? 3 : 4, AUDIO)));
    }

    /** Reads a log as a relay with two outputs, and returns the datagrams of one of them by their numbers. */
    private NavigableMap<Long, Sent> send(List<Chunk> log, ServiceEdit edit) {
        MultiplexSplitter splitter = MultiplexSplitter.builder().scheduler(time).build();
        Recorded.of(splitter.addService(SplitOutputConfig.DATAGRAMS, new ServiceSelection.ById(RADIO), edit));
        NavigableMap<Long, Sent> sent = new TreeMap<>();
        SplitOutput output = splitter.addService(CUT, new ServiceSelection.ById(NEWS), edit);
        output.batches().subscribe(batch -> note(batch, sent));
        TestPublisher<ByteBuf> upstream = TestPublisher.create();
        splitter.split(upstream.flux()).subscribe();
        for (Chunk chunk : log) {
            upstream.next(chunk.buffer());
            time.advanceTimeBy(CHUNK_TIME);
        }
        upstream.complete();
        time.advanceTimeBy(CHUNK_TIME.multipliedBy(10));
        SplitOutputBook book = output.book();
        assertThat(book.routed().plus(book.generated()).bytes())
                .as("all that came")
                .isEqualTo(book.handedOn().bytes()
                        + book.policy().bytes()
                        + book.closed().bytes());
        return sent;
    }

    private static void note(ByteBuf batch, NavigableMap<Long, Sent> sent) {
        LoggedDatagrams logged = Objects.requireNonNull(LoggedDatagrams.of(batch));
        for (int i = 0; i < logged.count(); i++) {
            String packets = ByteBufUtil.hexDump(batch.readSlice(7 * TsPacket.LENGTH));
            assertThat(sent.put(logged.first() + i, new Sent(logged.source(), logged.timestamp(i), packets)))
                    .as("sent before")
                    .isNull();
        }
        assertThat(batch.isReadable()).isFalse();
        batch.release();
    }

    /** The number of the first datagram from which on a later reader has to send what an earlier one does. */
    private static long sameFrom(List<Chunk> log, int begin) {
        int first = 40 + Math.max(0, begin - 40 + CHUNKS_PER_PERIOD) / CHUNKS_PER_PERIOD * CHUNKS_PER_PERIOD;
        return log.get(first + CHUNKS_PER_PERIOD + 1).first() / SHARE + 1;
    }

    private void assertSame(ServiceEdit edit) {
        List<Chunk> log = log(CHUNKS);
        NavigableMap<Long, Sent> sent = send(log, edit);
        for (int begin : new int[] {1, 77, 333}) {
            NavigableMap<Long, Sent> later = send(log.subList(begin, log.size()), edit);
            long from = sameFrom(log, begin);
            assertThat(later.tailMap(from, true))
                    .hasSizeGreaterThan(1_000)
                    .containsExactlyEntriesOf(sent.tailMap(from, true));
        }
    }

    @Test
    void readersThatBeganAtDifferentMomentsSendTheSame() {
        assertSame(ServiceEdit.NONE);
    }

    @Test
    void anEditedServiceIsTheSame() {
        assertSame(new ServiceEdit(OptionalInt.of(7), OptionalInt.of(8), Map.of(VIDEO, 33), List.of(), false));
    }

    /** Numbers go on with each datagram, those of the log that is read again, and nothing of the service is lost. */
    @Test
    void itIsAWholeServiceOfAConstantRate() {
        List<Chunk> log = log(CHUNKS);
        NavigableMap<Long, Sent> sent = send(log, ServiceEdit.NONE);
        Chunk last = log.get(CHUNKS - 1);
        assertThat(sent.firstKey()).isEqualTo(65_000 / SHARE);
        assertThat(sent.lastKey()).isEqualTo((last.first() + last.datagrams()) / SHARE - 1);
        assertThat(sent).hasSize((int) (sent.lastKey() - sent.firstKey() + 1));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sent.values().forEach(datagram -> bytes.writeBytes(ByteBufUtil.decodeHexDump(datagram.packets())));
        ReceivedStream received = new ReceivedStream(bytes.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        log.forEach(chunk -> all.writeBytes(chunk.packets()));
        ReceivedStream multiplex = new ReceivedStream(all.toByteArray());
        assertThat(received.continuityErrors()).isEqualTo(multiplex.continuityErrors());
        assertThat(received.packets(VIDEO)).isEqualTo(multiplex.packets(VIDEO));
        assertThat(received.sections(Pid.PAT)).hasSizeBetween(350, 450);
        assertThat(received.sections(Pid.SDT)).hasSizeBetween(20, 30);
        assertThat(received.versions(NEWS_PMT)).as("those of the multiplex").containsExactly(0, 1, 2);
    }

    @Test
    void whatIsMissingInTheLogIsMissingInTheNumbers() {
        List<Chunk> log = new ArrayList<>(log(200));
        Chunk lost = log.remove(100);
        NavigableMap<Long, Sent> sent = send(log, ServiceEdit.NONE);
        assertThat(sent.keySet())
                .doesNotContain((lost.first() + lost.datagrams() / 2) / SHARE)
                .contains(lost.first() / SHARE - 1, (lost.first() + lost.datagrams()) / SHARE + 1);
    }

    /** A service that takes all of its multiplex does not fit a sixty-fourth, and fits in the share that is told. */
    @Test
    void whatIsMoreThanItsShareIsDroppedAndTheShareThatFitsIsTold() {
        List<Loss> losses = new ArrayList<>();
        SplitOutput output = radio(64, losses);
        assertThat(output.droppedPackets()).isGreaterThan(LoggedSlots.MOST_BYTES / TsPacket.LENGTH);
        assertThat(losses).isNotEmpty();
        assertThat(output.book().policy().bytes())
                .isEqualTo(losses.stream()
                        .mapToLong(loss -> loss.bytes(Loss.Account.POLICY))
                        .sum());
        assertThat(output.book().queuedBytes()).isZero();
        assertThat(output.share().droppedPackets()).isEqualTo(output.droppedPackets());

        SplitOutput fitting = radio(output.share().fittingShare(), new ArrayList<>());
        assertThat(fitting.droppedPackets()).isZero();
        assertThat(fitting.share()).isEqualTo(ShareStats.NONE);
    }

    private SplitOutput radio(int share, List<Loss> losses) {
        MultiplexSplitter splitter = MultiplexSplitter.builder().scheduler(time).build();
        SplitOutput output = splitter.addService(
                SplitOutputConfig.DATAGRAMS.inSlotsOf(share), new ServiceSelection.ById(RADIO), ServiceEdit.NONE);
        output.batches().subscribe(batch -> {
            Loss before = Loss.before(batch);
            if (before != null) {
                losses.add(before);
            }
            batch.release();
        });
        splitter.split(Flux.fromIterable(log(400)).map(Chunk::buffer)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        return output;
    }
}
