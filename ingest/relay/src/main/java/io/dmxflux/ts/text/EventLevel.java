// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.ts.event.AnnounceEvent;
import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.MemoryEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.Takeover;
import io.dmxflux.ts.split.SplitEvent;
import org.slf4j.event.Level;

/** How bad an event is: an error ends something or is not done, a warning loses something, all else is information. */
public final class EventLevel {

    private EventLevel() {}

    /**
     * Judges an event.
     *
     * @param event any
     * @return error, warning or information
     */
    public static Level of(RelayEvent event) {
        if (event instanceof RelayEvent.ManyEvents many) {
            return of(many.last());
        }
        if (isEnd(event)) {
            return Level.ERROR;
        }
        return isGood(event) ? Level.INFO : Level.WARN;
    }

    private static boolean isEnd(RelayEvent event) {
        return event instanceof InputEvent.InputFailed
                || event instanceof RelayEvent.BooksUnbalanced
                || event instanceof ConfigEvent.Refused
                || event instanceof OutputEvent.OutputEnded output
                        && output.failure().isPresent();
    }

    private static boolean isGood(RelayEvent event) {
        return event instanceof OutputEvent.OutputStarted
                || event instanceof OutputEvent.OutputEnded
                || event instanceof RelayEvent.RelayRemoved
                || event instanceof RelayEvent.TroubleOver
                || event instanceof OutputEvent.FileOpened
                || event instanceof OutputEvent.LogWritten log && isGood(log.event())
                || event instanceof InputEvent.LogRead read && isGood(read.event())
                || event instanceof AnnounceEvent.AnnouncementsResumed
                || event instanceof AnnounceEvent.PlaylistWritten
                || event instanceof RelayEvent.VersionsKept
                || event instanceof WaitEvent.InputIsBack
                || event instanceof WaitEvent.OutputIsBack
                || event instanceof MemoryEvent.MemoryEnough
                || event instanceof ConfigEvent.Applied
                || event instanceof RelayEvent.Split split && isGood(split.event())
                || event instanceof RelayEvent.Pool pool && isGood(pool.event());
    }

    private static boolean isGood(LogEvent event) {
        return event instanceof LogEvent.Opened opened && opened.cutBytes() == 0
                || event instanceof LogEvent.IndexRebuilt
                || event instanceof LogEvent.CaughtUp
                || event instanceof LogEvent.IsLive
                || event instanceof LogEvent.StandsBy
                || event instanceof LogEvent.TookOver taken && isSeamless(taken.how());
    }

    private static boolean isSeamless(Takeover how) {
        return how instanceof Takeover.Fresh || how instanceof Takeover.Seamless;
    }

    private static boolean isGood(SplitEvent event) {
        return event instanceof SplitEvent.StreamsSelected || event instanceof SplitEvent.ServiceReturned;
    }

    private static boolean isGood(PoolEvent event) {
        return event instanceof PoolEvent.BuffersHome || event instanceof PoolEvent.BufferAccepted;
    }
}
