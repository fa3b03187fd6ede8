// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import io.dmxflux.ts.net.NetworkFollower;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Keeps what a source or a sink tells of the network. */
public final class NetworkRecorder implements NetworkFollower.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void waiting(String problem) {
        told.add(problem);
    }

    @Override
    public void back(Duration waited) {
        told.add("back");
    }

    @Override
    public void onlyLoopback() {
        told.add("only loopback");
    }

    public List<String> told() {
        return told;
    }

    /** Waits until exactly so much has been told. */
    public void await(String... events) {
        Awaitility.await().atMost(PATIENCE).until(() -> told.equals(List.of(events)));
    }
}
