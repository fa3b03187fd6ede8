// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;

/** A service's RTP, as a plain socket receives it. */
@ExtendWith(LeakCheck.class)
class RtpServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int DATAGRAMS = 260;
    private static final int SOME = 20;

    private static List<byte[]> relayTo(DatagramReceiver receiver, String options, int datagrams) throws Exception {
        OutputUri to = OutputUri.parse("rtp://127.0.0.1:" + receiver.port() + options);
        RelayPlan.Output two = RelayPlan.Output.service(to, ServiceSelection.parse("dmxflux two"), ServiceEdit.NONE);
        RelayPlan plan = new RelayPlan(InputUri.parse("sim:"), List.of(two), Optional.empty());
        MultiplexRelay relay = MultiplexRelay.open(plan, notice -> {});
        Disposable running = relay.run().subscribe();
        try {
            return receiver.receive(datagrams);
        } finally {
            relay.close(PATIENCE);
            running.dispose();
        }
    }

    @Test
    void datagramsAreNumberedWithoutAGapAndStampedByTheServicesOwnClock() throws Exception {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            List<byte[]> datagrams = relayTo(receiver, "?ssrc=7", DATAGRAMS);
            int first = RtpHeader.sequence(Unpooled.wrappedBuffer(datagrams.get(0)));
            List<Long> pcrs = new ArrayList<>();
            List<Integer> timestamps = new ArrayList<>();
            for (int i = 0; i < DATAGRAMS; i++) {
                ByteBuf datagram = Unpooled.wrappedBuffer(datagrams.get(i));
                assertThat(RtpHeader.payloadType(datagram)).isEqualTo(RtpHeader.PAYLOAD_TYPE_MP2T);
                assertThat(RtpHeader.ssrc(datagram)).isEqualTo(7);
                assertThat(RtpHeader.marker(datagram)).isFalse();
                assertThat(RtpHeader.sequence(datagram)).as("datagram " + i).isEqualTo(first + i & 0xFFFF);
                pcr(datagram).ifPresent(ticks -> {
                    pcrs.add(ticks);
                    timestamps.add(RtpHeader.timestamp(datagram));
                });
            }
            int last = pcrs.size() - 1;
            assertThat(last).as("datagrams with a PCR").isGreaterThan(10);
            long ticks = Pcr.difference(pcrs.get(last), pcrs.get(0));
            long stamped = (timestamps.get(last) - timestamps.get(0)) * (long) Pcr.TICKS_PER_BASE_UNIT;
            assertThat(stamped).isCloseTo(ticks, within(ticks / 4));
        }
    }

    private static Optional<Long> pcr(ByteBuf datagram) {
        for (int packet = RtpHeader.LENGTH; packet < datagram.readableBytes(); packet += TsPacket.LENGTH) {
            long ticks = AdaptationField.pcrTicks(datagram, packet);
            if (ticks != Pcr.ABSENT) {
                return Optional.of(ticks);
            }
        }
        return Optional.empty();
    }

    @Test
    void aDestinationKeepsItsSourceThroughCloseAndOpen() throws Exception {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver other = DatagramReceiver.on("127.0.0.1")) {
            int before = RtpHeader.ssrc(
                    Unpooled.wrappedBuffer(relayTo(receiver, "", SOME).get(0)));
            // what is left of the first, and then of the second
            List<byte[]> again = relayTo(receiver, "?packets=3", DATAGRAMS);
            int elsewhere = RtpHeader.ssrc(
                    Unpooled.wrappedBuffer(relayTo(other, "", SOME).get(0)));
            assertThat(RtpHeader.ssrc(Unpooled.wrappedBuffer(again.get(DATAGRAMS - 1))))
                    .isEqualTo(before)
                    .isNotEqualTo(elsewhere);
            assertThat(again.get(DATAGRAMS - 1).length).isLessThanOrEqualTo(RtpHeader.LENGTH + 3 * TsPacket.LENGTH);
        }
    }
}
