// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What goes wrong with an input or an output while it goes on, as a watch finds it: it begins, and is over.
 *
 * <p><b>Threading:</b> immutable values.
 */
public sealed interface Trouble {

    /**
     * Returns what has it.
     *
     * @return an input, or one of its outputs
     */
    Subject subject();

    /**
     * Returns of what it is a state.
     *
     * @return equal for troubles of one kind and subject
     */
    default Object series() {
        return List.of(subject(), getClass());
    }

    /**
     * Calls the visitor's method for this kind of trouble.
     *
     * @param visitor whose method is called
     * @param <R> what it returns
     * @return what that method returned
     */
    <R> R accept(Visitor<R> visitor);

    /**
     * What has the trouble.
     *
     * @param input the input's name
     * @param output the output's; empty for the input itself
     */
    record Subject(String input, Optional<String> output) {

        /**
         * Returns an input.
         *
         * @param name the input's
         * @return the subject
         */
        public static Subject input(String name) {
            return new Subject(name, Optional.empty());
        }

        /**
         * Returns an output of this input.
         *
         * @param name the output's
         * @return the subject
         */
        public Subject output(String name) {
            return new Subject(input, Optional.of(name));
        }

        /** Such as {@code dvb:0}, or {@code dvb:0 -> udp://239.1.1.1:5004}. */
        @Override
        public String toString() {
            return input + output.map(name -> " -> " + name).orElse("");
        }
    }

    /**
     * Nothing arrives.
     *
     * @param subject the input
     * @param silence for how long so far
     * @param datagrams that have come meanwhile, and of which none was taken
     */
    record InputSilent(Subject subject, Duration silence, long datagrams) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.inputSilent(this);
        }
    }

    /**
     * The tuner has no lock any more, or again and again, so that nothing arrives.
     *
     * @param subject the input
     * @param times how often the lock was lost so far, since it began
     * @param unlocked how long there was none, all together
     * @param missingPackets how many are missing at least, by the continuity counters
     */
    record LockLost(Subject subject, long times, Duration unlocked, long missingPackets) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lockLost(this);
        }
    }

    /**
     * An output has packets and takes none of them: a disk that blocks, a pipe that is not read, a socket without room.
     *
     * @param subject the output
     * @param silence for how long so far
     * @param waitingPackets packets that wait for it
     */
    record OutputBlocked(Subject subject, Duration silence, long waitingPackets) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.outputBlocked(this);
        }
    }

    /**
     * Something is lost.
     *
     * @param subject the input or the output
     * @param kind on which account, and in which unit
     * @param amount how much so far, since it began
     * @param reasons the names of the errors, of {@link LossKind#REFUSED_PACKETS}
     */
    record Losses(Subject subject, LossKind kind, long amount, SortedSet<String> reasons) implements Trouble {

        /** Copies the names. */
        public Losses {
            reasons = Collections.unmodifiableSortedSet(new TreeSet<>(reasons));
        }

        @Override
        public Object series() {
            return List.of(subject, kind);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.losses(this);
        }
    }

    /**
     * A service needs more than its share of the log that it comes from ({@code ?every=}), and what does not fit is dropped.
     *
     * @param subject the output
     * @param packets how many so far, since it began
     * @param fittingShare the {@code ?every=} with which what came would have fitted
     */
    record ShareTooSmall(Subject subject, long packets, int fittingShare) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.shareTooSmall(this);
        }
    }

    /**
     * Two senders send to one input at once. One is followed, what is not of it is left out; or, as plain packets do not tell of which
     * they are, both are taken.
     *
     * @param subject the input
     * @param foreignDatagrams how many were left out so far, since it began
     * @param mixed those that are both taken, with their ports; empty if one is followed
     */
    record TwoSenders(Subject subject, long foreignDatagrams, List<String> mixed) implements Trouble {

        /** Copies the list. */
        public TwoSenders {
            mixed = List.copyOf(mixed);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.twoSenders(this);
        }
    }

    /**
     * Streams that the PMT of a service has and of which nothing comes, though the input goes on.
     *
     * @param subject the output
     * @param streams those that stay away
     * @param black whether the service has no other video and audio
     */
    record StreamsAway(Subject subject, List<StreamStats> streams, boolean black) implements Trouble {

        /** Copies the list. */
        public StreamsAway {
            streams = List.copyOf(streams);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.streamsAway(this);
        }
    }

    /**
     * A service comes scrambled.
     *
     * @param subject the output
     * @param streams those that are scrambled, or were
     */
    record Scrambled(Subject subject, List<StreamStats> streams) implements Trouble {

        /** Copies the list. */
        public Scrambled {
            streams = List.copyOf(streams);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.scrambled(this);
        }
    }

    /**
     * Packets leave an output later than they should: this process does not run in time, or what it sends to has no room.
     *
     * @param subject the output
     * @param packets how many so far, since it began
     * @param worst by how much the latest of them
     */
    record OutputLate(Subject subject, long packets, Duration worst) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.outputLate(this);
        }
    }

    /**
     * A bit rate is not between the bounds that the operator has set.
     *
     * @param subject the input or the output
     * @param bounds those of the operator
     * @param lowest the lowest bit rate so far that is out of them, in bit/s
     * @param highest the highest
     * @param now the bit rate by now, in bit/s; when it is over that may be on the other side of the bounds
     */
    record RateOutOfBounds(Subject subject, RateBounds bounds, long lowest, long highest, long now) implements Trouble {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rateOutOfBounds(this);
        }
    }

    /**
     * An indicator of TR 101 290 is raised: by what arrives, or by what is sent though it arrived without that error.
     *
     * @param subject the input or the output
     * @param status the indicator, of one PID or of the stream; its count is of the errors since it was raised
     */
    record IndicatorRaised(Subject subject, IndicatorStatus status) implements Trouble {

        /** Of whatever PID: a bad signal raises an indicator of many at once. */
        @Override
        public Object series() {
            return List.of(subject, status.indicator());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.indicatorRaised(this);
        }
    }

    /**
     * A method for each kind of trouble.
     *
     * @param <R> what is made of it
     */
    interface Visitor<R> {

        /**
         * Takes an {@link InputSilent}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R inputSilent(InputSilent trouble);

        /**
         * Takes a {@link LockLost}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R lockLost(LockLost trouble);

        /**
         * Takes an {@link OutputBlocked}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R outputBlocked(OutputBlocked trouble);

        /**
         * Takes {@link Losses}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R losses(Losses trouble);

        /**
         * Takes {@link ShareTooSmall}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R shareTooSmall(ShareTooSmall trouble);

        /**
         * Takes {@link TwoSenders}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R twoSenders(TwoSenders trouble);

        /**
         * Takes {@link StreamsAway}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R streamsAway(StreamsAway trouble);

        /**
         * Takes {@link Scrambled}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R scrambled(Scrambled trouble);

        /**
         * Takes an {@link OutputLate}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R outputLate(OutputLate trouble);

        /**
         * Takes a {@link RateOutOfBounds}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R rateOutOfBounds(RateOutOfBounds trouble);

        /**
         * Takes an {@link IndicatorRaised}.
         *
         * @param trouble what there is to tell
         * @return what is made of it
         */
        R indicatorRaised(IndicatorRaised trouble);
    }
}
