// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased. Works with Netty's {@link LeakPresenceDetector} switched on. What
 * another thread releases a moment after the last test is not a leak.
 */
public final class LeakCheck implements AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void afterAll(ExtensionContext context) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .untilAsserted(LeakPresenceDetector::check);
    }
}
