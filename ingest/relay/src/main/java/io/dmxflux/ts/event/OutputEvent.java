// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What has become of an output. */
public sealed interface OutputEvent extends RelayEvent
        permits OutputEvent.OutputStarted,
                OutputEvent.OutputEnded,
                OutputEvent.ServiceRefused,
                OutputEvent.FileOpened,
                OutputEvent.FileReplaced,
                OutputEvent.FileTruncated,
                OutputEvent.LogWritten,
                WaitEvent.OutputWaits,
                WaitEvent.OutputIsBack {

    /**
     * An output of a multiplex relay is open and has begun to send.
     *
     * @param output its plan
     */
    record OutputStarted(RelayPlan.Output output) implements OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.outputStarted(this);
        }
    }

    /**
     * An output has ended. One that ends with its input, for the same reason, is not told of for itself.
     *
     * @param output its plan
     * @param failure what it failed with; empty if it ended in order
     */
    record OutputEnded(RelayPlan.Output output, Optional<Throwable> failure) implements OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.outputEnded(this);
        }

        @Override
        public Object subject() {
            return List.of("ended", output);
        }
    }

    /**
     * A service of a multiplex has no output, though every service is to have one. Told again only with another reason.
     *
     * @param serviceId its number
     * @param reason why there is none
     */
    record ServiceRefused(int serviceId, RuntimeException reason) implements OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.serviceRefused(this);
        }

        @Override
        public Object subject() {
            return List.of("refused", serviceId);
        }
    }

    /**
     * An output has opened a file: the first of a stream, or the next one after a rotation.
     *
     * @param output what the user asked for
     * @param file the file that is written
     * @param appended whether it goes on behind what was there
     * @param cutBytes what was there of the last packet, which is filled up; empty if it was whole
     * @param kept the file that is written beside, as it is no transport stream; empty without one
     */
    record FileOpened(OutputUri output, Path file, boolean appended, OptionalInt cutBytes, Optional<Path> kept)
            implements OutputEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.fileOpened(this);
        }

        @Override
        public Object subject() {
            return output;
        }
    }

    /**
     * The file of an output was removed, renamed, or its file system unmounted, and another one is written from its beginning.
     *
     * @param output what the user asked for
     * @param gone the file that is not there any more
     * @param file the file that is written
     * @param lackingPackets what the one before had, and this one lacks
     */
    record FileReplaced(OutputUri output, Path gone, Path file, long lackingPackets) implements OutputEvent {

        @Override
        public Object subject() {
            return output;
        }

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.fileReplaced(this);
        }
    }

    /**
     * Another program has made the file of an output shorter; it goes on at its end.
     *
     * @param output what the user asked for
     * @param file the file
     * @param lackingPackets what is gone
     */
    record FileTruncated(OutputUri output, Path file, long lackingPackets) implements OutputEvent {

        @Override
        public Object subject() {
            return output;
        }

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.fileTruncated(this);
        }
    }

    /**
     * A log that is written tells what it found when it was opened, and what may cost data later.
     *
     * @param output its name
     * @param event what the log tells
     */
    record LogWritten(String output, LogEvent event) implements OutputEvent {

        @Override
        public Object subject() {
            return List.of("log", output);
        }

        @Override
        public Object series() {
            return List.of(subject(), event.getClass());
        }

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.logWritten(this);
        }
    }
}
