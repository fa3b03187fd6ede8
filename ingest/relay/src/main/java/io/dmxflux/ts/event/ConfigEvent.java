// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.plan.RelayPlan;
import java.util.List;

/** What has become of a configuration file that is read again while relays run. */
public sealed interface ConfigEvent extends RelayEvent {

    /**
     * Returns which file.
     *
     * @return the file, as the user gave it
     */
    String file();

    @Override
    default Object subject() {
        return List.of("configuration", file());
    }

    @Override
    default Object series() {
        return subject();
    }

    /**
     * A configuration file has been read again, and what it says is in force.
     *
     * @param file the file, as the user gave it
     * @param plans what it says
     */
    record Applied(String file, List<RelayPlan> plans) implements ConfigEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.configApplied(this);
        }
    }

    /**
     * A configuration file has been read again and is wrong, or cannot be put into force; nothing has changed.
     *
     * @param file the file, as the user gave it
     * @param reason why, in a line that names file, line and key where they are known
     */
    record Refused(String file, RuntimeException reason) implements ConfigEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.configRefused(this);
        }
    }

    /**
     * Changes of a configuration file, or SIGHUP, cannot be noticed.
     *
     * @param file the file, as the user gave it
     * @param reason why, in one line
     */
    record NotWatched(String file, RuntimeException reason) implements ConfigEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.configNotWatched(this);
        }
    }
}
