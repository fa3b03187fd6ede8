// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two services of a multiplex with clocks of their own, one of which jumps, while the other's wraps. */
@ExtendWith(LeakCheck.class)
class RtpDiscontinuityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int JUMPING = 1;
    private static final int WRAPPING = 2;
    private static final int PCRS = 60;
    private static final int PACKETS_PER_PCR = 14;
    private static final int JUMPS_AT = 30;
    private static final long HALF_A_SECOND = Pcr.TICKS_PER_SECOND / 2;
    private static final int PACKETS = PCRS * PACKETS_PER_PCR;

    /** The last of which, with the tables before them, is not full. */
    private static final int DATAGRAMS = (PACKETS + 2) / 7 + 1;

    @TempDir
    private Path directory;

    private static int pid(int serviceId) {
        return 0x100 * serviceId;
    }

    private static byte[] multiplex() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<Program> programs = List.of(new Program(JUMPING, 0x31), new Program(WRAPPING, 0x32));
        new ProgramAssociationTable(1, 0, programs).toSections().forEach(section -> table(stream, 0, section));
        for (Program program : programs) {
            int pid = pid(program.programNumber());
            ElementaryStream only = new ElementaryStream(0x1B, pid, Descriptors.EMPTY);
            table(
                    stream,
                    program.pid(),
                    new ProgramMapTable(program.programNumber(), 0, pid, Descriptors.EMPTY, List.of(only)).toSection());
        }
        for (int packet = 0; packet < PACKETS; packet++) {
            stream.writeBytes(packet(JUMPING, packet));
            stream.writeBytes(packet(WRAPPING, packet));
        }
        return stream.toByteArray();
    }

    private static void table(ByteArrayOutputStream stream, int pid, byte[] section) {
        ByteBuf packets = Unpooled.buffer();
        new SectionPacketizer(pid).packetize(section, packets);
        stream.write(packets.array(), 0, packets.writerIndex());
    }

    private static byte[] packet(int serviceId, int number) {
        CraftedPacket packet = CraftedPacket.of(pid(serviceId)).continuity(number);
        if (number % PACKETS_PER_PCR == 0) {
            int pcr = number / PACKETS_PER_PCR;
            packet.pcr(clock(serviceId, pcr));
            if (serviceId == JUMPING && pcr == JUMPS_AT) {
                packet.set(5, 0x90); // discontinuity_indicator and PCR_flag
            }
        }
        return packet.bytes();
    }

    private static long clock(int serviceId, int pcr) {
        long begin = serviceId == WRAPPING
                ? Pcr.WRAP_TICKS - PCRS / 2 * HALF_A_SECOND
                : pcr < JUMPS_AT ? 3_600L * Pcr.TICKS_PER_SECOND : 0;
        return (begin + pcr * HALF_A_SECOND) % Pcr.WRAP_TICKS;
    }

    @Test
    void eachServiceIsStampedByItsOwnClockAndItsOwnJumpsAreMarked() throws IOException {
        Path file = Files.write(directory.resolve("two.ts"), multiplex());
        try (DatagramReceiver jumping = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver wrapping = DatagramReceiver.on("127.0.0.1")) {
            relay(file, jumping.port(), wrapping.port());
            List<ByteBuf> first = received(jumping);
            List<ByteBuf> second = received(wrapping);
            assertThat(marked(first))
                    .singleElement()
                    .satisfies(datagram -> assertThat(pcr(datagram)).contains(clock(JUMPING, JUMPS_AT)));
            assertThat(marked(second)).isEmpty();
            assertThat(clockOffsets(second)).as("through the wrap").hasSize(1);
            assertThat(clockOffsets(first)).as("passed on").hasSize(1);
        }
    }

    private void relay(Path file, int first, int second) {
        List<RelayPlan.Output> outputs = List.of(output(JUMPING, first), output(WRAPPING, second));
        Relay relay = MultiplexRelay.open(
                new RelayPlan(InputUri.parse("file:" + file + "?fast"), outputs, Optional.empty()), notice -> {});
        relay.run().block(PATIENCE);
        relay.close(PATIENCE);
    }

    private static RelayPlan.Output output(int serviceId, int port) {
        return RelayPlan.Output.service(
                OutputUri.parse("rtp://127.0.0.1:" + port + "?burst=49"),
                new ServiceSelection.ById(serviceId),
                ServiceEdit.NONE);
    }

    /** Everything that was sent, numbered without a gap. */
    private static List<ByteBuf> received(DatagramReceiver receiver) throws IOException {
        List<ByteBuf> datagrams = receiver.receive(DATAGRAMS).stream()
                .map(Unpooled::wrappedBuffer)
                .toList();
        int first = RtpHeader.sequence(datagrams.get(0));
        for (int i = 0; i < DATAGRAMS; i++) {
            assertThat(RtpHeader.sequence(datagrams.get(i))).isEqualTo(first + i & 0xFFFF);
        }
        return datagrams;
    }

    private static List<ByteBuf> marked(List<ByteBuf> datagrams) {
        return datagrams.stream().filter(RtpHeader::marker).toList();
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

    /** What each datagram with a PCR has its timestamp ahead of that PCR, in 90 kHz. */
    private static List<Integer> clockOffsets(List<ByteBuf> datagrams) {
        List<Integer> offsets = new ArrayList<>();
        for (ByteBuf datagram : datagrams) {
            pcr(datagram)
                    .ifPresent(ticks ->
                            offsets.add(RtpHeader.timestamp(datagram) - (int) (ticks / Pcr.TICKS_PER_BASE_UNIT)));
        }
        return offsets.stream().distinct().toList();
    }
}
