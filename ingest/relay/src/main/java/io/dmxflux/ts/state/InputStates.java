// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes the states of inputs. */
final class InputStates {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double TENTHS = 10;

    /** Of a multiplex relay, which copies what outputs get. */
    private static final String HOLDER = "splitter";

    private InputStates() {}

    /** Returns what is wrong with an input. */
    static List<Complaint> complaints(
            Reading reading, Complaints told, Map<String, Indication> indicators, Instant now) {
        String input = reading.input();
        if (!reading.roster().runs()) {
            return List.of(told.failureOfInput(input)
                    .orElse(new Complaint(Condition.ENDED, new Reason("this input has ended", null))));
        }
        told.isOpen(input);
        List<Complaint> all = new ArrayList<>(told.of(Trouble.Subject.input(input), now));
        reading.stats().waitsFor().ifPresent(problem -> {
            String line =
                    EventText.lines(new WaitEvent.InputWaits(input, problem)).get(0);
            all.add(new Complaint(Condition.WAITING, Reason.of(line, "input " + input)));
        });
        all.addAll(Indications.complaints(indicators.values()));
        return all;
    }

    /** Makes the state of an input. */
    static InputState of(
            Reading reading,
            int position,
            Standings.Standing standing,
            Map<String, Indication> indicators,
            OptionalDouble bytesPerSecond,
            InputState.@Nullable Kept kept) {
        InputBook book = reading.book();
        PoolStats pool = reading.pool();
        return new InputState(
                reading.input(),
                position,
                standing.state(),
                standing.what(),
                standing.since(),
                standing.advice(),
                bits(bytesPerSecond),
                book.arrived().packets(),
                book.transportErrors().packets(),
                pool == null ? null : buffers(pool),
                reading.stats().signal().map(InputStates::signal).orElse(null),
                kept,
                new InputState.Missing(amount(book, Missing.Cause.SIGNAL), amount(book, Missing.Cause.KERNEL)),
                new InputState.Accounts(
                        book.arrived().packets(),
                        book.routed().packets(),
                        book.unwanted().packets(),
                        book.replaced().packets(),
                        book.policy().packets(),
                        book.foreign().packets(),
                        book.closed().packets(),
                        packets(book.queuedBytes())),
                indicators);
    }

    /** Returns bit/s; null while they are not known. */
    static @Nullable Long bits(OptionalDouble bytesPerSecond) {
        return bytesPerSecond.isPresent() ? Math.round(bytesPerSecond.getAsDouble() * Byte.SIZE) : null;
    }

    static long packets(long bytes) {
        return bytes / TsPacket.LENGTH;
    }

    /** Returns where buffers are; null while there are none, as of a device that is waited for. */
    static InputState.@Nullable Buffers buffers(PoolStats pool) {
        int count = pool.idle() + pool.queued() + pool.filled() + pool.lent() + pool.refused();
        if (count == 0) {
            return null;
        }
        return new InputState.Buffers(
                count,
                pool.negotiated().sizeBytes(),
                pool.queued(),
                pool.filled(),
                pool.lent(),
                pool.lent() == 0 ? Map.of() : Map.of(HOLDER, pool.lent()));
    }

    /** Rounded to what drivers know, so that what is told changes when the signal does. */
    static InputState.Signal signal(SignalStats signal) {
        FrontendState state = signal.state();
        SignalFigures figures = signal.isLocked() ? state.figures() : SignalFigures.NONE;
        return new InputState.Signal(
                signal.tuning(),
                state.phase().name().toLowerCase(Locale.ROOT),
                state.since(),
                tenths(figures.signalDbm()),
                tenths(figures.cnrDb()),
                known(figures.preBer()),
                known(figures.postBer()),
                signal.blockErrors(),
                signal.lockLosses(),
                Math.round(signal.unlockedNanos() / NANOS_PER_SECOND * TENTHS) / TENTHS);
    }

    /** Makes what is kept; by whole seconds, so that what is told of an input that has ended does not change. */
    static InputState.Kept kept(KeptBook book, OptionalDouble bytesPerSecond) {
        return new InputState.Kept(
                book.since().truncatedTo(ChronoUnit.SECONDS),
                book.until().truncatedTo(ChronoUnit.SECONDS),
                book.bytes(),
                bits(bytesPerSecond),
                book.viewers(),
                book.players(),
                packets(book.droppedBytes()),
                packets(book.refusedBytes()));
    }

    private static @Nullable Double tenths(OptionalDouble figure) {
        return figure.isPresent() ? Math.round(figure.getAsDouble() * TENTHS) / TENTHS : null;
    }

    private static @Nullable Double known(OptionalDouble figure) {
        return figure.isPresent() ? figure.getAsDouble() : null;
    }

    private static InputState.Amount amount(InputBook book, Missing.Cause cause) {
        long packets = 0;
        long gaps = 0;
        long nanos = 0;
        InputState.Certainty certainty = InputState.Certainty.EXACT;
        for (Missing one : book.missing()) {
            if (one.cause() == cause) {
                packets += one.missing().packets();
                gaps += one.events();
                nanos +=
                        one.starved().plus(one.perhapsStarved()).plus(one.out()).toNanos();
                InputState.Certainty its =
                        InputState.Certainty.valueOf(one.certainty().name());
                certainty = its.compareTo(certainty) > 0 ? its : certainty;
            }
        }
        return new InputState.Amount(packets, certainty, gaps, nanos / NANOS_PER_SECOND);
    }
}
