// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.RelayEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Hooks;

/** A listener that throws hurts no relay: not with an assertion of somebody's test, nor with an error that Reactor calls fatal. */
class RelayEventListenerTest {

    private static final RelayEvent EVENT = new ConfigEvent.NotWatched("relay.conf", new IllegalStateException("gone"));

    private final List<Throwable> dropped = new ArrayList<>();

    @AfterEach
    void restoreHook() {
        Hooks.resetOnErrorDropped();
    }

    static List<Error> errors() {
        return List.of(new AssertionError("as of a test"), new NoClassDefFoundError("of the application"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatItThrowsIsDroppedAndToldToReactorsHook(Error failed) {
        Hooks.onErrorDropped(dropped::add);
        RelayEvent.Listener listener = event -> {
            throw failed;
        };
        listener.tell(EVENT);
        assertThat(dropped).containsExactly(failed);
    }
}
