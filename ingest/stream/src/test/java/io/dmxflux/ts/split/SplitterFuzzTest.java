// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A multiplex of any tables and packets, whose outputs come and go: nothing throws, outputs are whole packets, every packet is
 * accounted for, and no buffer is left.
 */
class SplitterFuzzTest {

    private static final int[] PIDS = {0, 1, 0x10, 0x11, 0x12, 0x14, 0x20, 0x100, 0x101, 0x102, 0x1FFE, 0x1FFF};
    private static final int[] TABLES = {
        TableId.PAT,
        TableId.CAT,
        TableId.PMT,
        TableId.NIT_ACTUAL,
        TableId.SDT_ACTUAL,
        TableId.EIT_PRESENT_FOLLOWING_ACTUAL,
        TableId.EIT_SCHEDULE_OTHER,
        TableId.TDT
    };
    private static final int MOST_OUTPUTS = 6;
    private static final List<ServiceEdit> EDITS = List.of(
            ServiceEdit.NONE,
            new ServiceEdit(
                    OptionalInt.of(9),
                    OptionalInt.of(8),
                    Map.of(0x100, 0x200, 0x101, 0x100),
                    List.of(StreamFilter.parse("audio")),
                    true),
            new ServiceEdit(
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Map.of(),
                    List.of(),
                    true,
                    List.of(KindPid.parse("pmt", 0x20), KindPid.parse("video", 0x21)),
                    new ServiceInformation(
                            java.util.Optional.of("Name"),
                            java.util.Optional.empty(),
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            java.util.Optional.empty(),
                            ServiceInformation.Nit.OWN,
                            ServiceInformation.Events.SCHEDULE)));

    /** Plays what bytes say, one operation after the other. */
    @FuzzTest
    void multiplex(byte[] bytes) {
        try (Played played = new Played()) {
            ByteBuf script = Unpooled.wrappedBuffer(bytes);
            while (script.isReadable()) {
                played.next(script);
            }
            played.end();
        }
        LeakPresenceDetector.check();
    }

    private record Running(SplitOutput output, Sent sent) {}

    /** What one output has sent. */
    private static final class Sent {

        private long packets;
        private boolean ended;

        void take(ByteBuf batch) {
            assertThat(batch.readableBytes() % TsPacket.LENGTH).isZero();
            for (int at = batch.readerIndex(); at < batch.writerIndex(); at += TsPacket.LENGTH) {
                assertThat(TsPacket.hasSync(batch, at)).isTrue();
                packets++;
            }
            batch.release();
        }
    }

    private static final class Played implements AutoCloseable {

        private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
        private final Sinks.Many<ByteBuf> upstream =
                Sinks.unsafe().many().unicast().onBackpressureBuffer();
        private final MultiplexSplitter splitter =
                MultiplexSplitter.builder().scheduler(time).build();
        private final Map<Integer, SectionPacketizer> packetizers = new HashMap<>();
        private final int[] counters = new int[PIDS.length];
        private final List<Running> outputs = new ArrayList<>();
        private ByteBuf buffer = Unpooled.directBuffer();
        private long fed;
        private boolean ended;

        Played() {
            splitter.split(Flux.from(upstream.asFlux()))
                    .subscribe(
                            nothing -> {},
                            failure -> {
                                throw new AssertionError("the splitter ended", failure);
                            },
                            () -> ended = true);
        }

        /** Takes one operation: its kind in three bits, its operand in five, and what it needs of the bytes behind. */
        void next(ByteBuf script) {
            int operation = script.readUnsignedByte();
            int operand = operation & 0x1F;
            switch (operation >> 5) {
                case 0, 1 -> section(operand, script);
                case 2 -> associate(operand, script);
                case 3 -> map(operand, script);
                case 4 -> packets(operand, script);
                case 5 -> anyPacket(script);
                case 6 -> change(operand);
                default -> flush(operand);
            }
        }

        private void section(int operand, ByteBuf script) {
            int pid = PIDS[operand % PIDS.length];
            if (script.isReadable(3)) {
                int table = TABLES[script.readUnsignedByte() % TABLES.length];
                int version = script.readUnsignedByte();
                byte[] body = take(script, script.readUnsignedByte());
                send(
                        pid,
                        CraftedSection.of(table)
                                .extension(version >> 5)
                                .version(version & 0x1F)
                                .body(body)
                                .bytes());
            }
        }

        /** Sends a PAT: numbers of programs, and the places of their PIDs. */
        private void associate(int version, ByteBuf script) {
            ByteBuf body = Unpooled.buffer();
            for (int left = script.isReadable() ? script.readUnsignedByte() & 3 : 0;
                    left > 0 && script.isReadable();
                    left--) {
                int program = script.readUnsignedByte();
                body.writeShort(program >> 4).writeShort(0xE000 | PIDS[(program & 0x0F) % PIDS.length]);
            }
            send(
                    0,
                    CraftedSection.of(TableId.PAT)
                            .version(version)
                            .body(take(body, 12))
                            .bytes());
        }

        /** Sends a PMT: its program and PID, the clock's PID, and streams with their descriptors. */
        private void map(int version, ByteBuf script) {
            if (!script.isReadable(2)) {
                return;
            }
            int program = script.readUnsignedByte();
            ByteBuf body = Unpooled.buffer();
            body.writeShort(0xE000 | PIDS[script.readUnsignedByte() % PIDS.length])
                    .writeShort(0xF000);
            for (int left = program & 3; left > 0 && script.isReadable(3); left--) {
                body.writeByte(script.readByte()).writeShort(0xE000 | PIDS[script.readUnsignedByte() % PIDS.length]);
                byte[] descriptors = take(script, script.readUnsignedByte() & 0x1F);
                body.writeShort(0xF000 | descriptors.length).writeBytes(descriptors);
            }
            send(
                    PIDS[(program >> 2 & 0x0F) % PIDS.length],
                    CraftedSection.of(TableId.PMT)
                            .extension(program >> 4)
                            .version(version)
                            .body(take(body, body.readableBytes()))
                            .bytes());
        }

        private void send(int pid, byte[] section) {
            if (pid != PIDS[PIDS.length - 1]) {
                packetizers.computeIfAbsent(pid, SectionPacketizer::new).packetize(section, buffer);
            }
        }

        /** Sends packets of a stream with counters in order, each perhaps with an adaptation field. */
        private void packets(int operand, ByteBuf script) {
            int place = operand % PIDS.length;
            int kind = script.isReadable() ? script.readUnsignedByte() : 0;
            for (int count = kind & 3; count >= 0; count--) {
                int begin = buffer.writerIndex();
                boolean payload = (kind & 8) != 0 || (kind & 4) == 0;
                counters[place] += payload ? 1 : 0;
                buffer.writeInt(TsPacket.SYNC_BYTE << 24
                        | PIDS[place] << 8
                        | (payload ? 0x10 : 0)
                        | ((kind & 4) != 0 ? 0x20 : 0)
                        | counters[place] & 0x0F);
                buffer.writeBytes(take(script, kind >> 4));
                buffer.writeZero(begin + TsPacket.LENGTH - buffer.writerIndex());
            }
        }

        private void anyPacket(ByteBuf script) {
            byte[] packet = take(script, TsPacket.LENGTH - 1);
            buffer.writeByte(TsPacket.SYNC_BYTE).writeBytes(packet).writeZero(TsPacket.LENGTH - 1 - packet.length);
        }

        private void change(int operand) {
            if ((operand & 0x18) == 0x18) {
                if (!outputs.isEmpty()) {
                    outputs.get(operand % outputs.size()).output().close();
                }
            } else if (outputs.size() < MOST_OUTPUTS) {
                follow(
                        operand == 0
                                ? splitter.addWhole(SplitOutputConfig.DATAGRAMS)
                                : splitter.addService(
                                        SplitOutputConfig.DATAGRAMS,
                                        new ServiceSelection.ById(1 + (operand & 3)),
                                        EDITS.get((operand >> 2) % EDITS.size())));
            }
        }

        private void follow(SplitOutput output) {
            Sent sent = new Sent();
            outputs.add(new Running(output, sent));
            output.batches()
                    .subscribe(
                            sent::take,
                            failure -> {
                                throw new AssertionError("an output ended", failure);
                            },
                            () -> sent.ended = true);
        }

        private void flush(int ticks) {
            if (buffer.isReadable()) {
                fed += buffer.readableBytes() / TsPacket.LENGTH;
                upstream.tryEmitNext(buffer).orThrow();
                buffer = Unpooled.directBuffer();
            }
            time.advanceTimeBy(Duration.ofMillis(ticks));
        }

        void end() {
            flush(1);
            upstream.tryEmitComplete().orThrow();
            time.advanceTimeBy(Duration.ofSeconds(5));
            assertThat(ended).isTrue();
            assertThat(splitter.stats().packets()).isEqualTo(fed);
            outputs.forEach(running -> {
                assertThat(running.sent().ended).isTrue();
                assertThat(running.sent().packets + running.output().droppedPackets())
                        .as("routed to the output and made for it")
                        .isEqualTo(running.output().routedPackets()
                                + running.output().generatedPackets());
            });
        }

        @Override
        public void close() {
            buffer.release();
            time.dispose();
        }

        private static byte[] take(ByteBuf from, int count) {
            byte[] bytes = new byte[Math.min(from.readableBytes(), count)];
            from.readBytes(bytes);
            return bytes;
        }
    }
}
