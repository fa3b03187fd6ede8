// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.RelayEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

/** A listener that throws: an assertion of somebody's test hurts no relay, a fatal error is thrown. */
class RelayEventListenerTest {

    private static final RelayEvent EVENT = new ConfigEvent.NotWatched("relay.conf", new IllegalStateException("gone"));

    private final List<Throwable> dropped = new ArrayList<>();

    @AfterEach
    void restoreHook() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void whatItThrowsIsDroppedAndToldToReactorsHook() {
        Hooks.onErrorDropped(dropped::add);
        AssertionError failed = new AssertionError("as of a test");
        RelayEvent.Listener listener = event -> {
            throw failed;
        };
        listener.tell(EVENT);
        assertThat(dropped).containsExactly(failed);
    }

    @Test
    void aFatalErrorIsThrown() {
        RelayEvent.Listener listener = event -> {
            throw new LinkageError("as of a class that cannot be loaded");
        };
        assertThatThrownBy(() -> listener.tell(EVENT)).isInstanceOf(LinkageError.class);
    }
}
