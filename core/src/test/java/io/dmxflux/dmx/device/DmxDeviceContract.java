// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import static io.dmxflux.dmx.NumberedPackets.PACKET_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.Poll;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every back end promises, whether a kernel stands behind it or not.
 *
 * <p>A subclass opens a device and delivers packets to it; in which respects back ends may differ is said by the methods
 * between the two, and nowhere else. Deliveries are small, much less than what is queued, unless data is meant to be lost.
 */
public abstract class DmxDeviceContract {

    private static final int PID = 0x100;
    private static final int OTHER_PID = 0x101;
    private static final int ABSENT_PID = 0x1FF0;
    private static final int BUFFERS = 4;
    private static final int PACKETS = 7;
    private static final int SIZE_BYTES = PACKETS * PACKET_BYTES;

    /** Longer than any wait that is expected to end by itself. */
    private static final long ENDS_BEFORE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** For waits in which nothing is expected. */
    private static final long NOTHING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int ROUNDS = 20;

    /** Opens a device that delivers what {@link #deliver} is given once its filter, set to the dvr node, runs. */
    protected abstract DmxDevice open() throws Exception;

    /** Delivers whole packets; they have reached the device's buffers when it returns. */
    protected abstract void deliver(byte[] packets) throws Exception;

    /** A driver that lends buffers gives each back when it is full, not before; a read() takes what there is. */
    protected boolean fillsBuffersWhole() {
        return true;
    }

    /** A driver without a queued buffer loses data in silence; a read() says EOVERFLOW, once its ring is lost. */
    protected boolean tellsLosses() {
        return false;
    }

    /** More than the device holds of a stream that nobody takes, where {@link #tellsLosses}. */
    protected int overflowingBytes() {
        return 0;
    }

    /** A driver's full buffers outlive the filter; the ring behind read() is emptied when it stops. */
    protected boolean keepsWhatCameBeforeStop() {
        return true;
    }

    /** A driver that lends buffers lends them to other devices too. */
    protected boolean exports() {
        return true;
    }

    protected DmxDevice device;
    private final WakeUp wakeUp = new WakeUp();
    private final DequeuedBuffer dequeued = new DequeuedBuffer();
    private final NumberedPackets packets = NumberedPackets.of(PID);
    private final List<ByteBuffer> memory = new ArrayList<>();

    @BeforeEach
    void openDevice() throws Exception {
        device = open();
    }

    @AfterEach
    void closeDevice() {
        device.close();
        wakeUp.close();
    }

    private void allQueued(int count) {
        int granted = device.requestBuffers(count, SIZE_BYTES).count();
        for (int index = 0; index < granted; index++) {
            memory.add(device.map(index));
            device.queue(index);
        }
    }

    private void startedWith(int count) {
        allQueued(count);
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        device.start();
    }

    private Readiness awaitLong() {
        return device.await(wakeUp, ENDS_BEFORE_NANOS);
    }

    private Readiness awaitNothing() {
        return device.await(wakeUp, NOTHING_NANOS);
    }

    /** What the dequeued buffer holds. */
    private byte[] content() {
        byte[] bytes = new byte[dequeued.bytesUsed()];
        memory.get(dequeued.index()).get(0, bytes);
        return bytes;
    }

    /** Takes so many bytes from the device, in however many buffers, and requeues each. */
    private byte[] take(int bytes) {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        while (taken.size() < bytes) {
            assertThat(awaitLong())
                    .as("after %d of %d bytes", taken.size(), bytes)
                    .isEqualTo(Readiness.READY);
            while (device.dequeue(dequeued)) {
                taken.writeBytes(content());
                device.queue(dequeued.index());
            }
        }
        return taken.toByteArray();
    }

    private static void assertErrno(ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno.number()))
                .hasMessageContaining(errno.name())
                .hasMessageNotContaining("\n");
    }

    // what is granted

    @ParameterizedTest
    @CsvSource({
        "1, 188, 2, 188",
        "2, 1316, 2, 1316",
        "32, 192512, 32, 192512",
        "33, 188, 32, 188",
        "64, 18800, 32, 18800",
        "1000, 188, 32, 188",
        "-2147483648, 188, 32, 188",
        "4, 10000000, 4, 770048",
        "100, 1000, 32, 1000",
    })
    void grantsWhatLinuxGrants(int askedCount, int askedBytes, int count, int sizeBytes) {
        assertThat(device.requestBuffers(askedCount, askedBytes))
                .isEqualTo(new NegotiatedBuffers(askedCount, askedBytes, count, sizeBytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesASizeThatWouldMakeTheKernelWarn(int sizeBytes) {
        assertErrno(() -> device.requestBuffers(BUFFERS, sizeBytes), Errno.EINVAL);
        assertThat(device.requestBuffers(BUFFERS, SIZE_BYTES).count()).isEqualTo(BUFFERS);
    }

    @Test
    void noBuffersAskedForFreesAll() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        assertThat(device.requestBuffers(0, 0).count()).isZero();
        assertErrno(() -> device.queue(0), Errno.EINVAL);
        assertErrno(() -> device.queryBuffer(0), Errno.EINVAL);
        assertErrno(() -> device.map(0), Errno.EINVAL);
    }

    @Test
    void negotiatingAgainReplacesTheBuffers() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        device.requestBuffers(2 * BUFFERS, 2 * SIZE_BYTES);
        assertThat(device.queryBuffer(2 * BUFFERS - 1).lengthBytes()).isEqualTo(2 * SIZE_BYTES);
        device.requestBuffers(2, SIZE_BYTES);
        assertThat(device.queryBuffer(1).lengthBytes()).isEqualTo(SIZE_BYTES);
        assertErrno(() -> device.queryBuffer(2), Errno.EINVAL);
    }

    @Test
    void negotiatingIsRefusedWhileABufferIsMapped() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        device.map(1);
        assertErrno(() -> device.requestBuffers(BUFFERS, SIZE_BYTES), Errno.EBUSY);
        assertErrno(() -> device.requestBuffers(0, 0), Errno.EBUSY);
        device.unmap(1);
        assertThat(device.requestBuffers(2, SIZE_BYTES).count()).isEqualTo(2);
    }

    @Test
    void negotiatingIsRefusedOnceTheQueueRunsAndLeavesItRunning() throws Exception {
        startedWith(BUFFERS);
        assertErrno(() -> device.requestBuffers(2, SIZE_BYTES), Errno.EBUSY);
        assertErrno(() -> device.requestBuffers(0, 0), Errno.EBUSY);
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @Test
    void aQueueThatRunsIsNotNegotiatedAlsoWhenNothingIsMapped() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        device.queue(0);
        assertErrno(() -> device.requestBuffers(0, 0), Errno.EBUSY);
    }

    // where buffers are

    @Test
    void everyBufferHasAPlaceOfItsOwnAndTheGrantedLength() {
        int granted = device.requestBuffers(BUFFERS, SIZE_BYTES).count();
        Set<Long> offsets = new HashSet<>();
        for (int index = 0; index < granted; index++) {
            BufferLocation location = device.queryBuffer(index);
            assertThat(location.lengthBytes()).isEqualTo(SIZE_BYTES);
            offsets.add(location.offset());
        }
        assertThat(offsets).hasSize(granted);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, BUFFERS, BUFFERS + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void anIndexOutOfRangeIsRefused(int index) {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        assertErrno(() -> device.queryBuffer(index), Errno.EINVAL);
        assertErrno(() -> device.map(index), Errno.EINVAL);
        assertErrno(() -> device.queue(index), Errno.EINVAL);
        assertErrno(() -> device.export(index), exports() ? Errno.EINVAL : Errno.ENOTTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, BUFFERS, Integer.MAX_VALUE})
    void unmappingWhatIsNotMappedDoesNothing(int index) {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        device.unmap(index);
        assertThat(device.requestBuffers(2, SIZE_BYTES).count()).isEqualTo(2);
    }

    @Test
    void mappedMemoryIsAsLargeAsGranted() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        assertThat(device.map(0).capacity()).isEqualTo(SIZE_BYTES);
    }

    @Test
    void aViewKeptBeyondUnmapReadsZeros() throws Exception {
        startedWith(BUFFERS);
        deliver(packets.next(PACKETS));
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(content()).startsWith(0x47);
        device.unmap(dequeued.index());
        assertThat(content()).containsOnly(0);
    }

    @Test
    void aBufferMappedTwiceIsGivenBackByOneUnmap() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        ByteBuffer first = device.map(0);
        ByteBuffer second = device.map(0);
        second.put(0, (byte) 0x47);
        assertThat(first.get(0)).isEqualTo((byte) 0x47);
        device.unmap(0);
        assertThat(first.get(0)).isZero();
        assertThat(second.get(0)).isZero();
        assertThat(device.requestBuffers(2, SIZE_BYTES).count()).isEqualTo(2);
    }

    // queue and dequeue

    @Test
    void theQueueIsOnFromTheFirstBuffer() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        device.map(0);
        assertThat(device.isStreaming()).isFalse();
        device.queue(0);
        assertThat(device.isStreaming()).isTrue();
    }

    @Test
    void aBufferQueuedTwiceIsRefusedAndStaysQueuedOnce() throws Exception {
        startedWith(2);
        assertErrno(() -> device.queue(0), Errno.EINVAL);
        byte[] sent = packets.next(2 * PACKETS);
        deliver(Arrays.copyOf(sent, SIZE_BYTES));
        assertThat(take(SIZE_BYTES)).isEqualTo(Arrays.copyOf(sent, SIZE_BYTES));
        deliver(Arrays.copyOfRange(sent, SIZE_BYTES, sent.length));
        assertThat(take(SIZE_BYTES)).isEqualTo(Arrays.copyOfRange(sent, SIZE_BYTES, sent.length));
    }

    @Test
    void nothingIsReadyBeforeAnythingHasArrived() {
        startedWith(BUFFERS);
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.await(wakeUp, 0)).isEqualTo(Readiness.TIMED_OUT);
    }

    @Test
    void nothingIsReadyBeforeTheQueueIsOn() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        assertThat(device.dequeue(dequeued)).isFalse();
    }

    @Test
    void aFullBufferIsReadyAndHoldsTheBytesThatArrived() throws Exception {
        startedWith(BUFFERS);
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(dequeued.bytesUsed()).isEqualTo(SIZE_BYTES);
        assertThat(content()).isEqualTo(sent);
        assertThat(dequeued.sequence()).isZero();
        assertThat(device.dequeue(dequeued)).isFalse();
    }

    @Test
    void aFullBufferCanBeDequeuedWithoutAWait() throws Exception {
        startedWith(BUFFERS);
        deliver(packets.next(PACKETS));
        assertThat(device.dequeue(dequeued)).isTrue();
    }

    @Test
    void itsDescriptorPollsReadableWhileABufferIsReadyAndADeviceThatReadsAlsoAtItsBeat() throws Exception {
        startedWith(BUFFERS);
        Poll poll = new Poll();
        assertThat(poll.await(device.descriptor(), -1, 0) && fillsBuffersWhole())
                .isFalse();
        deliver(packets.next(PACKETS));
        assertThat(poll.await(device.descriptor(), -1, ENDS_BEFORE_NANOS)).isTrue();
        assertThat(poll.firstReadable()).isTrue();
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(poll.await(device.descriptor(), -1, 0) && fillsBuffersWhole())
                .isFalse();
    }

    @Test
    void aBufferIsGivenBackWhenItIsFullAndNotBefore() throws Exception {
        assumeTrue(fillsBuffersWhole());
        startedWith(BUFFERS);
        byte[] sent = packets.next(PACKETS);
        deliver(Arrays.copyOf(sent, SIZE_BYTES - PACKET_BYTES));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        assertThat(device.dequeue(dequeued)).isFalse();
        deliver(Arrays.copyOfRange(sent, SIZE_BYTES - PACKET_BYTES, SIZE_BYTES));
        assertThat(take(SIZE_BYTES)).isEqualTo(sent);
    }

    @Test
    void aReadTakesWhatThereIs() throws Exception {
        assumeFalse(fillsBuffersWhole());
        startedWith(BUFFERS);
        byte[] sent = packets.next(2);
        deliver(sent);
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(dequeued.bytesUsed()).isEqualTo(sent.length);
        assertThat(content()).isEqualTo(sent);
    }

    @Test
    void packetsComeOutInTheOrderInWhichTheyWentIn() throws Exception {
        startedWith(BUFFERS);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] sent = packets.next(2 * PACKETS);
            deliver(sent);
            assertThat(take(sent.length)).isEqualTo(sent);
        }
    }

    @Test
    void buffersComeBackInTheOrderInWhichTheyWereQueued() throws Exception {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        for (int index = 0; index < BUFFERS; index++) {
            memory.add(device.map(index));
        }
        for (int index : new int[] {2, 0, 3}) {
            device.queue(index);
        }
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        device.start();
        for (int index : new int[] {2, 0, 3}) {
            deliver(packets.next(PACKETS));
            assertThat(awaitLong()).isEqualTo(Readiness.READY);
            assertThat(device.dequeue(dequeued)).isTrue();
            assertThat(dequeued.index()).isEqualTo(index);
        }
    }

    @Test
    void buffersAreNumberedWithoutAGap() throws Exception {
        startedWith(BUFFERS);
        for (int round = 0; round < ROUNDS; round++) {
            deliver(packets.next(PACKETS));
            assertThat(awaitLong()).isEqualTo(Readiness.READY);
            assertThat(device.dequeue(dequeued)).isTrue();
            assertThat(dequeued.sequence()).isEqualTo(round);
            device.queue(dequeued.index());
        }
    }

    @Test
    void requeuedFromAnotherThreadABufferIsFilledAndEndsTheWait() throws Exception {
        startedWith(2);
        for (int round = 0; round < ROUNDS; round++) {
            takeBothBuffers();
            CountDownLatch waiting = new CountDownLatch(1);
            byte[] sent = packets.next(PACKETS);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> requeueBothAndDeliver(waiting, sent));
            waiting.countDown();
            assertThat(awaitLong()).as("round %d", round).isEqualTo(Readiness.READY);
            other.get(60, TimeUnit.SECONDS);
            assertThat(take(sent.length)).isEqualTo(sent);
        }
    }

    private void takeBothBuffers() throws Exception {
        for (int buffer = 0; buffer < 2; buffer++) {
            deliver(packets.next(PACKETS));
            assertThat(awaitLong()).isEqualTo(Readiness.READY);
            assertThat(device.dequeue(dequeued)).isTrue();
        }
        assertThat(device.dequeue(dequeued)).isFalse();
    }

    private void requeueBothAndDeliver(CountDownLatch waiting, byte[] sent) {
        try {
            waiting.await();
            device.queue(0);
            device.queue(1);
            deliver(sent);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    // wake-ups

    @Test
    void aCallFromAnotherThreadEndsTheWait() throws Exception {
        startedWith(BUFFERS);
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(wakeUp::wakeUp);
            assertThat(awaitLong()).isEqualTo(Readiness.WOKEN);
            other.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void callsBeforeTheWaitCountAsOne() {
        startedWith(BUFFERS);
        wakeUp.wakeUp();
        wakeUp.wakeUp();
        assertThat(awaitLong()).isEqualTo(Readiness.WOKEN);
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        wakeUp.wakeUp();
        assertThat(awaitLong()).isEqualTo(Readiness.WOKEN);
    }

    @Test
    void aBufferComesBeforeACall() throws Exception {
        startedWith(BUFFERS);
        deliver(packets.next(PACKETS));
        wakeUp.wakeUp();
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(awaitNothing()).as("the call was used up with it").isEqualTo(Readiness.TIMED_OUT);
    }

    @Test
    void theLongestWaitIsNotMistakenForTheShortest() {
        startedWith(BUFFERS);
        CompletableFuture<Void> other = CompletableFuture.runAsync(wakeUp::wakeUp);
        assertThat(device.await(wakeUp, Long.MAX_VALUE)).isEqualTo(Readiness.WOKEN);
        other.join();
    }

    // loss

    @Test
    void withoutAQueuedBufferDataIsLostInSilenceAndTheQueueRecovers() throws Exception {
        assumeFalse(tellsLosses());
        startedWith(2);
        byte[] kept = packets.next(2 * PACKETS);
        deliver(kept);
        deliver(packets.next(3 * PACKETS));
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        for (int buffer = 0; buffer < 2; buffer++) {
            assertThat(device.dequeue(dequeued)).isTrue();
            assertThat(dequeued.flags()).isZero();
            assertThat(content()).isEqualTo(Arrays.copyOfRange(kept, buffer * SIZE_BYTES, (buffer + 1) * SIZE_BYTES));
        }
        assertThat(device.dequeue(dequeued)).isFalse();
        device.queue(0);
        device.queue(1);
        byte[] after = packets.next(PACKETS);
        deliver(after);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(dequeued.sequence()).as("no gap where data was lost").isEqualTo(2);
        assertThat(content()).isEqualTo(after);
        assertThat(device.overflows()).isZero();
    }

    @Test
    void aLostRingIsCountedAndReadingGoesOn() throws Exception {
        assumeTrue(tellsLosses());
        startedWith(2);
        byte[] lost = packets.next(PACKETS * 49);
        for (int sent = 0; sent < overflowingBytes(); sent += lost.length) {
            deliver(lost);
        }
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isFalse();
        assertThat(device.overflows()).isEqualTo(1);
        byte[] after = packets.next(PACKETS);
        deliver(after);
        assertThat(take(after.length)).isEqualTo(after);
        assertThat(device.overflows()).isEqualTo(1);
    }

    // the filter

    @Test
    void aFilterThatIsNotSetCannotBeStartedNorChanged() {
        assertErrno(device::start, Errno.EINVAL);
        assertErrno(() -> device.addPid(PID), Errno.EINVAL);
        assertErrno(() -> device.removePid(PID), Errno.EINVAL);
    }

    @Test
    void nothingArrivesBeforeStartAndNothingAfterStop() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        deliver(packets.next(PACKETS));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        device.start();
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
        device.stop();
        deliver(packets.next(PACKETS));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        device.start();
        byte[] again = packets.next(PACKETS);
        deliver(again);
        assertThat(take(again.length)).isEqualTo(again);
    }

    @Test
    void stopLeavesFilledBuffersDequeueable() throws Exception {
        assumeTrue(keepsWhatCameBeforeStop());
        startedWith(BUFFERS);
        byte[] sent = packets.next(2 * PACKETS);
        deliver(sent);
        device.stop();
        assertThat(take(sent.length)).isEqualTo(sent);
        assertThat(device.isStreaming()).as("the queue outlives the filter").isTrue();
    }

    @Test
    void aHalfFilledBufferGoesOnAfterTheNextStart() throws Exception {
        assumeTrue(fillsBuffersWhole());
        startedWith(BUFFERS);
        byte[] sent = packets.next(PACKETS);
        deliver(Arrays.copyOf(sent, 3 * PACKET_BYTES));
        device.stop();
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        device.start();
        deliver(Arrays.copyOfRange(sent, 3 * PACKET_BYTES, sent.length));
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @Test
    void stoppingTwiceAndWithoutAFilterDoesNothing() {
        device.stop();
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        device.start();
        device.stop();
        device.stop();
        assertThat(device.isStreaming()).isFalse();
    }

    @Test
    void settingAFilterStopsTheOneThatRuns() throws Exception {
        startedWith(BUFFERS);
        device.setPesFilter(PesFilter.fullTs().fromDvr());
        deliver(packets.next(PACKETS));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        device.start();
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @Test
    void aFilterPassesItsPidsOnly() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.ofPids(PID).fromDvr());
        device.start();
        NumberedPackets other = NumberedPackets.of(OTHER_PID);
        byte[] sent = packets.next(PACKETS);
        for (int packet = 0; packet < PACKETS; packet++) {
            deliver(other.next(1));
            deliver(Arrays.copyOfRange(sent, packet * PACKET_BYTES, (packet + 1) * PACKET_BYTES));
        }
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @Test
    void aFilterTakesSeveralPids() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.ofPids(ABSENT_PID, OTHER_PID, PID).fromDvr());
        device.start();
        byte[] sent = packets.next(PACKETS);
        deliver(NumberedPackets.of(0x102).next(1));
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
        byte[] others = NumberedPackets.of(OTHER_PID).next(PACKETS);
        deliver(others);
        assertThat(take(others.length)).isEqualTo(others);
    }

    @Test
    void pidsAreAddedAndRemovedWhileTheFilterRuns() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.ofPids(PID).fromDvr());
        device.start();
        NumberedPackets other = NumberedPackets.of(OTHER_PID);
        deliver(other.next(1));
        device.addPid(OTHER_PID);
        byte[] added = other.next(PACKETS);
        deliver(added);
        assertThat(take(added.length)).isEqualTo(added);
        device.removePid(PID);
        deliver(packets.next(PACKETS));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        byte[] still = other.next(PACKETS);
        deliver(still);
        assertThat(take(still.length)).isEqualTo(still);
    }

    @Test
    void theLastPidMayBeRemovedAndAnotherAdded() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.ofPids(PID).fromDvr());
        device.start();
        device.removePid(PID);
        deliver(packets.next(PACKETS));
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        device.addPid(OTHER_PID);
        byte[] sent = NumberedPackets.of(OTHER_PID).next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, PesFilter.FULL_TS, 0x10000 + PID, Integer.MIN_VALUE})
    void aPidOutOfRangeIsRefused(int pid) {
        device.setPesFilter(PesFilter.ofPids(PID).fromDvr());
        assertErrno(() -> device.addPid(pid), Errno.EINVAL);
        assertErrno(() -> device.removePid(pid), Errno.EINVAL);
    }

    @Test
    void removingAPidThatIsNotInTheFilterDoesNothing() throws Exception {
        allQueued(BUFFERS);
        device.setPesFilter(PesFilter.ofPids(PID).fromDvr());
        device.start();
        device.removePid(OTHER_PID);
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    // the end, and a new beginning

    @Test
    void reopeningTurnsTheQueueOffAndForgetsFilterAndBuffers() throws Exception {
        startedWith(BUFFERS);
        deliver(packets.next(PACKETS));
        for (int index = 0; index < BUFFERS; index++) {
            device.unmap(index);
        }
        device.reopen();
        assertThat(device.isStreaming()).isFalse();
        assertErrno(device::start, Errno.EINVAL);
        assertErrno(() -> device.queue(0), Errno.EINVAL);
        assertThat(awaitNothing()).isEqualTo(Readiness.TIMED_OUT);
        assertThat(device.dequeue(dequeued)).isFalse();
    }

    @Test
    void aReopenedDeviceStartsFromTheBeginning() throws Exception {
        startedWith(BUFFERS);
        byte[] before = packets.next(PACKETS);
        deliver(before);
        take(before.length);
        for (int index = 0; index < BUFFERS; index++) {
            device.unmap(index);
        }
        device.reopen();
        memory.clear();
        startedWith(2);
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(awaitLong()).isEqualTo(Readiness.READY);
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(dequeued.sequence()).isZero();
        assertThat(content()).isEqualTo(sent);
    }

    @Test
    void reopeningIsRefusedWhileABufferIsMapped() throws Exception {
        startedWith(BUFFERS);
        assertErrno(device::reopen, Errno.EBUSY);
        byte[] sent = packets.next(PACKETS);
        deliver(sent);
        assertThat(take(sent.length)).isEqualTo(sent);
    }

    @Test
    void closingTakesTheMemoryAwayWhateverIsStillMapped() throws Exception {
        startedWith(BUFFERS);
        deliver(packets.next(PACKETS));
        assertThat(device.dequeue(dequeued)).isTrue();
        assertThat(content()).startsWith(0x47);
        device.close();
        assertThat(content()).containsOnly(0);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        startedWith(BUFFERS);
        device.close();
        device.close();
    }

    /** The number of its descriptor may be another file's by now. */
    @Test
    void nothingIsAskedOfItOnceItIsClosed() {
        device.close();
        assertThatThrownBy(() -> device.addPid(0x100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(": closed (expected: open)");
        assertThatThrownBy(() -> device.removePid(0x100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(": closed (expected: open)");
        assertThatThrownBy(device::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(": closed (expected: open)");
    }

    // exports

    @Test
    void aBufferIsExportedWhereTheDriverLendsBuffers() {
        device.requestBuffers(BUFFERS, SIZE_BYTES);
        if (exports()) {
            ExportedBuffer exported = device.export(0);
            assertThat(exported.sizeBytes()).isEqualTo(SIZE_BYTES);
            assertThat(exported.descriptor()).isNotNegative();
            exported.close();
            exported.close();
        } else {
            assertErrno(() -> device.export(0), Errno.ENOTTY);
        }
    }

    @Test
    void saysWhatItIs() {
        assertThat(device.path()).isNotBlank();
        assertThat(device.mode()).isNotBlank();
    }
}
