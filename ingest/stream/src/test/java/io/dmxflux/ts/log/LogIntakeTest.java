// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.QueuedMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LogIntakeTest {

    private static final int LENGTH = 63_652;
    private static final int PACKETS = 63_168;
    private static final long DATAGRAMS = 48;

    private final LoggedStream stream = new LoggedStream(1, 0);

    private static LogIntake intake(int most, int mostTaken) {
        return new LogIntake("log:hd", 1, 0, (long) most * LENGTH, (long) mostTaken * LENGTH);
    }

    private void fill(LogIntake intake, int count) {
        for (int i = 0; i < count; i++) {
            intake.append(stream.next());
        }
    }

    private static long takeIndex(LogIntake intake) {
        @Nullable TsChunk chunk = intake.take(0);
        if (chunk == null) {
            return -1;
        }
        long index = chunk.firstDatagram() / DATAGRAMS;
        chunk.release();
        return index;
    }

    private static List<Long> takeAll(LogIntake intake) {
        List<Long> taken = new ArrayList<>();
        for (long index = takeIndex(intake); index >= 0; index = takeIndex(intake)) {
            taken.add(index);
        }
        return taken;
    }

    private static void assertBook(LogIntake intake, int written, int dropped, int refused, int held) {
        LogBook book = intake.book();
        assertThat(List.of(
                        book.written().bytes(),
                        book.dropped().bytes(),
                        book.refused().bytes(),
                        book.heldBytes()))
                .containsExactly(
                        (long) written * PACKETS,
                        (long) dropped * PACKETS,
                        (long) refused * PACKETS,
                        (long) held * PACKETS);
        assertThat(book.appended().bytes()).isEqualTo((long) (written + dropped + refused + held) * PACKETS);
    }

    @Test
    void theOldestThatWaitLeaveIfThereAreTooMany() {
        LogIntake intake = intake(3, 3);
        fill(intake, 5);
        assertBook(intake, 0, 2, 0, 3);
        assertThat(intake.lackingBytes()).isEqualTo(2L * PACKETS);
        assertThat(takeAll(intake)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void queuesShareTheMemoryOfTheProcess() {
        QueuedMemory memory = new QueuedMemory(12L * LENGTH);
        LogIntake one = new LogIntake("log:hd", 1, 0, 100L * LENGTH, LENGTH, memory);
        LogIntake other = new LogIntake("log:sd", 1, 0, 100L * LENGTH, LENGTH, memory);
        fill(one, 20);
        assertBook(one, 0, 8, 0, 12);
        fill(other, 20);
        assertBook(other, 0, 14, 0, 6);
        fill(one, 1);
        assertBook(one, 0, 15, 0, 6);
        other.abandon();
        fill(one, 20);
        assertBook(one, 0, 29, 0, 12);
        one.abandon();
    }

    @Test
    void theEngineHasFewAndWhatItHasIsNotDropped() {
        LogIntake intake = intake(4, 2);
        fill(intake, 3);
        assertThat(takeAll(intake)).containsExactly(0L, 1L);
        assertThat(intake.stuckNanos(System.nanoTime())).isNotNegative();
        fill(intake, 2);
        assertBook(intake, 0, 1, 0, 4);
        intake.settle(LENGTH, PACKETS, true);
        assertThat(takeAll(intake)).containsExactly(3L);
        intake.settle(LENGTH, PACKETS, false);
        intake.settle(LENGTH, PACKETS, true);
        assertBook(intake, 2, 1, 1, 1);
        assertThat(intake.stuckNanos(System.nanoTime())).isZero();
        intake.close();
        assertThat(intake.isDone()).isFalse();
        intake.abandon();
        assertThat(intake.isDone()).isTrue();
        assertBook(intake, 2, 1, 2, 0);
    }

    /** Who appends only then loses nothing. */
    @Test
    void thereIsRoomForTwoMoreOrNone() {
        LogIntake intake = intake(3, 3);
        assertThat(intake.hasRoom()).isTrue();
        fill(intake, 1);
        assertThat(intake.hasRoom()).isTrue();
        fill(intake, 1);
        assertThat(intake.hasRoom()).isFalse();
        assertThat(takeAll(intake)).containsExactly(0L, 1L);
        assertThat(intake.hasRoom()).as("not settled").isFalse();
        intake.settle(LENGTH, PACKETS, true);
        assertThat(intake.hasRoom()).isTrue();
        assertThat(intake(1, 1).hasRoom()).as("small, and empty").isTrue();
    }

    /** Its book would say that less than nothing is held, and a closed one would never be done. */
    @Test
    void whatWasNotTakenCannotBeSettled() {
        LogIntake intake = intake(3, 3);
        fill(intake, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> intake.settle(LENGTH, PACKETS, true))
                .withMessage("length: 63652 (expected: that of a chunk that was taken, of which there are 0 bytes)");
        assertBook(intake, 0, 0, 0, 1);
        intake.close();
        assertThat(takeAll(intake)).containsExactly(0L);
        intake.settle(LENGTH, PACKETS, true);
        assertThat(intake.isDone()).isTrue();
        assertThat(intake.hasRoom()).as("tells who appends that it is closed").isTrue();
    }

    @Test
    void aClosedOneTakesNoMore() {
        LogIntake intake = intake(3, 3);
        intake.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> intake.append(stream.next()))
                .withMessage("log:hd: closed (expected: open)");
        assertBook(intake, 0, 0, 0, 0);
        assertThat(intake.take(600_000)).as("without waiting").isNull();
    }

    @Test
    void chunksComeInOrderAndOfTheEpoch() {
        LogIntake intake = intake(3, 3);
        TsChunk first = stream.next();
        intake.append(stream.next());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> intake.append(first))
                .withMessageEndingWith("(expected: one from datagram 96 on)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> intake.append(new LoggedStream(2, 96).next()))
                .withMessageEndingWith("(expected: one of epoch 1)");
        intake.abandon();
        assertBook(intake, 0, 0, 1, 0);
    }
}
