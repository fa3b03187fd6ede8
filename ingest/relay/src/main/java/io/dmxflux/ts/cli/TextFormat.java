// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.text.EventLevel;
import io.dmxflux.ts.text.EventText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.Level;

/**
 * Lines for people. Events have their local time with its offset in front; for systemd's journal, which has a time itself, the
 * priority of sd-daemon(3) instead.
 */
final class TextFormat implements MessageFormat {

    private final boolean isJournal;

    TextFormat(boolean isJournal) {
        this.isJournal = isJournal;
    }

    /** Has the JDK read its zones, which it could not for the first time where there are no descriptors left. */
    static void loadZones() {
        Stamp.of(Instant.EPOCH);
    }

    @Override
    public List<String> lines(RelayEvent event, Instant happened) {
        List<String> lines = EventText.lines(event);
        if (lines.isEmpty()) {
            return lines;
        }
        String before = before(EventLevel.of(event), happened);
        return lines.stream().map(line -> before + line).toList();
    }

    private String before(Level level, Instant happened) {
        return isJournal ? JournalPriority.prefix(level) : Stamp.of(happened) + " ";
    }

    @Override
    public String lineWithTime(String text, Instant happened) {
        return before(Level.INFO, happened) + text;
    }

    @Override
    public String line(Level level, String text, Instant told) {
        return isJournal ? JournalPriority.prefix(level) + text : text;
    }

    /** A class of its own, so that the JDK's formats are loaded beside a start. */
    private static final class Stamp {

        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

        static String of(Instant moment) {
            return FORMAT.format(moment.atZone(ZoneId.systemDefault()));
        }
    }
}
