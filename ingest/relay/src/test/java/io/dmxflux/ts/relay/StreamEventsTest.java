// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.Sink;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

class StreamEventsTest {

    /** Counts what the test says. */
    private static final class CountedSink implements Sink {

        private long refusedPackets;
        private long justRefusedPackets;

        @Override
        public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
            return Mono.empty();
        }

        @Override
        public SendStats stats() {
            return new SendStats(
                    0, 0, Map.of("ENETUNREACH", new FailedSends(refusedPackets, refusedPackets * TsPacket.LENGTH)));
        }

        @Override
        public long justRefusedBytes() {
            return justRefusedPackets * TsPacket.LENGTH;
        }

        @Override
        public void close() {}
    }

    private final List<RelayEvent> told = new ArrayList<>();
    private final CountedSink sink = new CountedSink();
    private final StreamEvents events = StreamEvents.of(OutputUri.parse("udp://239.1.1.1:5000"), told::add);

    private void refuse(int packets, int ofThemJustNow) {
        sink.refusedPackets += packets;
        sink.justRefusedPackets = ofThemJustNow;
    }

    private OptionalLong lackingAfter(int packets) {
        events.waits("interface v0 is down");
        sink.refusedPackets += packets;
        assertThat(events.outagePackets()).isLessThanOrEqualTo(sink.refusedPackets);
        events.isBack(Duration.ofSeconds(2), OptionalLong.empty());
        sink.justRefusedPackets = 0;
        return ((WaitEvent.OutputIsBack) told.get(told.size() - 1)).lacking();
    }

    @Test
    void whatWasRefusedBeforeAnOutageWasNoticedBelongsToIt() {
        events.countedBy(sink);
        refuse(28, 28);
        assertThat(events.outagePackets()).isEqualTo(28);
        assertThat(lackingAfter(100)).hasValue(128);
        refuse(56, 56);
        assertThat(lackingAfter(200)).hasValue(256);
        assertThat(events.outagePackets()).as("all lines together").isEqualTo(sink.refusedPackets);
    }

    @Test
    void whatWasRefusedLongBeforeAnOutageDoesNotBelongToIt() {
        events.countedBy(sink);
        refuse(1_000, 0);
        assertThat(events.outagePackets()).isZero();
        assertThat(lackingAfter(7)).hasValue(7);
        refuse(50, 0);
        assertThat(events.outagePackets()).isEqualTo(7);
    }

    @Test
    void whatAnOutputLacksThatWaitsFromTheBeginningIsAllThatWasRefused() {
        events.waits("interface v0 is not there");
        events.countedBy(sink);
        refuse(10, 10);
        events.isBack(Duration.ofSeconds(2), OptionalLong.empty());
        assertThat(told)
                .last()
                .isEqualTo(
                        new WaitEvent.OutputIsBack("udp://239.1.1.1:5000", Duration.ofSeconds(2), OptionalLong.of(10)));
    }
}
