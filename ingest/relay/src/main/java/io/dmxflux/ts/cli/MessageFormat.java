// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.event.RelayEvent;
import java.time.Instant;
import java.util.List;
import org.slf4j.event.Level;

/**
 * Makes lines of messages: for people, or for machines.
 *
 * <p><b>Threading:</b> the thread that writes.
 */
interface MessageFormat {

    /**
     * Says what has happened.
     *
     * @param event the event
     * @param happened when
     * @return lines; none for what happens as the user asked
     */
    List<String> lines(RelayEvent event, Instant happened);

    /**
     * Says something that is no event: what runs, the summary, what a library wrote.
     *
     * @param level how bad it is
     * @param text one line
     * @param told when
     * @return one line
     */
    String line(Level level, String text, Instant told);

    /**
     * Writes what may happen at any time.
     *
     * @param text what is told, as information
     * @param happened when
     * @return one line, with the time
     */
    String lineWithTime(String text, Instant happened);
}
