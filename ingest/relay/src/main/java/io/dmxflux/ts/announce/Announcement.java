// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.plan.EveryService;
import java.util.function.IntPredicate;

/**
 * A description on its way to receivers, under the hash by which they tell it from others of the same origin.
 *
 * @param description what is said
 * @param hash 1 to 65535; 0 is that of a sender who has none
 * @param sender by which socket
 */
record Announcement(SessionDescription description, int hash, SapSender sender) {

    private static final int HIGHEST_HASH = 0xFFFF;

    /**
     * Finds a hash: the same for the same words, also after a restart, so that no receiver lists a service twice.
     *
     * @param description what is said
     * @param sender by which socket
     * @param isTaken whether another description has a hash
     * @return the announcement
     */
    static Announcement of(SessionDescription description, SapSender sender, IntPredicate isTaken) {
        return new Announcement(description, hash(description, isTaken), sender);
    }

    static int hash(SessionDescription description, IntPredicate isTaken) {
        int hash = Math.floorMod(description.content().hashCode(), HIGHEST_HASH) + 1;
        while (isTaken.test(hash)) {
            hash = hash % HIGHEST_HASH + 1;
        }
        return hash;
    }

    EveryService.Announced service() {
        return description.service();
    }

    int bytes() {
        return message().length;
    }

    void announce() {
        sender.send(message());
    }

    int deletionBytes() {
        return deletion().length;
    }

    void delete() {
        sender.send(deletion());
    }

    private byte[] deletion() {
        return SapPacket.deletion(hash, description);
    }

    private byte[] message() {
        return SapPacket.announcement(hash, description);
    }
}
