// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static io.dmxflux.packet.CraftedPacket.concat;
import static io.dmxflux.packet.CraftedPacket.drain;
import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@ExtendWith(LeakCheck.class)
class AlignPacketsTest {

    private static final int PID = 0x100;

    private final AlignPackets align = new AlignPackets();

    @Test
    void alignedBufferPassesUntouched() {
        ByteBuf buffer = CraftedPacket.buffer(run(PID, 49));

        ByteBuf out = Flux.just(buffer).transform(align).blockFirst();

        assertThat(out).isSameAs(buffer);
        assertThat(drain(buffer)).isEqualTo(run(PID, 49));
    }

    @Test
    void onceAlignedASinglePacketPassesUntouched() {
        ByteBuf first = CraftedPacket.buffer(run(PID, 5));
        ByteBuf second = CraftedPacket.buffer(run(PID, 5, 1));

        List<ByteBuf> out = Flux.just(first, second).transform(align).toStream().toList();

        assertThat(out).hasSize(2);
        assertThat(out).element(1).isSameAs(second);
        out.forEach(ByteBuf::release);
    }

    private static ByteBuf logged(int pid, int first, int packets) {
        int[] timestamps = new int[(packets + 6) / 7];
        return LoggedDatagrams.mark(
                CraftedPacket.buffer(run(pid, first, packets)), LoggedDatagrams.of(1, first, false, timestamps));
    }

    /** Elsewhere it would be waited for what follows, and all of it copied. */
    @Test
    void ofALogNothingIsWaitedFor() {
        ByteBuf few = logged(PID, 0, 3);
        ByteBuf withNewPid = LoggedDatagrams.mark(
                CraftedPacket.buffer(concat(run(PID, 3, 54), run(0x234, 2))),
                LoggedDatagrams.of(1, 1, false, new int[8]));
        ByteBuf behindLoss = Loss.mark(logged(PID, 57, 4), Loss.of(Loss.Account.NETWORK, 1316));
        ByteBuf newPidAlone = logged(0x345, 0, 1);

        List<ByteBuf> out = Flux.just(few, withNewPid, behindLoss, newPidAlone)
                .transform(align)
                .toStream()
                .toList();

        assertThat(out).hasSize(4).allMatch(buffer -> LoggedDatagrams.of(buffer) != null);
        assertThat(out.stream().map(ByteBuf::readableBytes)).containsExactly(3 * 188, 56 * 188, 4 * 188, 188);
        assertThat(Loss.before(out.get(2))).isNotNull();
        expect(0, 0, 0);
        out.forEach(ByteBuf::release);
    }

    /** Also out of a log nothing is believed that is not there. */
    @Test
    void ofALogWithoutASyncByteThatPacketIsDropped() {
        ByteBuf damaged = logged(PID, 0, 28);
        damaged.setByte(9 * 188, 0);

        List<ByteBuf> out = Flux.just(damaged).transform(align).toStream().toList();

        assertThat(out.stream().mapToInt(ByteBuf::readableBytes).sum()).isEqualTo(27 * 188);
        out.forEach(ByteBuf::release);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 47, 187, 188, 189, 204, 940, 1000, 1316, 1472, 65536})
    void chunksOfAnySizeGiveTheSamePackets(int chunk) {
        byte[] stream = run(PID, 400);

        assertThat(aligned(stream, chunk)).isEqualTo(stream);
        expect(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 47, 203, 204, 205, 1000, 65536})
    void parityIsRemoved(int chunk) {
        byte[] stream = run(PID, 60);

        assertThat(aligned(withParity(stream), chunk)).isEqualTo(stream);
        expect(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 47, 187, 188, 191, 192, 193, 1000, 65536})
    void timeStampsAreRemovedAndTheLastPacketNeedsNoneBehindIt(int chunk) {
        byte[] stream = run(PID, 60);
        byte[] stamped = new byte[60 * 192];
        for (int i = 0; i < 60; i++) {
            System.arraycopy(stream, i * 188, stamped, i * 192 + 4, 188);
        }

        assertThat(aligned(stamped, chunk)).isEqualTo(stream);
        expect(4, 0, 0);
    }

    @Test
    void parityThatIsMissingAtTheEndIsNotMissed() {
        byte[] stream = run(PID, 60);

        assertThat(aligned(Arrays.copyOf(withParity(stream), 60 * 204 - 9), 1000))
                .isEqualTo(stream);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 47, 203, 204, 205, 1000, 65536})
    void aBadSyncByteAmongParityDropsOnePacket(int chunk) {
        byte[] stream = run(PID, 60);
        byte[] longer = withParity(stream);
        longer[204 * 30] = 0;

        assertThat(aligned(longer, chunk)).isEqualTo(without(stream, 30));
        expect(204, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 188, 700, 65536})
    void junkAheadIsSkipped(int chunk) {
        byte[] stream = run(PID, 40);
        byte[] junk = new byte[333];
        junk[100] = 0x47;

        assertThat(aligned(concat(junk, stream), chunk)).isEqualTo(stream);
        expect(333, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 188, 700, 1316, 65536})
    void lostBytesCostAlignmentAndAtMostTwoPackets(int chunk) {
        byte[] before = run(PID, 20);
        byte[] after = run(PID, 20, 20);
        byte[] cut = Arrays.copyOf(before, before.length - 60);

        byte[] out = aligned(concat(cut, after), chunk);

        // the cut packet is filled up from the next one, which is what the missing bytes cannot be told from
        byte[] filledUp = Arrays.copyOf(concat(cut, after), before.length);
        assertThat(out).isEqualTo(concat(filledUp, Arrays.copyOfRange(after, 188, after.length)));
        expect(128, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 188, 700, 1316, 65536})
    void singleBadSyncByteDropsOnePacketAndKeepsAlignment(int chunk) {
        byte[] stream = run(PID, 20);
        stream[188 * 7] = 0x46;

        assertThat(aligned(stream, chunk)).isEqualTo(without(stream, 7));
        expect(188, 1, 0);
    }

    @Test
    void twoBadSyncBytesInARowLoseAlignment() {
        byte[] stream = run(PID, 20);
        stream[188 * 7] = 0x46;
        stream[188 * 8] = 0x46;

        assertThat(aligned(stream, 1316)).isEqualTo(without(without(stream, 8), 7));
        expect(376, 0, 1);
    }

    @Test
    void badSyncByteInAnAlignedBufferIsSeen() {
        byte[] stream = run(PID, 49);
        byte[] second = run(PID, 49, 49);
        second[188 * 48] = 0;

        assertThat(aligned(concat(stream, second, run(PID, 98, 49)), 49 * 188))
                .isEqualTo(concat(stream, Arrays.copyOf(second, 48 * 188), run(PID, 98, 49)));
        expect(188, 1, 0);
    }

    // -- columns of 0x47 that are none of packets
    // ------------------------------------------------------------------------------------------------------------------

    /** Tables, sound and a picture on PID 0x147, whose packets come in long runs. */
    private static byte[] streamOnPid147(int groups, int fill) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int[] counters = new int[3];
        for (int group = 0; group < groups; group++) {
            stream.writeBytes(filled(0, counters[0]++, fill));
            for (int i = 0; i < 60; i++) {
                stream.writeBytes(filled(0x147, counters[1]++, fill));
            }
            stream.writeBytes(filled(0x148, counters[2]++, fill));
        }
        return stream.toByteArray();
    }

    private static byte[] filled(int pid, int counter, int fill) {
        byte[] packet = CraftedPacket.of(pid).continuity(counter).bytes();
        Arrays.fill(packet, 4, packet.length, (byte) fill);
        return packet;
    }

    @ParameterizedTest
    @CsvSource({"0x55,1", "0x55,2", "0x55,3", "0x11,2", "0x11,1881", "0x10,2", "0xFF,2", "0x00,2", "0x47,2"})
    void aPidWithTheSyncByteIsNotTakenForIt(String fill, int cut) {
        byte[] stream = streamOnPid147(20, Integer.decode(fill));
        byte[] begun = Arrays.copyOfRange(stream, 188 + cut, stream.length);
        int skipped = 188 - cut % 188;
        for (int chunk : new int[] {100, 188, 1316, 65536}) {
            long before = align.skippedBytes();
            assertThat(aligned(begun, chunk))
                    .as("in chunks of " + chunk)
                    .isEqualTo(Arrays.copyOfRange(begun, skipped, begun.length));
            assertThat(align.skippedBytes() - before).isEqualTo(skipped);
        }
    }

    /** The bytes behind the gap are aligned to the PID's second byte. */
    @ParameterizedTest
    @ValueSource(ints = {0x55, 0x11, 0x00, 0xFF})
    void alignmentThatProvesWrongIsGivenUp(int fill) {
        byte[] stream = streamOnPid147(20, fill);
        int lost = 188 * 200 + 57;
        byte[] gap = concat(Arrays.copyOf(stream, lost), Arrays.copyOfRange(stream, lost + 2, stream.length));
        for (int chunk : new int[] {188, 1316, 65536, 188 * 49}) {
            byte[] out = aligned(gap, chunk);
            byte[] before = Arrays.copyOf(stream, 188 * 200);
            byte[] behind = Arrays.copyOfRange(stream, 188 * 202, stream.length);

            assertThat(out).as("in chunks of " + chunk).startsWith(before).endsWith(behind);
            assertThat(out.length).as("with the packet that is cut").isEqualTo(stream.length - 188);
        }
        assertThat(align.syncLosses()).isEqualTo(4);
        assertThat(align.skippedBytes()).isEqualTo(4 * 186);
    }

    /** Arrival times of 27 MHz and 30 bits, under two bits of 01. */
    @ParameterizedTest
    @CsvSource({"0x47000000,0x55", "0x470000,0x55", "0x4700,0", "0x47,0xFF", "0x47474700,0x55", "0x47000000,0x47"})
    void timeStampsWithTheSyncByteAreNotTakenForIt(String time, String fill) {
        int first = Integer.decode(time);
        byte[] stream = streamOnPid147(20, Integer.decode(fill));
        ByteBuffer stamped = ByteBuffer.allocate(stream.length / 188 * 192);
        for (int packet = 0; packet < stream.length; packet += 188) {
            stamped.putInt(first + packet / 188 * 5).put(stream, packet, 188);
        }
        for (int cut : new int[] {0, 1, 2, 4, 5}) {
            byte[] begun = Arrays.copyOfRange(stamped.array(), cut, stamped.capacity());
            for (int chunk : new int[] {100, 192, 1316, 65536}) {
                assertThat(aligned(begun, chunk))
                        .as("from " + cut + " in chunks of " + chunk)
                        .isEqualTo(cut > 4 ? Arrays.copyOfRange(stream, 188, stream.length) : stream);
            }
        }
    }

    @Test
    void aNewPidIsWaitedForNoLongerThanTheStreamLasts() {
        byte[] stream = concat(run(PID, 20), run(PID + 1, 2));

        assertThat(aligned(stream, 188)).isEqualTo(stream);
        expect(0, 0, 0);
    }

    @Test
    void packetLengthMayChange() {
        byte[] plain = run(PID, 10);
        byte[] parity = run(PID, 10, 10);

        byte[] out = aligned(concat(plain, withParity(parity)), 1000);

        // the last plain packets before the change and the first after it are told apart by two bad sync bytes
        assertThat(out).startsWith(plain);
        assertThat(out).endsWith(Arrays.copyOfRange(parity, 188, parity.length));
        assertThat(align.syncLosses()).isEqualTo(1);
    }

    @Test
    void streamOfFewerThanFivePacketsIsKept() {
        assertThat(aligned(run(PID, 3), 100)).isEqualTo(run(PID, 3));
        expect(0, 0, 0);
    }

    @Test
    void soIsOneWithParity() {
        assertThat(aligned(withParity(run(PID, 3)), 100)).isEqualTo(run(PID, 3));
        expect(0, 0, 0);
    }

    @Test
    void fewerThanFiveBehindJunkAreNoStream() {
        assertThat(aligned(concat(new byte[10], run(PID, 3)), 100)).isEmpty();
        expect(10 + 3 * 188, 0, 0);
    }

    @Test
    void afterALossTheEndOfTheStreamIsNoExcuseForFewerThanFive() {
        byte[] stream = run(PID, 10);
        byte[] junk = new byte[400];

        assertThat(aligned(concat(stream, junk, run(PID, 10, 3)), 65536)).isEqualTo(stream);
        expect(400 + 3 * 188, 0, 1);
    }

    @Test
    void streamThatIsNoTransportStreamGivesNothing() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);

        assertThat(aligned(noise, 1316)).isEmpty();
        expect(100_000, 0, 0);
    }

    @Test
    void partialPacketAtTheEndIsDroppedAndCounted() {
        byte[] stream = run(PID, 10);

        assertThat(aligned(Arrays.copyOf(stream, stream.length - 50), 1000)).isEqualTo(Arrays.copyOf(stream, 9 * 188));
        expect(138, 0, 0);
    }

    @Test
    void emptyBuffersAreReleased() {
        assertThat(Flux.just(CraftedPacket.buffer(new byte[0]), CraftedPacket.buffer(run(PID, 5)))
                        .transform(align)
                        .map(CraftedPacket::drain)
                        .blockLast())
                .isEqualTo(run(PID, 5));
    }

    @Test
    void randomCutsLoseNothing() {
        Random random = new Random(11);
        byte[] stream = run(PID, 500);
        List<ByteBuf> chunks = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int to = Math.min(stream.length, at + random.nextInt(900));
            chunks.add(CraftedPacket.buffer(Arrays.copyOfRange(stream, at, to)));
            at = to;
        }

        assertThat(collect(Flux.fromIterable(chunks).transform(align))).isEqualTo(stream);
    }

    /** What a loss takes of its first and of its last packet is not to be put together, and not the signal's. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "100,100", "187,3", "47,46", "0,60", "60,0"})
    void ofPacketsThatALossCutsNothingPasses(int cutBefore, int cutBehind) {
        byte[] before = run(PID, 20);
        byte[] behind = run(PID, 30, 20);
        Loss loss = Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
        List<Loss> told = new ArrayList<>();

        byte[] out = collect(Flux.just(
                        CraftedPacket.buffer(Arrays.copyOf(before, before.length - cutBefore)),
                        Loss.mark(CraftedPacket.buffer(Arrays.copyOfRange(behind, cutBehind, 1700)), loss),
                        CraftedPacket.buffer(Arrays.copyOfRange(behind, 1700, behind.length)))
                .transform(align)
                .doOnNext(buffer -> told.add(Loss.before(buffer))));

        int lostBehind = cutBehind == 0 ? 0 : 1;
        assertThat(out)
                .isEqualTo(concat(
                        Arrays.copyOf(before, (cutBefore == 0 ? 20 : 19) * 188),
                        Arrays.copyOfRange(behind, lostBehind * 188, behind.length)));
        expect(0, 0, 0);
        assertThat(align.cutBytes())
                .isEqualTo((cutBefore == 0 ? 0 : 188 - cutBefore) + (cutBehind == 0 ? 0 : 188 - cutBehind));
        assertThat(told).containsExactly(null, loss, null);
    }

    @Test
    void aLossIsToldByTheFirstBufferBehindItThatHasAWholePacket() {
        byte[] behind = run(PID, 30, 20);
        Loss kernel = Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
        Loss policy = Loss.of(Loss.Account.POLICY, 50);
        List<Loss> told = new ArrayList<>();

        collect(Flux.just(
                        CraftedPacket.buffer(run(PID, 20)),
                        Loss.mark(CraftedPacket.buffer(Arrays.copyOf(behind, 50)), kernel),
                        Loss.mark(CraftedPacket.buffer(Arrays.copyOfRange(behind, 188, behind.length)), policy))
                .transform(align)
                .doOnNext(buffer -> told.add(Loss.before(buffer))));

        assertThat(told).hasSize(2);
        assertThat(told.get(1)).hasToString("missing: kernel unknown, policy 100 bytes");
        assertThat(align.cutBytes()).isEqualTo(50);
    }

    /** Behind the operator whole packets are missing, whatever was lost of the first and of the last one. */
    @ParameterizedTest
    @CsvSource({"100,140", "100,328", "1,187", "0,60", "60,188", "0,188"})
    void theLossPassedOnIsAllThatIsMissing(int from, int to) {
        byte[] before = run(PID, 20);
        byte[] behind = run(PID, 30, 20);
        List<Loss> told = new ArrayList<>();

        byte[] out = collect(Flux.just(
                        CraftedPacket.buffer(concat(before, Arrays.copyOf(behind, from))),
                        Loss.mark(
                                CraftedPacket.buffer(Arrays.copyOfRange(behind, to, 1700)),
                                Loss.of(Loss.Account.NETWORK, to - from)),
                        CraftedPacket.buffer(Arrays.copyOfRange(behind, 1700, behind.length)))
                .transform(align)
                .doOnNext(buffer -> told.add(Loss.before(buffer))));

        int missing = before.length + behind.length - out.length;
        told.removeIf(Objects::isNull);
        assertThat(told)
                .singleElement()
                .extracting(loss -> loss.bytes(Loss.Account.NETWORK))
                .isEqualTo((long) missing);
        assertThat(align.cutBytes()).isEqualTo(missing - (to - from));
        expect(0, 0, 0);
    }

    private byte[] aligned(byte[] stream, int chunk) {
        List<ByteBuf> chunks = new ArrayList<>();
        for (int at = 0; at < stream.length; at += chunk) {
            chunks.add(CraftedPacket.buffer(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + chunk))));
        }
        return collect(Flux.fromIterable(chunks).transform(align));
    }

    private static byte[] collect(Flux<ByteBuf> buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        buffers.map(CraftedPacket::drain)
                .doOnNext(bytes -> assertThat(bytes.length % 188).isZero())
                .doOnNext(all::writeBytes)
                .blockLast();
        return all.toByteArray();
    }

    private static byte[] withParity(byte[] stream) {
        byte[] longer = new byte[stream.length / 188 * 204];
        for (int i = 0; i < stream.length / 188; i++) {
            System.arraycopy(stream, i * 188, longer, i * 204, 188);
        }
        return longer;
    }

    private static byte[] without(byte[] stream, int packet) {
        return concat(
                Arrays.copyOf(stream, packet * 188), Arrays.copyOfRange(stream, packet * 188 + 188, stream.length));
    }

    private void expect(long skippedBytes, long syncByteErrors, long syncLosses) {
        assertThat(align.skippedBytes()).as("skipped bytes").isEqualTo(skippedBytes);
        assertThat(align.syncByteErrors()).as("sync byte errors").isEqualTo(syncByteErrors);
        assertThat(align.syncLosses()).as("sync losses").isEqualTo(syncLosses);
    }
}
