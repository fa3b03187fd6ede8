// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.plan.EveryService;
import java.net.InetAddress;
import java.nio.file.Path;

/** That services which are sent cannot be announced, and that they are again. */
public sealed interface AnnounceEvent extends RelayEvent {

    /**
     * A playlist cannot be written, which is told once; it is tried again every few seconds, and at each change of services.
     *
     * @param file the playlist
     * @param failure why, in a line that names the file
     */
    record PlaylistNotWritten(Path file, RuntimeException failure) implements AnnounceEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.playlistNotWritten(this);
        }

        @Override
        public Object subject() {
            return file;
        }
    }

    /**
     * A playlist is written again after {@link PlaylistNotWritten}.
     *
     * @param file the playlist
     */
    record PlaylistWritten(Path file) implements AnnounceEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.playlistWritten(this);
        }

        @Override
        public Object subject() {
            return file;
        }
    }

    /**
     * A service cannot be announced; it is sent nevertheless.
     *
     * @param service the service
     * @param failure why, in a line that names the group of announcements
     */
    record NotAnnounced(EveryService.Announced service, Exception failure) implements AnnounceEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.notAnnounced(this);
        }

        @Override
        public Object subject() {
            return NotAnnounced.class;
        }
    }

    /**
     * The network refuses announcements; they are tried again with each round.
     *
     * @param group the group of announcements
     * @param reason the name of the error
     */
    record AnnouncementsFail(InetAddress group, String reason) implements AnnounceEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.announcementsFail(this);
        }

        @Override
        public Object subject() {
            return group;
        }

        @Override
        public Object series() {
            return group;
        }
    }

    /**
     * Announcements are sent again after {@link AnnouncementsFail}.
     *
     * @param group the group of announcements
     */
    record AnnouncementsResumed(InetAddress group) implements AnnounceEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.announcementsResumed(this);
        }

        @Override
        public Object subject() {
            return group;
        }

        @Override
        public Object series() {
            return group;
        }
    }
}
