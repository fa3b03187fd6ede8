// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.source.UdpSourceStats;

/** What has become of an input. */
public sealed interface InputEvent extends RelayEvent
        permits InputEvent.InputFailed,
                InputEvent.OtherFraming,
                InputEvent.DatagramsLeftOut,
                InputEvent.SenderBeganAgain,
                InputEvent.LogRead,
                WaitEvent.InputWaits,
                WaitEvent.InputIsBack {

    /**
     * Returns which input.
     *
     * @return its name
     */
    String input();

    @Override
    default Object subject() {
        return Trouble.Subject.input(input());
    }

    /**
     * One input of several has failed, and its outputs have ended with it; the others go on.
     *
     * @param input its name
     * @param failure what it failed with
     */
    record InputFailed(String input, Throwable failure) implements InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.inputFailed(this);
        }
    }

    /**
     * The datagrams of an input are not of the kind that its URI says, and are taken all the same; or it says none.
     *
     * @param input its name
     * @param expected how they are expected to hold the packets
     * @param framing how they hold the packets
     * @param headerBytes bytes in front of the packets, which are skipped
     * @param leftOutDatagrams those of this kind that were left out before, until it was clear that another kind had ended
     */
    record OtherFraming(
            String input,
            UdpSourceStats.Framing expected,
            UdpSourceStats.Framing framing,
            int headerBytes,
            long leftOutDatagrams)
            implements InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.otherFraming(this);
        }
    }

    /**
     * Datagrams of another kind, or of another sender, came for a moment, and were left out; the one followed before is followed on.
     *
     * @param input its name
     * @param datagrams how many, of those that nothing else tells of
     */
    record DatagramsLeftOut(String input, long datagrams) implements InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.datagramsLeftOut(this);
        }
    }

    /**
     * The sender of an input's datagrams has begun again, or another has taken its place.
     *
     * @param input its name
     * @param times how often, between two looks
     */
    record SenderBeganAgain(String input, long times) implements InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.senderBeganAgain(this);
        }
    }

    /**
     * A log that is read tells what it cannot give back: what is damaged, and what was deleted before it was read.
     *
     * @param input its name
     * @param event what the log tells
     */
    record LogRead(String input, LogEvent event) implements InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.logRead(this);
        }
    }
}
