// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules that its three users go by: a sink's timed sends, the splitter, and {@link Pace}. */
class DepartureScheduleTest {

    private static final int PIECE = 14 * 1316;
    private static final long PERIOD = 3_900_000;
    private static final long RESERVE = PERIOD / 4;

    private long now = 1_000_000_000;

    private void arrive(DepartureSchedule schedule, int pieces, long period) {
        for (int i = 0; i < pieces; i++) {
            now += period;
            schedule.arrived(PIECE, now);
        }
    }

    private static double pieceNanos(DepartureSchedule schedule) {
        return schedule.nanosPerByte() * PIECE;
    }

    /** What is planned is given away at once, and stands. */
    @Nested
    class WithReserve {

        private final DepartureSchedule schedule = DepartureSchedule.withReserve();

        private void arrive(int pieces, long period) {
            DepartureScheduleTest.this.arrive(schedule, pieces, period);
        }

        private long waiting() {
            return schedule.next(0) - now;
        }

        private double pieceNanos() {
            return DepartureScheduleTest.pieceNanos(schedule);
        }

        @Test
        void aPieceLeavesInTheTimeItTookToArriveAReserveBehind() {
            arrive(200, PERIOD);
            assertThat(pieceNanos()).isBetween(0.999 * PERIOD, 1.001 * PERIOD);
            assertThat(waiting()).isBetween(RESERVE * 9 / 10, RESERVE * 11 / 10);
        }

        @Test
        void theReserveHasALimit() {
            arrive(200, 40_000_000);
            assertThat(waiting()).isBetween(2_700_000L, 3_300_000L);
        }

        @Test
        void theFirstPieceLeavesAtOnce() {
            assertThat(schedule.isUnknown()).isTrue();
            arrive(1, PERIOD);
            assertThat(waiting()).isZero();
            assertThat(pieceNanos()).isZero();
            assertThat(schedule.isUnknown()).isTrue();
            arrive(1, PERIOD);
            assertThat(schedule.isUnknown()).isFalse();
        }

        @Test
        void arrivalsThatAreOffByLessThanTheReserveLeaveNoGap() {
            arrive(200, PERIOD);
            Random random = new Random(7);
            long even = now;
            for (int i = 1; i <= 1_000; i++) {
                long end = schedule.next(0) + (long) pieceNanos();
                now = even + i * PERIOD + random.nextLong(-RESERVE / 3, RESERVE / 3);
                schedule.arrived(PIECE, now);
                assertThat(schedule.next(0)).as("piece " + i).isBetween(end - 1, end + 1);
                assertThat(pieceNanos()).isBetween(0.9 * PERIOD, 1.1 * PERIOD);
            }
        }

        @Test
        void whatComesLateLeavesAtOnce() {
            arrive(200, PERIOD);
            now += 2_000_000_000;
            schedule.arrived(PIECE, now);
            assertThat(waiting()).isZero();
        }

        @Test
        void aBacklogGetsLess() {
            arrive(200, PERIOD);
            arrive(4, 0);
            long most = waiting();
            assertThat(most).isGreaterThan(2 * PERIOD);
            assertThat(pieceNanos()).isLessThan(0.8 * PERIOD);
            arrive(40, PERIOD);
            assertThat(waiting()).isLessThan(most / 2);
        }

        @Test
        void aPieceIsSqueezedToAQuarterAtMost() {
            arrive(200, PERIOD);
            arrive(20, 0);
            assertThat(pieceNanos()).isBetween(0.249 * PERIOD, 0.251 * PERIOD);
        }

        @Test
        void aPieceThatHadToWaitForDemandIsGivenAQuarterAtOnce() {
            arrive(200, PERIOD);
            long end = schedule.next(0) + (long) pieceNanos();
            schedule.arrivedBehind(PIECE, now);
            assertThat(schedule.next(0)).isBetween(end - 1, end + 1);
            assertThat(pieceNanos()).isBetween(0.249 * PERIOD, 0.251 * PERIOD);
        }

        @Test
        void aStallIsNotTakenForTheRate() {
            arrive(1, PERIOD);
            arrive(1, 900_000_000);
            assertThat(pieceNanos()).as("at the start").isLessThan(60_000_000);
            arrive(200, PERIOD);
            arrive(1, 900_000_000);
            assertThat(pieceNanos()).as("later").isLessThan(3 * PERIOD);
        }

        /** Upstream has filled all that it can hold during a stall, and gives two whenever two have left. */
        @Test
        void aStreamThatIsBehindAtItsStartCatchesUp() {
            arrive(1, PERIOD);
            arrive(1, 50 * PERIOD);
            arrive(2, 1_000);
            long begun = now;
            int left = 0;
            while (pieceNanos() > PERIOD / 2) {
                now = schedule.next(0) + (long) pieceNanos();
                schedule.arrivedBehind(PIECE, now);
                schedule.arrivedBehind(PIECE, now + 1_000);
                left += 2;
            }
            assertThat((now - begun) / PERIOD - left)
                    .as("pieces that have come and not left")
                    .isLessThan(30);
        }

        @Test
        void partsOfABufferLeaveOneAfterTheOther() {
            arrive(200, PERIOD);
            long first = schedule.next(PIECE / 2);
            assertThat(schedule.next(PIECE / 2) - first).isBetween(PERIOD / 2 - 10_000, PERIOD / 2 + 10_000);
        }

        @Test
        void theDelayStaysWhatItIsHoweverLongItTakes() {
            arrive(100_000, PERIOD);
            assertThat(waiting()).isBetween(RESERVE * 9 / 10, RESERVE * 11 / 10);
        }

        @Test
        void aStreamThatGetsSlowerOrFasterIsFollowed() {
            arrive(200, PERIOD);
            arrive(200, PERIOD / 2);
            assertThat(pieceNanos()).isBetween(0.499 * PERIOD, 0.501 * PERIOD);
            assertThat(waiting()).isLessThan(PERIOD / 2);
            arrive(200, 3 * PERIOD);
            assertThat(pieceNanos()).isBetween(2.99 * PERIOD, 3.01 * PERIOD);
            assertThat(waiting()).isLessThan(3 * PERIOD);
        }
    }

    /** Every packet is asked for by its place in the buffer, for as many outputs as there are. */
    @Nested
    class WithinOneBuffer {

        private static final long LONGEST = 20_000_000;

        private final DepartureSchedule schedule = DepartureSchedule.withinOneBuffer(LONGEST);

        @Test
        void theLastByteIsDueABuffersTimeAfterItsArrival() {
            arrive(schedule, 200, PERIOD);
            assertThat(schedule.dueNanos(0) - now).isBetween(0L, 10L);
            assertThat(schedule.dueNanos(PIECE / 2) - now).isBetween(PERIOD / 2 - 10, PERIOD / 2 + 10);
            assertThat(schedule.dueNanos(PIECE) - now).isBetween(PERIOD - 10, PERIOD + 10);
        }

        @Test
        void oneThatComesEarlyIsSqueezedSoThatTheDelayIsRightAtItsEnd() {
            arrive(schedule, 200, PERIOD);
            long end = schedule.dueNanos(PIECE);
            arrive(schedule, 1, PERIOD / 2);
            assertThat(schedule.dueNanos(0)).as("behind the one before").isBetween(end - 10, end);
            assertThat(schedule.dueNanos(PIECE) - now).isBetween(PERIOD * 9 / 10, PERIOD);
        }

        @Test
        void oneIsSqueezedToAQuarterAtMost() {
            arrive(schedule, 200, PERIOD);
            arrive(schedule, 2, 0);
            assertThat(schedule.dueNanos(PIECE) - schedule.dueNanos(0)).isBetween(PERIOD * 10 / 41, PERIOD * 10 / 39);
        }

        @Test
        void nothingWaitsLongerOrIsSpreadOverMoreThanTheLongestDelay() {
            arrive(schedule, 20, 10 * LONGEST);
            assertThat(schedule.dueNanos(PIECE) - now).isEqualTo(LONGEST);
            arrive(schedule, 20, 0);
            assertThat(schedule.dueNanos(0) - now).isLessThanOrEqualTo(LONGEST);
        }

        @Test
        void withoutAnyDelayEverythingIsDueAtOnce() {
            DepartureSchedule atOnce = DepartureSchedule.withinOneBuffer(0);
            arrive(atOnce, 20, PERIOD);
            arrive(atOnce, 20, 0);
            assertThat(atOnce.dueNanos(PIECE)).isEqualTo(now);
        }

        @Test
        void anEmptyBufferHasNothingDue() {
            arrive(schedule, 20, PERIOD);
            schedule.arrived(0, now + PERIOD);
            assertThat(schedule.dueNanos(0)).isEqualTo(now + PERIOD);
        }
    }

    /** What has not left can be sent earlier than it was told first. */
    @Nested
    class Hurried {

        private final DepartureSchedule schedule = DepartureSchedule.withReserve();

        /** Takes all of a piece but its last part. */
        private long takeAllBut(int left) {
            schedule.next(PIECE - left);
            return schedule.next(0);
        }

        @Test
        void whatIsLeftOfTheBuffersBeforeIsGivenAQuarterOfItsTime() {
            arrive(schedule, 200, PERIOD);
            long left = takeAllBut(PIECE / 2);
            schedule.arrived(PIECE, PIECE / 2, now);
            assertThat(schedule.next(PIECE / 4)).isEqualTo(left);
            assertThat(schedule.next(PIECE / 4) - left).isBetween(PERIOD / 17, PERIOD / 15);
            assertThat(schedule.next(PIECE / 2) - left)
                    .as("the next buffer")
                    .isBetween(PERIOD * 10 / 81, PERIOD * 10 / 79);
        }

        @Test
        void theReserveIsNotHurried() {
            arrive(schedule, 200, PERIOD);
            takeAllBut(0);
            now += PERIOD;
            long end = schedule.next(0);
            schedule.arrived(PIECE, 0, now);
            takeAllBut(PIECE / 7);
            long last = schedule.next(0);
            now = end - RESERVE + PERIOD;
            schedule.arrived(PIECE, PIECE / 7, now);
            assertThat(schedule.next(PIECE / 7)).isEqualTo(last);
            assertThat(schedule.next(0) - last).isBetween(PERIOD * 10 / 73, PERIOD * 10 / 67);
        }

        @Test
        void whatIsOverdueLeavesAtOnceAndTheNextBufferFromItsArrivalOn() {
            arrive(schedule, 200, PERIOD);
            now += 10 * PERIOD;
            schedule.arrived(PIECE, PIECE, now);
            assertThat(schedule.next(PIECE)).isLessThan(now);
            assertThat(schedule.next(0)).isEqualTo(now);
        }
    }
}
