// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reception does to a multiplex: nothing throws or leaks, and a service that is not hit comes out clean. */
@ExtendWith(LeakCheck.class)
class BrokenMultiplexTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int RADIO_PMT = 0x200;
    private static final int VIDEO = 0x111;
    private static final int AUDIO = 0x112;
    private static final int RADIO_AUDIO = 0x211;
    private static final Set<Integer> NEWS_PIDS = Set.of(NEWS_PMT, VIDEO, AUDIO);
    private static final int ROUNDS = 60;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    /** Tables and streams, again and again; every third round has another PMT, every tenth no News. */
    private static byte[] multiplex() {
        Multiplexer multiplexer = new Multiplexer();
        for (int round = 0; round < ROUNDS; round++) {
            round(multiplexer, round);
        }
        return multiplexer.take();
    }

    private static void round(Multiplexer multiplexer, int round) {
        Program radio = new Program(RADIO, RADIO_PMT);
        Program news = new Program(NEWS, NEWS_PMT);
        Program[] programs = round % 10 == 9 ? new Program[] {radio} : new Program[] {news, radio};
        multiplexer
                .pat(round / 9 % 32, programs)
                .pmt(NEWS_PMT, map(NEWS, round / 3 % 32, VIDEO, VIDEO, round % 6 < 3 ? AUDIO : Pid.NULL - 1))
                .pmt(RADIO_PMT, map(RADIO, 0, RADIO_AUDIO, RADIO_AUDIO))
                .sdt(0, service(NEWS, "News"), service(RADIO, "Radio"));
        IntStream.range(0, 10)
                .forEach(i -> multiplexer.packets(VIDEO, RADIO_AUDIO, VIDEO, AUDIO, Pid.NULL, VIDEO, Pid.TDT));
    }

    private static ProgramMapTable map(int serviceId, int version, int... pids) {
        List<ElementaryStream> streams = Arrays.stream(pids)
                .skip(pids.length > 1 ? 1 : 0)
                .mapToObj(pid -> new ElementaryStream(0x1B, pid, Descriptors.EMPTY))
                .toList();
        return new ProgramMapTable(serviceId, version, pids[0], Descriptors.EMPTY, streams);
    }

    private Recorded play(byte[] packets) {
        played.follow(NEWS);
        Recorded radio = played.follow(RADIO);
        played.play(packets);
        return radio;
    }

    private static boolean isNews(byte[] packets, int packet) {
        return NEWS_PIDS.contains(TsPacket.pid(Unpooled.wrappedBuffer(packets), packet));
    }

    /** Turns over one bit in a hundred. */
    private static void damage(byte[] packets, int from, int length, Random chance) {
        for (int bit = from * 8; bit < (from + length) * 8; bit++) {
            if (chance.nextInt(100) == 0) {
                packets[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneBitInAHundredIsWrong(long seed) {
        byte[] packets = multiplex();
        damage(packets, 0, packets.length, new Random(seed));
        Recorded radio = play(packets);
        played.end();
        assertThat(radio.pids()).as("some tables got through").contains(Pid.PAT, RADIO_PMT, RADIO_AUDIO);
    }

    /** What is behind its header only: a wrong PID would put a packet into the other service. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void oneBitInAHundredOfOneServiceIsWrong(long seed) {
        Random chance = new Random(seed);
        byte[] packets = multiplex();
        for (int packet = 0; packet < packets.length; packet += TsPacket.LENGTH) {
            if (isNews(packets, packet)) {
                damage(packets, packet + 3, TsPacket.LENGTH - 3, chance);
            }
        }
        Recorded radio = play(packets);
        played.end();
        assertClean(radio);
    }

    private static void assertClean(Recorded radio) {
        assertThat(radio.continuityErrors()).isZero();
        assertThat(radio.packets(RADIO_AUDIO)).hasSize(ROUNDS * 10 * TsPacket.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void packetsOfOneServiceAreLostAndComeTwiceAndOutOfOrder(long seed) {
        Random chance = new Random(seed);
        byte[] packets = multiplex();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] late = {};
        for (int packet = 0; packet < packets.length; packet += TsPacket.LENGTH) {
            byte[] one = Arrays.copyOfRange(packets, packet, packet + TsPacket.LENGTH);
            int fate = isNews(packets, packet) ? chance.nextInt(10) : 9;
            received.writeBytes(fate == 0 ? new byte[0] : fate == 1 ? late : one);
            received.writeBytes(fate == 2 ? one : new byte[0]);
            late = fate == 1 ? one : late;
        }
        Recorded radio = play(received.toByteArray());
        played.end();
        assertClean(radio);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void wholeBuffersAreLost(long seed) {
        Random chance = new Random(seed);
        byte[] packets = multiplex();
        play(new byte[0]);
        for (int at = 0; at < packets.length; ) {
            int bytes = Math.min(packets.length - at, (1 + chance.nextInt(60)) * TsPacket.LENGTH);
            if (chance.nextInt(5) != 0) {
                played.play(Arrays.copyOfRange(packets, at, at + bytes));
            }
            at += bytes;
        }
        played.end();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesAreNoTransportStreamAtAll(long seed) {
        byte[] noise = new byte[2_000 * TsPacket.LENGTH];
        new Random(seed).nextBytes(noise);
        for (int packet = 0; packet < noise.length; packet += TsPacket.LENGTH) {
            noise[packet] = TsPacket.SYNC_BYTE;
        }
        play(noise);
        played.play(multiplex());
        played.end();
    }
}
