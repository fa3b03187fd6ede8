// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.check.Listeners;
import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Something that an operator of relays should know, as a value: what was chosen for the user, what has begun, ended, failed
 * or works again.
 *
 * <p>A plan or a configuration that cannot be carried out is not an event but an exception, thrown at the caller.
 * <p><b>Threading:</b> immutable, apart from the failures carried along.
 */
public sealed interface RelayEvent
        permits AnnounceEvent,
                ConfigEvent,
                InputEvent,
                OutputEvent,
                WaitEvent,
                MemoryEvent,
                RelayEvent.LoopbackChosen,
                RelayEvent.RelayRemoved,
                RelayEvent.Split,
                RelayEvent.Pool,
                RelayEvent.TroubleBegan,
                RelayEvent.TroubleOver,
                RelayEvent.ProcessStopped,
                RelayEvent.ManyEvents,
                RelayEvent.VersionsNotKept,
                RelayEvent.VersionsKept,
                RelayEvent.BooksUnbalanced {

    /**
     * Calls the visitor's method for this kind of event.
     *
     * @param visitor whose method is called
     * @param <R> what it returns
     * @return what that method returned
     */
    <R> R accept(RelayEventVisitor<R> visitor);

    /**
     * Returns what the event is about, if it is of a kind that can come again and again: only a few a second are told of one
     * subject.
     *
     * @return equal for events about the same; the event itself if it is never too many
     */
    default Object subject() {
        return this;
    }

    /**
     * Returns of what the event tells a state: of several in a row the last one stands for all.
     *
     * @return equal for events of one series, which are of one subject
     */
    default Object series() {
        return List.of(subject(), getClass());
    }

    /**
     * Returns of which part of that state the event tells: where a series is summed up, the last one of each part stands.
     *
     * @return equal for events of one part
     */
    default Object part() {
        return series();
    }

    /**
     * A group is sent to or received from by the loopback interface, since no route leads to it and the user names no
     * interface.
     *
     * @param missing what was found instead of a route
     * @param loopback the interface in use
     */
    record LoopbackChosen(MulticastRoute missing, NetworkInterface loopback) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.loopbackChosen(this);
        }

        @Override
        public Object subject() {
            return missing.destination();
        }
    }

    /**
     * A relay has ended since a changed configuration does not have it any more.
     *
     * @param stats its last counters
     * @param book of its input, with all that it did before
     */
    record RelayRemoved(RelayStats stats, InputBook book) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.relayRemoved(this);
        }
    }

    /**
     * The splitter tells what has become of a service.
     *
     * @param input the input's name
     * @param event the splitter's event
     */
    record Split(String input, SplitEvent event) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.split(this);
        }

        @Override
        public Object subject() {
            return new SelectedService(input, event.selection());
        }

        @Override
        public Object series() {
            return subject();
        }

        /** Whether the service is there, and which PMT it has. */
        @Override
        public Object part() {
            boolean tellsWhetherThere =
                    event instanceof SplitEvent.ServiceLeft || event instanceof SplitEvent.ServiceReturned;
            return tellsWhetherThere ? SplitEvent.ServiceReturned.class : event.getClass();
        }
    }

    /**
     * What several events of {@link Split} are about.
     *
     * @param input the input
     * @param selection the service, as it was asked for
     */
    record SelectedService(String input, ServiceSelection selection) {}

    /**
     * The pool of an input's buffers tells what has become of them.
     *
     * @param event the pool's event
     */
    record Pool(PoolEvent event) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.pool(this);
        }

        @Override
        public Object subject() {
            return List.of("pool", event.path());
        }
    }

    /**
     * An input or an output has a trouble, and goes on. Told once, however long it lasts.
     *
     * @param trouble what is wrong
     */
    record TroubleBegan(Trouble trouble) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.troubleBegan(this);
        }

        @Override
        public Object subject() {
            return trouble.subject();
        }

        @Override
        public Object series() {
            return trouble.series();
        }
    }

    /**
     * What {@link TroubleBegan} told is over.
     *
     * @param trouble what was wrong, with all of its amount
     * @param lasted how long
     */
    record TroubleOver(Trouble trouble, Duration lasted) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.troubleOver(this);
        }

        @Override
        public Object subject() {
            return trouble.subject();
        }

        @Override
        public Object series() {
            return trouble.series();
        }
    }

    /**
     * This process did not run: it was stopped (SIGSTOP, a suspended machine), or had no CPU. What its inputs lost meanwhile
     * is on the kernel's account.
     *
     * @param time how long, about
     */
    record ProcessStopped(Duration time) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.processStopped(this);
        }

        @Override
        public Object subject() {
            return ProcessStopped.class;
        }
    }

    /**
     * There were more events of a subject than are told, or it had to wait; this is the last of them.
     *
     * @param last the last one
     * @param count how many there were, with it
     * @param time in how long, about
     * @param ago how long ago the last one was
     */
    record ManyEvents(RelayEvent last, long count, Duration time, Duration ago) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.manyEvents(this);
        }
    }

    /**
     * The versions of tables cannot be kept over a restart, which is told once; it is tried again.
     *
     * @param file where they are to be kept
     * @param problem a phrase, such as {@code cannot be written}
     * @param reason why
     */
    record VersionsNotKept(Path file, String problem, Exception reason) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.versionsNotKept(this);
        }

        @Override
        public Object subject() {
            return file;
        }
    }

    /**
     * The versions of tables are kept again after {@link VersionsNotKept}.
     *
     * @param file where they are kept
     * @param after since it was told that they are not
     */
    record VersionsKept(Path file, Duration after) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.versionsKept(this);
        }

        @Override
        public Object subject() {
            return file;
        }
    }

    /**
     * Accounts that have to balance do not, twice in a row: packets were not counted, or counted twice. A defect
     * of dmxflux; told once of each input and output.
     *
     * @param subject whose book it is
     * @param imbalanceBytes what the accounts do not explain, less than 0 if they explain too much
     */
    record BooksUnbalanced(Trouble.Subject subject, long imbalanceBytes) implements RelayEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.booksUnbalanced(this);
        }
    }

    /**
     * Receives what an operator of relays should know.
     *
     * <p><b>Threading:</b> called from any thread, event loops included, and from several at once: it must not block.
     */
    @FunctionalInterface
    interface Listener {

        /**
         * Receives one event.
         *
         * @param event what has happened
         */
        void onEvent(RelayEvent event);

        /**
         * Tells an event. What the listener throws goes to Reactor's onErrorDropped and hurts nothing that is relayed.
         *
         * @param event what has happened
         */
        default void tell(RelayEvent event) {
            Listeners.tell(this::onEvent, event, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
        }
    }
}
