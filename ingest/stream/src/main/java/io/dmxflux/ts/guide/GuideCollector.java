// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.LocalTimeOffsetDescriptor.LocalTimeOffset;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TimeAndDate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events of all services that a multiplex tells of, section by section.
 *
 * <p>What is past is judged by the time of the stream (TDT, TOT), so that a recording keeps its events; before the first of
 * them by the clock.
 *
 * <p><b>Threading:</b> sections, and {@link #latest()}, by one thread; {@link #guide()} from any, which sees a change with the first
 * section that comes a second or more behind the change that it saw before.
 * <p><b>Ownership:</b> a section is read before the call returns.
 * <p><b>Errors:</b> none by content. What does not fit the limits is left out, and counted.
 */
public final class GuideCollector {

    private static final int LEAST_EIT_LENGTH = 18;
    private static final Duration SHOWN_EACH = Duration.ofSeconds(1);
    private static final Duration PRUNED_EACH = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final CollectedEvents actual;
    private final CollectedEvents other;

    private List<LocalTimeOffset> localOffsets = List.of();
    private @Nullable Instant streamTime;
    private Instant pruned = Instant.MIN;
    private Instant shown = Instant.MIN;
    private boolean changed;

    private volatile ProgrammeGuide guide = ProgrammeGuide.EMPTY;
    private volatile long refused;

    /** A collector of nothing, with the usual limits. */
    public GuideCollector() {
        this(GuideLimits.DEFAULT, InstantSource.system());
    }

    /**
     * A collector of nothing.
     *
     * @param limits what it keeps
     * @param clock the time of day
     */
    public GuideCollector(GuideLimits limits, InstantSource clock) {
        Check.given(limits, "limits");
        this.clock = Check.given(clock, "clock");
        this.actual = new CollectedEvents(limits);
        this.other = new CollectedEvents(limits);
    }

    /**
     * Takes a sound section.
     *
     * @param pid where it came; nothing is read but from those of EIT and TDT
     * @param section any; may be a view
     */
    public void section(int pid, Section section) {
        int tableId = section.tableId();
        if (pid == Pid.EIT && TableId.isEit(tableId)) {
            events(section);
        } else if (pid == Pid.TDT && (tableId == TableId.TDT || tableId == TableId.TOT)) {
            time(section);
        }
    }

    private void time(Section section) {
        TimeAndDate.utc(section).ifPresent(time -> streamTime = time);
        if (section.tableId() == TableId.TOT) {
            List<LocalTimeOffset> now = TimeAndDate.localOffsets(section);
            changed |= !now.equals(localOffsets);
            localOffsets = now;
        }
        show();
    }

    private void events(Section section) {
        if (section.length() < LEAST_EIT_LENGTH
                || !section.isCurrent()
                || section.sectionNumber() > section.lastSectionNumber()) {
            return;
        }
        CollectedEvents events = isOther(section.tableId()) ? other : actual;
        changed |= events.add(section, now());
        show();
    }

    private static boolean isOther(int tableId) {
        return tableId == TableId.EIT_PRESENT_FOLLOWING_OTHER || tableId >= TableId.EIT_SCHEDULE_OTHER;
    }

    private Instant now() {
        Instant time = streamTime;
        return time == null ? clock.instant() : time;
    }

    private void show() {
        Instant moment = clock.instant();
        if (isDue(pruned, PRUNED_EACH, moment)) {
            pruned = moment;
            actual.prune(now());
            other.prune(now());
            changed = true;
        }
        if (changed && isDue(shown, SHOWN_EACH, moment)) {
            shown = moment;
            showChanges();
        }
    }

    private void showChanges() {
        changed = false;
        refused = actual.refused() + other.refused();
        Map<ServiceTriplet, ServiceEvents> services = new HashMap<>();
        actual.showIn(services);
        other.showIn(services);
        guide = new ProgrammeGuide(services, localOffsets);
    }

    /** Also where the clock was set back. */
    private static boolean isDue(Instant last, Duration each, Instant now) {
        return last.equals(Instant.MIN) || now.isBefore(last) || !now.isBefore(last.plus(each));
    }

    /**
     * Returns what has been collected.
     *
     * @return the guide of the moment
     */
    public ProgrammeGuide guide() {
        return guide;
    }

    /**
     * Returns what has been collected up to the last section: the end of a file that is read faster than it plays.
     *
     * @return the guide of the moment
     */
    public ProgrammeGuide latest() {
        if (changed) {
            showChanges();
        }
        return guide;
    }

    /**
     * Returns how many sections did not fit the limits.
     *
     * @return sections, each time that they came
     */
    public long refusedSections() {
        return refused;
    }
}
