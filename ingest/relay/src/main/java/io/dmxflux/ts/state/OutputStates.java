// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes the states of outputs. */
final class OutputStates {

    private OutputStates() {}

    /** Returns what is wrong with an output. */
    static List<Complaint> complaints(Reading reading, Roster.Entry output, Complaints told, Instant now) {
        String name = output.plan().toString();
        if (!output.runs()) {
            return List.of(told.failureOfOutput(name)
                    .orElse(new Complaint(Condition.ENDED, new Reason("this output has ended", null))));
        }
        List<Complaint> all =
                new ArrayList<>(told.of(Trouble.Subject.input(reading.input()).output(name), now));
        reading.waitsFor(name).ifPresent(problem -> {
            String line =
                    EventText.lines(new WaitEvent.OutputWaits(name, problem)).get(0);
            all.add(new Complaint(Condition.WAITING, Reason.of(line, "output " + name)));
        });
        absence(reading, output, told)
                .map(gone -> new Complaint(Condition.WAITING, gone.reason(), gone.since()))
                .ifPresent(all::add);
        return all;
    }

    /** Returns why its service does not come. */
    static Optional<Complaint> absence(Reading reading, Roster.Entry output, Complaints told) {
        return output.plan().service().flatMap(selection -> told.absence(reading.input(), selection));
    }

    /** Makes the state of an output. */
    static OutputState of(
            String input,
            @Nullable String service,
            int position,
            Standings.Standing standing,
            OutputBook book,
            OptionalDouble bytesPerSecond,
            OutputState.@Nullable Lateness lateness) {
        return new OutputState(
                input,
                book.destination(),
                service,
                position,
                standing.state(),
                standing.what(),
                standing.since(),
                standing.advice(),
                InputStates.bits(bytesPerSecond),
                new OutputState.Accounts(
                        book.routed().packets(),
                        book.generated().packets(),
                        book.sent().packets(),
                        book.policy().packets(),
                        book.socket().packets(),
                        book.elsewhere().packets(),
                        book.closed().packets(),
                        InputStates.packets(book.queuedBytes())),
                lateness);
    }
}
