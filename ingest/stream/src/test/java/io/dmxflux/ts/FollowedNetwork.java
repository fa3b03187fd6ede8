// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.NetworkWatch;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of what follows the network: each has a network of its own, a loop and a watch in it, and a listener. */
@ExtendWith(OwnNetwork.class)
public abstract class FollowedNetwork {

    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    protected final NetworkRecorder recorder = new NetworkRecorder();
    protected NetworkWatch watch;
    protected EventLoopGroup loop;

    @BeforeEach
    void openLoop() {
        watch = NetworkWatch.open();
        loop = EpollLoops.create(1, "network-test");
    }

    @AfterEach
    void closeLoop() {
        watch.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
