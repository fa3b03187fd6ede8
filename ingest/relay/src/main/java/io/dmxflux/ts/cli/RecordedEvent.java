// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Event;
import io.dmxflux.ts.psi.EventInformationSection;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.ShortEventDescriptor;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Follows by the present event of a service when an event is on, whenever that was announced for.
 *
 * <p>It begins when it is the present one and does not say that it is not running yet; it ends when another one, or none, is
 * present, or when it says that it does not run any more (EN 300 468, {@code running_status}).
 *
 * <p><b>Shape:</b> packets of one service, with the EIT of its present and following events.
 * <p><b>Threading:</b> one thread.
 */
final class RecordedEvent implements TableListener {

    private static final int PRESENT = 0;
    private static final int NOT_RUNNING = 1;
    private static final int NONE = -1;

    private final TableFollower follower = new TableFollower(this);
    private final String words;
    private int eventId = NONE;
    private boolean isOver;

    /**
     * An event that has not begun.
     *
     * @param words what its title has, in upper or lower case
     */
    RecordedEvent(String words) {
        this.words = words.toLowerCase(Locale.ROOT);
        follower.follow(Pid.EIT);
    }

    /** Takes the next packets. */
    void add(ByteBuf batch) {
        for (int at = batch.readerIndex(); at + TsPacket.LENGTH <= batch.writerIndex(); at += TsPacket.LENGTH) {
            int pid = TsPacket.pid(batch, at);
            if (pid == Pid.EIT || pid == Pid.PAT) {
                follower.packet(pid, batch, at, 0);
            }
        }
    }

    @Override
    public boolean wants(int pid, int tableId) {
        return pid != Pid.EIT || tableId == TableId.EIT_PRESENT_FOLLOWING_ACTUAL;
    }

    @Override
    public void section(int pid, Section section, long arrivalNanos) {
        if (pid == Pid.EIT
                && section.tableId() == TableId.EIT_PRESENT_FOLLOWING_ACTUAL
                && section.isCurrent()
                && section.sectionNumber() == PRESENT) {
            present(EventInformationSection.parse(section).events().stream()
                    .findFirst()
                    .orElse(null));
        }
    }

    private void present(@Nullable Event event) {
        if (hasBegun()) {
            isOver |= event == null || event.eventId() != eventId || event.runningStatus() == NOT_RUNNING;
        } else if (event != null && event.runningStatus() != NOT_RUNNING) {
            String name =
                    event.shortEvent().map(ShortEventDescriptor::eventName).orElse("");
            if (name.toLowerCase(Locale.ROOT).contains(words)) {
                eventId = event.eventId();
            }
        }
    }

    boolean hasBegun() {
        return eventId != NONE;
    }

    boolean isOver() {
        return isOver;
    }
}
