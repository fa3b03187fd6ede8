// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.sink.FileEvent;
import io.dmxflux.ts.source.TunedSource;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Told by an open input or output what happens to it. Each method does nothing unless it is overridden.
 *
 * <p><b>Threading:</b> called on any thread, and not concurrently for one input or output.
 */
public interface StreamListener {

    /**
     * The pool of a demux or of the simulated driver tells something.
     *
     * @param event what it tells
     */
    default void pool(PoolEvent event) {}

    /**
     * Something that the machine does not have is waited for.
     *
     * @param problem what is missing, such as {@code interface eth7 is not there}
     */
    default void waits(String problem) {}

    /**
     * What was waited for is there.
     *
     * @param waited since {@link #waits}
     * @param lackingPackets what an output lacks since then; empty if only its counters tell
     */
    default void isBack(Duration waited, OptionalLong lackingPackets) {}

    /**
     * The loopback interface is used, since this machine has nothing else.
     *
     * @param missing the route that is not there
     * @param loopback the interface instead
     */
    default void loopbackChosen(MulticastRoute missing, NetworkInterface loopback) {}

    /**
     * A file is written that is not the one that was asked for, or that had content before.
     *
     * @param opened which, and what it had
     */
    default void fileOpened(FileEvent.Opened opened) {}

    /**
     * A file has gone from its name, and another one is written from its beginning.
     *
     * @param gone the name that it had
     * @param file the one that is written
     * @param lackingPackets what the one before had, and this one lacks
     */
    default void fileReplaced(Path gone, Path file, long lackingPackets) {}

    /**
     * Another program has made a file shorter, which goes on at its end.
     *
     * @param file the file
     * @param lackingPackets what is gone
     */
    default void fileTruncated(Path file, long lackingPackets) {}

    /**
     * A log that is written or read tells something that costs data, or may.
     *
     * @param event what it tells
     */
    default void log(LogEvent event) {}

    /**
     * What a tuned source tells of its first lock, told on.
     *
     * @param listener told
     */
    record OfTuner(StreamListener listener) implements TunedSource.Listener {

        @Override
        public void waits(String problem) {
            listener.waits(problem);
        }

        @Override
        public void isBack(Duration waited) {
            listener.isBack(waited, OptionalLong.empty());
        }
    }

    /**
     * What a socket tells of the network, told on.
     *
     * @param listener told
     * @param remote to where the socket sends, or the group that it receives
     */
    record OfNetwork(StreamListener listener, InetSocketAddress remote) implements NetworkFollower.Listener {

        @Override
        public void waiting(String problem) {
            listener.waits(problem);
        }

        @Override
        public void back(Duration waited) {
            listener.isBack(waited, OptionalLong.empty());
        }

        @Override
        public void onlyLoopback() {
            listener.loopbackChosen(MulticastRoute.probe(remote.getAddress(), null), Interfaces.loopback());
        }
    }
}
