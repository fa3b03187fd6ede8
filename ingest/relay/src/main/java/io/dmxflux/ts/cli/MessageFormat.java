// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.event.RelayEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * Says something that is no event and has fields for machines.
     *
     * @param text one line
     * @param fields numbers and text
     * @param told when
     * @return one line; without fields where people read it
     */
    default String line(String text, Map<String, Object> fields, Instant told) {
        return line(Level.INFO, text, told);
    }

    /**
     * Writes what may happen at any time.
     *
     * @param text what is told, as information
     * @param happened when
     * @return one line, with the time
     */
    String lineWithTime(String text, Instant happened);
}
