// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** That an input or an output waits for something that the machine does not have, and that it has it. */
public sealed interface WaitEvent extends RelayEvent {

    @Override
    default Object series() {
        return List.of(subject(), WaitEvent.class);
    }

    /**
     * An input waits for something that the machine does not have; it goes on by itself when that is there.
     *
     * @param input its name
     * @param problem what is missing, such as {@code interface eth7 is not there}
     */
    record InputWaits(String input, String problem) implements WaitEvent, InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.inputWaits(this);
        }
    }

    /**
     * An input has what it waited for after {@link InputWaits}.
     *
     * @param input its name
     * @param waited since then
     */
    record InputIsBack(String input, Duration waited) implements WaitEvent, InputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.inputIsBack(this);
        }
    }

    /**
     * An output waits for something that the machine does not have; what it is given meanwhile is refused and counted.
     *
     * @param output its name
     * @param problem what is missing, such as {@code interface eth7 is not there}
     */
    record OutputWaits(String output, String problem) implements WaitEvent, OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.outputWaits(this);
        }

        @Override
        public Object subject() {
            return List.of("output", output);
        }
    }

    /**
     * An output has what it waited for after {@link OutputWaits}.
     *
     * @param output its name
     * @param waited since then
     * @param lacking packets that it lacks, or that were refused; empty if none are known of
     */
    record OutputIsBack(String output, Duration waited, OptionalLong lacking) implements WaitEvent, OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.outputIsBack(this);
        }

        @Override
        public Object subject() {
            return List.of("output", output);
        }
    }
}
