// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long the tables of a multiplex are waited for, at times that the test says. */
class MultiplexReadingTest {

    private final MultiplexReading reading = new MultiplexReading(ScanWaits.USUAL, false);

    @Test
    void firstPacketHasAsLongAsALock() {
        assertThat(reading.isOver(Duration.ofMillis(3_999))).isFalse();
        assertThat(reading.isOver(Duration.ofSeconds(4))).isTrue();
    }

    @Test
    void timeForTheProgramsBeginsWithTheFirstPacket() {
        assertThat(reading.isOver(Duration.ofMillis(3_000))).isFalse();
        reading.add(nullPacket());
        assertThat(reading.isOver(Duration.ofMillis(3_050))).as("a packet").isFalse();
        assertThat(reading.isOver(Duration.ofMillis(4_049)))
                .as("almost 1 s later")
                .isFalse();
        assertThat(reading.isOver(Duration.ofMillis(4_050))).as("1 s later").isTrue();
    }

    /** PAT and Virtual Channel Table of a transmitter in America, which sends neither SDT nor NIT. */
    @Test
    void programsOfAtscHaveTheNamesAndNumbersOfTheirChannelsAndNothingElseIsWaitedFor() {
        reading.add(packets(
                Pid.PAT,
                new ProgramAssociationTable(0x0811, 0, List.of(new Program(3, 0x30)))
                        .toSections()
                        .get(0)));
        reading.add(packets(0x30, new ProgramMapTable(3, 0, 0x31, Descriptors.EMPTY, List.of()).toSection()));
        assertThat(reading.isOver(Duration.ZERO)).isFalse();
        reading.add(packets(
                Pid.PSIP,
                CraftedSection.of(TableId.TVCT)
                        .extension(0x0811)
                        .body("""
                00 01
                004B 0054 004C 0041 0000 0000 0000 F01401 04 00000000 0811 0003 0DC2 0001 FC00
                FC00""".replace("\n", ""))
                        .bytes()));

        assertThat(reading.isOver(Duration.ofMillis(50))).isTrue();
        FrontendState state = new FrontendState(
                FrontendState.Phase.LOCK, Set.of(), SignalFigures.NONE, Instant.EPOCH, Instant.EPOCH, 1);
        assertThat(reading.multiplex(AtscTuning.of(473_000_000), state, List.of())
                        .orElseThrow()
                        .channels())
                .singleElement()
                .satisfies(channel ->
                        assertThat(channel.shownNumber() + " " + channel.name()).isEqualTo("Optional[5.1] KTLA"));
    }

    @Test
    void otherNetworksAreReadForAsLongAsANetworkIsWaitedForWhereTheyAreAskedFor() {
        MultiplexReading all = new MultiplexReading(ScanWaits.USUAL, true);
        SectionPacketizer packetizer = new SectionPacketizer(Pid.NIT);
        ByteBuf networks = Unpooled.buffer();
        packetizer.packetize(network(TableId.NIT_ACTUAL, 1, 1, "0192"), networks);
        packetizer.packetize(network(TableId.NIT_OTHER, 2, 2, "0192"), networks);
        packetizer.packetize(network(TableId.NIT_OTHER, 3, 3, "0130"), networks);
        packetizer.packetize(network(TableId.NIT_OTHER, 4, 4, "0192"), networks);
        for (MultiplexReading each : List.of(reading, all)) {
            each.add(packets(
                    Pid.PAT,
                    new ProgramAssociationTable(1, 0, List.of()).toSections().get(0)));
            each.add(packets(
                    Pid.SDT,
                    new ServiceDescriptionTable(TableId.SDT_ACTUAL, 1, 1, 0, List.of())
                            .toSections()
                            .get(0)));
            each.add(networks.duplicate());
            assertThat(each.isOver(Duration.ZERO)).isEqualTo(each == reading);
        }

        assertThat(reading.transportStreams())
                .extracting(TransportStream::transportStreamId)
                .containsExactly(1);
        assertThat(all.isOver(Duration.ofSeconds(12))).isTrue();
        assertThat(all.transportStreams())
                .extracting(TransportStream::transportStreamId)
                .as("without what is on another satellite")
                .containsExactly(1, 2, 4);
    }

    /** A network of one transport stream on a satellite at an orbital position. */
    private static byte[] network(int tableId, int networkId, int transportStreamId, String position) {
        byte[] carrier = CraftedSection.hex("43 0B 01136200 " + position + " 85 0220000 3");
        return new NetworkInformationTable(
                        tableId,
                        networkId,
                        0,
                        Descriptors.EMPTY,
                        List.of(new TransportStream(transportStreamId, 1, Descriptors.of(carrier))))
                .toSection();
    }

    private static ByteBuf packets(int pid, byte[] section) {
        ByteBuf packets = Unpooled.buffer();
        new SectionPacketizer(pid).packetize(section, packets);
        return packets;
    }

    private static ByteBuf nullPacket() {
        byte[] packet = new byte[TsPacket.LENGTH];
        packet[0] = 0x47;
        packet[1] = 0x1F;
        packet[2] = (byte) 0xFF;
        packet[3] = 0x10;
        return Unpooled.wrappedBuffer(packet);
    }
}
