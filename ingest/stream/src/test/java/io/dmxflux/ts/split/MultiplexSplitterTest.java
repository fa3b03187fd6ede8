// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@ExtendWith(LeakCheck.class)
class MultiplexSplitterTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int RADIO_PMT = 0x200;
    private static final int VIDEO = 0x111;
    private static final int AUDIO = 0x112;
    private static final int GERMAN = 0x113;
    private static final int RADIO_AUDIO = 0x211;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final List<SplitEvent> events = new ArrayList<>();
    private final Multiplexer multiplexer = new Multiplexer();
    private final MultiplexSplitter splitter =
            MultiplexSplitter.builder().scheduler(time).onEvent(events::add).build();
    private Disposable splitting = () -> {};

    private final ProgramMapTable newsMap = new ProgramMapTable(
            NEWS,
            3,
            VIDEO,
            Descriptors.EMPTY,
            List.of(stream(0x1B, VIDEO), stream(0x0F, AUDIO, "eng"), stream(0x0F, GERMAN, "deu")));
    private final ProgramMapTable radioMap =
            new ProgramMapTable(RADIO, 0, RADIO_AUDIO, Descriptors.EMPTY, List.of(stream(0x03, RADIO_AUDIO, "fra")));

    @BeforeEach
    void split() {
        splitting = splitter.split(upstream.flux()).subscribe();
    }

    @AfterEach
    void end() {
        splitting.dispose();
        time.dispose();
    }

    private Recorded record(int serviceId, ServiceEdit edit) {
        return Recorded.of(splitter.addService(
                new SplitOutputConfig(7, 8, Duration.ofMillis(20)), new ServiceSelection.ById(serviceId), edit));
    }

    private static ServiceEdit edit(OptionalInt serviceId, Map<Integer, Integer> pids, String... drop) {
        return new ServiceEdit(
                serviceId,
                serviceId,
                pids,
                Arrays.stream(drop).map(StreamFilter::parse).toList(),
                false);
    }

    /** What has been made becomes one buffer, and a while passes. */
    private void play() {
        byte[] packets = multiplexer.take();
        upstream.next(CraftedPacket.buffer(packets));
        time.advanceTimeBy(Duration.ofMillis(10));
    }

    private Multiplexer tables() {
        return multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT))
                .pmt(NEWS_PMT, newsMap)
                .pmt(RADIO_PMT, radioMap)
                .sdt(0, service(NEWS, "News"), service(RADIO, "Radio"));
    }

    private void finish() {
        upstream.complete();
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    @Test
    void eachServiceGetsItsOwnPacketsAndTablesAndNothingElse() {
        Recorded news = record(NEWS, ServiceEdit.NONE);
        Recorded radio = record(RADIO, ServiceEdit.NONE);
        tables();
        byte[] streams = new Multiplexer()
                .packets(VIDEO, VIDEO, AUDIO, RADIO_AUDIO, GERMAN, 0x1FFF, 0x300, VIDEO, RADIO_AUDIO)
                .take();
        multiplexer.raw(streams);
        play();
        finish();

        assertThat(news.pids()).containsExactly(0, 0x11, NEWS_PMT, VIDEO, AUDIO, GERMAN);
        assertThat(radio.pids()).containsExactly(0, 0x11, RADIO_PMT, RADIO_AUDIO);
        for (int pid : List.of(VIDEO, AUDIO, GERMAN)) {
            assertThat(news.packets(pid)).isEqualTo(new ReceivedStream(streams).packets(pid));
        }
        assertThat(radio.packets(RADIO_AUDIO)).isEqualTo(new ReceivedStream(streams).packets(RADIO_AUDIO));
        assertThat(news.lastPat().programs()).containsExactly(new Program(NEWS, NEWS_PMT));
        assertThat(news.lastPat().transportStreamId()).isEqualTo(Multiplexer.TRANSPORT_STREAM_ID);
        assertThat(news.lastPmt()).isEqualTo(ReceivedStream.unversioned(newsMap));
        assertThat(radio.lastPmt()).isEqualTo(ReceivedStream.unversioned(radioMap));
        ServiceDescriptionTable sdt =
                ServiceDescriptionTable.parse(radio.sections(0x11).get(0));
        assertThat(sdt.services())
                .singleElement()
                .satisfies(only -> assertThat(only.name()).isEqualTo("Radio"));
        assertThat(news.end).isEqualTo("complete");
    }

    @Test
    void aServiceCanBeFoundByItsNameAndFollowedWhenItIsRenumbered() {
        Recorded radio = Recorded.of(splitter.addService(
                new SplitOutputConfig(7, 8, Duration.ZERO), ServiceSelection.parse("RADIO"), ServiceEdit.NONE));
        tables();
        play();
        tables().packets(RADIO_AUDIO);
        play();
        multiplexer
                .pat(1, new Program(NEWS, NEWS_PMT), new Program(200, 0x2F0))
                .sdt(1, service(NEWS, "News"), service(200, "Radio"))
                .pmt(0x2F0, new ProgramMapTable(200, 0, 0x2F1, Descriptors.EMPTY, List.of(stream(0x03, 0x2F1))))
                .packets(0x2F1);
        play();
        finish();
        assertThat(radio.pids()).contains(RADIO_AUDIO, 0x2F1);
        assertThat(radio.lastPat().programs()).containsExactly(new Program(200, 0x2F0));
    }

    @Test
    void streamsAreDroppedRemappedAndRenumberedInPacketsAndTablesAlike() {
        Recorded news = record(
                NEWS, edit(OptionalInt.of(1), Map.of(VIDEO, 0x1001, NEWS_PMT, 0x1000), "audio:deu", "subtitles"));
        tables().packets(VIDEO, AUDIO, GERMAN, VIDEO);
        play();
        finish();
        assertThat(news.pids()).containsExactly(0, 0x11, AUDIO, 0x1000, 0x1001);
        assertThat(news.lastPat().transportStreamId()).isEqualTo(1);
        assertThat(news.lastPat().programs()).containsExactly(new Program(1, 0x1000));
        ProgramMapTable pmt = news.lastPmt();
        assertThat(pmt.programNumber()).isEqualTo(1);
        assertThat(pmt.pcrPid()).isEqualTo(0x1001);
        assertThat(pmt.streams()).extracting(ElementaryStream::elementaryPid).containsExactly(0x1001, AUDIO);
        assertThat(news.packets(0x1001)).hasSize(2 * 188);
    }

    @Test
    void aNewMapIsFollowedAtOnceAndUntouchedStreamsHaveNoGap() {
        Recorded news = record(NEWS, ServiceEdit.NONE);
        Recorded radio = record(RADIO, ServiceEdit.NONE);
        tables().packets(VIDEO, AUDIO, RADIO_AUDIO);
        ProgramMapTable more = new ProgramMapTable(
                NEWS, 4, AUDIO, Descriptors.EMPTY, List.of(stream(0x1B, VIDEO), stream(0x0F, AUDIO), stream(6, 0x119)));
        multiplexer.packets(0x119).pmt(NEWS_PMT, more).packets(VIDEO, 0x119, GERMAN, AUDIO, RADIO_AUDIO);
        play();
        finish();
        assertThat(news.lastPmt()).isEqualTo(ReceivedStream.unversioned(more));
        assertThat(news.packets(0x119)).hasSize(188);
        assertThat(news.packets(GERMAN)).isEmpty();
        assertThat(news.packets(VIDEO)).hasSize(2 * 188);
        assertThat(news.continuityErrors() + radio.continuityErrors()).isZero();
    }

    @Test
    void aServiceThatLeavesIsWaitedForAndPickedUpAgain() {
        Recorded news = record(NEWS, ServiceEdit.NONE);
        Recorded radio = record(RADIO, ServiceEdit.NONE);
        tables().packets(VIDEO, RADIO_AUDIO);
        multiplexer.pat(1, new Program(RADIO, RADIO_PMT)).packets(VIDEO, RADIO_AUDIO);
        play();
        assertThat(events).contains(new SplitEvent.ServiceLeft(new ServiceSelection.ById(NEWS)));
        tables().packets(VIDEO, RADIO_AUDIO);
        play();
        finish();
        assertThat(events).contains(new SplitEvent.ServiceReturned(new ServiceSelection.ById(NEWS)));
        assertThat(news.packets(VIDEO)).hasSize(2 * 188);
        assertThat(radio.packets(RADIO_AUDIO)).hasSize(3 * 188);
        assertThat(radio.continuityErrors()).isZero();
    }

    @Test
    void theWholeMultiplexGoesAlongAsItIs() {
        Recorded whole = Recorded.of(splitter.addWhole(new SplitOutputConfig(7, 8, Duration.ofMillis(20))));
        byte[] stream = tables().packets(VIDEO, 0x1FFF, 0x300, AUDIO).take();
        multiplexer.raw(stream);
        play();
        finish();
        assertThat(whole.bytes()).isEqualTo(stream);
    }

    /** Buffers of any length: what is behind the last whole packet of each is foreign, and the book is exact to the byte. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1000})
    void everyByteThatCameIsOnAnAccount(int endsAfter) {
        record(NEWS, ServiceEdit.NONE);
        byte[] stream =
                tables().packets(VIDEO, 0x1FFF, AUDIO, RADIO_AUDIO, VIDEO).take();
        Random cuts = new Random(endsAfter);
        long came = 0;
        long tails = 0;
        for (int buffers = 0; buffers < 20; buffers++) {
            int bytes = cuts.nextInt(Math.min(1000, stream.length) + 1);
            upstream.next(CraftedPacket.buffer(Arrays.copyOf(stream, bytes)));
            came += bytes;
            tails += bytes % 188;
            if (buffers == endsAfter) {
                splitting.dispose();
                break;
            }
        }
        SplitterBook book = splitter.book();
        assertThat(book.foreign().bytes()).isEqualTo(tails);
        assertThat(book.routed().bytes()
                        + book.unwanted().bytes()
                        + book.replaced().bytes()
                        + book.foreign().bytes()
                        + book.closed().bytes()
                        + book.queuedBytes())
                .isEqualTo(came);
        finish();
    }

    @Test
    void whatIsLeftOfADatagramLeavesWhenItsTimeIsUp() {
        Recorded radio = record(RADIO, ServiceEdit.NONE);
        tables();
        play();
        time.advanceTimeBy(Duration.ofMillis(30));
        int before = radio.bytes().length;
        multiplexer.packets(RADIO_AUDIO);
        play();
        assertThat(radio.bytes()).as("not yet").hasSize(before);
        time.advanceTimeBy(Duration.ofMillis(31));
        assertThat(radio.bytes()).as("without the end of the stream").hasSize(before + 188);
    }
}
