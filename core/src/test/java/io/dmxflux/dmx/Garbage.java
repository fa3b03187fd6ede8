// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import static org.awaitility.Awaitility.await;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Lets the collector run until it has found what a test waits for. */
public final class Garbage {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Garbage() {}

    /** Collects until something has come true. */
    public static void collectUntil(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(() -> {
            System.gc();
            return condition.call();
        });
    }

    /** Collects until whatever was unreachable before has been found: three generations of objects that nobody has. */
    public static void collectAll() {
        for (int generation = 0; generation < 3; generation++) {
            ReferenceQueue<Object> found = new ReferenceQueue<>();
            Reference<Object> unreachable = new PhantomReference<>(new Object(), found);
            collectUntil(() -> found.poll() == unreachable);
        }
    }
}
