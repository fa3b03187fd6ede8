// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.BufferFlag;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.ExportedBuffer;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a simulated driver does beyond the contract: plays feeds, and misbehaves as it is told. */
@Timeout(300)
class SimulatedDriverTest {

    private static final int PACKETS = 7;
    private static final int SIZE_BYTES = PACKETS * NumberedPackets.PACKET_BYTES;
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final WakeUp wakeUp = new WakeUp();
    private final DequeuedBuffer dequeued = new DequeuedBuffer();
    private ByteBuffer[] memory = {};
    private SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();

    @AfterEach
    void closeDevice() {
        device.close();
        wakeUp.close();
    }

    private void started(SimulatedDmxDevice.Builder builder, PesFilter filter, int buffers) {
        device.close();
        device = builder.name("driver").build();
        memory = new ByteBuffer[buffers];
        device.requestBuffers(buffers, SIZE_BYTES);
        for (int index = 0; index < buffers; index++) {
            memory[index] = device.map(index);
            device.queue(index);
        }
        device.setPesFilter(filter);
        device.start();
    }

    private void assertDequeues(byte[] expected) {
        assertThat(device.await(wakeUp, LONG_NANOS)).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        byte[] bytes = new byte[dequeued.bytesUsed()];
        memory[dequeued.index()].get(0, bytes);
        assertThat(bytes).isEqualTo(expected);
    }

    @Test
    void anUnpacedFeedWaitsForBuffersToComeBack() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)), PesFilter.fullTs(), 2);
        NumberedPackets expected = NumberedPackets.of(1);
        for (int round = 0; round < 20; round++) {
            assertDequeues(expected.next(PACKETS));
            assertDequeues(expected.next(PACKETS));
            assertThat(device.dequeue(dequeued)).isFalse();
            assertThat(device.await(wakeUp, 0)).isEqualTo(Readiness.TIMED_OUT);
            device.queue(0);
            device.queue(1);
        }
        assertThat(device.lostBytes()).isZero();
    }

    @Test
    void anUnpacedFeedWaitsWhileTheFilterIsStopped() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)), PesFilter.fullTs(), 2);
        device.stop();
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.dequeue(dequeued)).isFalse();
        device.start();
        NumberedPackets expected = NumberedPackets.of(1);
        assertDequeues(expected.next(PACKETS));
        assertDequeues(expected.next(PACKETS));
    }

    @Test
    void anUnpacedFeedLosesNothingInPartialBuffers() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)).partialBuffers(2), PesFilter.fullTs(), 2);
        NumberedPackets expected = NumberedPackets.of(1);
        for (int round = 0; round < 20; round++) {
            assertDequeues(expected.next(2));
            device.queue(dequeued.index());
        }
        assertThat(device.lostBytes()).isZero();
    }

    @Test
    void aFilterThatNothingPassesCanBeStopped() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)), PesFilter.ofPids(2), 2);
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.await(wakeUp, LONG_NANOS))
                .as("there is more to look through")
                .isEqualTo(Readiness.READY);
        device.stop();
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.await(wakeUp, 0)).isEqualTo(Readiness.TIMED_OUT);
        device.addPid(1);
        device.start();
        assertThat(device.await(wakeUp, LONG_NANOS)).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
    }

    @Test
    void theEndOfAFeedIsSilence() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.of(1, PACKETS + 3)), PesFilter.fullTs(), 3);
        assertDequeues(NumberedPackets.of(1).next(PACKETS));
        assertThat(device.dequeue(dequeued)).as("three packets fill no buffer").isFalse();
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.await(wakeUp, 0)).isEqualTo(Readiness.TIMED_OUT);
    }

    @Test
    void aJumpLosesSoManyPackets() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)), PesFilter.fullTs(), 2);
        NumberedPackets expected = NumberedPackets.of(1);
        assertDequeues(expected.next(PACKETS));
        device.jump(1000);
        expected.next(1000);
        assertDequeues(expected.next(PACKETS));
    }

    @Test
    void aFlushGivesBackWhatThereIs() {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        device.flush();
        assertThat(device.dequeue(dequeued)).as("nothing is in it").isFalse();
        byte[] sent = NumberedPackets.of(1).next(3);
        device.write(ByteBuffer.wrap(sent));
        device.flush();
        assertDequeues(sent);
    }

    @Test
    void aFlushGivesBackWhatIsLeftOfAFeedThatIsPlayedOut() {
        byte[] sample = NumberedPackets.of(1).next(PACKETS + 3);
        started(
                SimulatedDmxDevice.builder()
                        .feed(Playback.ofBytes(ByteBuffer.wrap(sample))
                                .unpaced()
                                .open()),
                PesFilter.fullTs(),
                2);
        assertDequeues(Arrays.copyOf(sample, PACKETS * 188));
        for (int tries = 0; tries < 3; tries++) {
            assertThat(device.dequeue(dequeued)).as("it is not full").isFalse();
        }
        device.flush();
        assertDequeues(Arrays.copyOfRange(sample, PACKETS * 188, sample.length));
    }

    @Test
    void partialBuffersComeBackAfterSoManyPackets() {
        started(SimulatedDmxDevice.builder().partialBuffers(2), PesFilter.fullTs(), 3);
        byte[] sent = NumberedPackets.of(1).next(5);
        device.write(ByteBuffer.wrap(sent));
        assertDequeues(Arrays.copyOf(sent, 2 * NumberedPackets.PACKET_BYTES));
        assertDequeues(Arrays.copyOfRange(sent, 2 * NumberedPackets.PACKET_BYTES, 4 * NumberedPackets.PACKET_BYTES));
        assertThat(device.dequeue(dequeued)).isFalse();
    }

    @Test
    void whatTheDriverNoticesIsToldWithTheNextBufferOnly() {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        device.raise(BufferFlag.PKT_COUNTER_MISMATCH);
        device.raise(BufferFlag.HAD_CRC32_DISCARD);
        device.write(ByteBuffer.wrap(NumberedPackets.of(1).next(2 * PACKETS)));
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(BufferFlag.of(dequeued.flags()))
                .containsExactly(BufferFlag.HAD_CRC32_DISCARD, BufferFlag.PKT_COUNTER_MISMATCH);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(dequeued.flags()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNMAP", "REOPEN"})
    void anUnpluggedDeviceAnswersEnodev(DmxVerb verb) {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        device.unplug();
        assertThatThrownBy(() -> call(verb))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ENODEV)).isTrue())
                .hasMessageStartingWith(verb.call() + "(sim:driver) failed: ENODEV (19), the device is gone: ");
        device.unmap(0);
        device.unmap(1);
        assertThat(device.isMapped()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theCallThatIsToFailFailsAndNoOther(DmxVerb verb) {
        started(
                SimulatedDmxDevice.builder().faults(FaultPlan.none().failing(verb, countOfCalls(verb) + 2, Errno.EIO)),
                PesFilter.fullTs(),
                2);
        callCaught(verb);
        assertThatThrownBy(() -> call(verb)).hasMessageStartingWith(verb.call() + "(sim:driver) failed: EIO (5)");
        callCaught(verb);
    }

    /** How often {@link #started} makes the call. */
    private static int countOfCalls(DmxVerb verb) {
        return switch (verb) {
            case MAP, QUEUE -> 2;
            case REQUEST_BUFFERS, SET_PES_FILTER, START -> 1;
            default -> 0;
        };
    }

    private void callCaught(DmxVerb verb) {
        try {
            call(verb);
        } catch (ErrnoException e) {
            assertThat(e.errno()).as("%s", e).isIn(Errno.EBUSY.number(), Errno.EINVAL.number());
        }
    }

    private void call(DmxVerb verb) {
        switch (verb) {
            case SET_PES_FILTER -> device.setPesFilter(PesFilter.fullTs());
            case ADD_PID -> device.addPid(1);
            case REMOVE_PID -> device.removePid(1);
            case START -> device.start();
            case STOP -> device.stop();
            case REQUEST_BUFFERS -> device.requestBuffers(2, SIZE_BYTES);
            case QUERY_BUFFER -> device.queryBuffer(0);
            case MAP -> device.map(0);
            case UNMAP -> device.unmap(0);
            case QUEUE -> device.queue(0);
            case DEQUEUE -> device.dequeue(dequeued);
            case EXPORT -> device.export(0).close();
            case AWAIT -> device.await(wakeUp, 0);
            case REOPEN -> device.reopen();
        }
    }

    @Test
    void anInterruptedCallIsMadeAgain() {
        FaultPlan interrupted = FaultPlan.none();
        for (DmxVerb verb : DmxVerb.values()) {
            for (int call = 1; call < 4; call++) {
                interrupted = interrupted.failing(verb, call, Errno.EINTR);
            }
        }
        started(SimulatedDmxDevice.builder().faults(interrupted), PesFilter.fullTs(), 2);
        byte[] sent = NumberedPackets.of(1).next(PACKETS);
        device.write(ByteBuffer.wrap(sent));
        assertDequeues(sent);
    }

    /** As a dequeue fills the next one: it returns now and then, so that its caller can end. */
    @Test
    void aFeedWhoseBuffersAreAllLostEndsNoDequeueAndHoldsUpNone() {
        FaultPlan plan = FaultPlan.none().failingFrom(DmxVerb.DEQUEUE, 2, Errno.EOVERFLOW);
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)).faults(plan), PesFilter.fullTs(), 2);
        DequeuedBuffer dequeued = new DequeuedBuffer();
        assertThat(device.dequeue(dequeued)).isTrue();
        device.queue(dequeued.index());
        for (int visit = 0; visit < 100; visit++) {
            assertThat(device.dequeue(dequeued)).isFalse();
            assertThat(device.await(wakeUp, 0)).as("there is more").isEqualTo(Readiness.READY);
        }
        assertThat(device.overflows()).isGreaterThan(100);
    }

    @Test
    void anUnplugIsFoundByALook() {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        device.requirePresent();
        device.unplug();
        assertThatThrownBy(device::requirePresent).hasMessageContaining("ENODEV");
    }

    @Test
    void anUnplugEndsAWait() {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        CompletableFuture<Readiness> waiting =
                CompletableFuture.supplyAsync(() -> device.await(wakeUp, Long.MAX_VALUE));
        device.unplug();
        assertThatThrownBy(waiting::join).hasMessageContaining("ENODEV");
    }

    @Test
    void grantsWhatItIsToldTo() {
        device.close();
        device = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none().granting(new BufferLimits(3, 5, 1000)))
                .build();
        assertThat(device.requestBuffers(1, 188).count()).isEqualTo(3);
        assertThat(device.requestBuffers(9, 1316)).hasToString("asked 9 x 1316 bytes, granted 5 x 1000");
    }

    @Test
    void anExportShowsTheBuffersBytesAlsoAfterTheDeviceIsClosed() throws IOException {
        started(SimulatedDmxDevice.builder(), PesFilter.fullTs(), 2);
        byte[] sent = NumberedPackets.of(1).next(PACKETS);
        device.write(ByteBuffer.wrap(sent));
        try (ExportedBuffer exported = device.export(0)) {
            device.close();
            assertThat(Files.readAllBytes(Path.of("/proc/self/fd/" + exported.descriptor())))
                    .isEqualTo(sent);
        }
    }

    @Test
    void whatComesAfterCloseDoesNothing() {
        started(SimulatedDmxDevice.builder().feed(CountedFeed.endless(1)), PesFilter.fullTs(), 2);
        device.close();
        device.write(ByteBuffer.wrap(NumberedPackets.of(1).next(PACKETS)));
        device.flush();
        device.jump(1);
        device.raise(BufferFlag.TEI);
        device.unplug();
        assertThat(device.isClosed()).isTrue();
    }

    @Test
    void aCloseLeavesNoThreadOfAPacedFeed() throws InterruptedException {
        started(SimulatedDmxDevice.builder().feed(Playback.ofSample().looped().open()), PesFilter.fullTs(), 2);
        assertThat(device.await(wakeUp, LONG_NANOS)).isEqualTo(Readiness.READY);
        device.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("sim:driver"));
    }

    @Test
    void aPlanOfFaultsTellsThemInOrder() {
        assertThat(FaultPlan.none()).hasToString("no fault");
        assertThat(FaultPlan.none().failing(DmxVerb.QUEUE, 9, Errno.EINVAL).failing(DmxVerb.QUEUE, 2, Errno.EIO))
                .hasToString("QUEUE no. 2: EIO, QUEUE no. 9: EINVAL");
    }
}
