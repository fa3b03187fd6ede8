// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.Relay;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * A relay in the foreground of a process: progress while it runs, an end in order at a signal, a summary after it.
 *
 * <p>A signal (Ctrl-C, SIGTERM) runs a shutdown hook, which ends the relay as its end of stream would, and then the
 * process with the exit code of a job that is done: to be stopped is how a relay normally ends.
 */
final class RunningRelay {

    private static final Duration PROGRESS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Relay relay;
    private final Consumer<String> tell;
    private final CountDownLatch ended = new CountDownLatch(1);

    RunningRelay(Relay relay, Consumer<String> tell) {
        this.relay = relay;
        this.tell = tell;
    }

    int untilItEnds() {
        tell.accept(relay.toString());
        Thread hook = new Thread(this::endAtSignal, "dmxflux-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        Disposable progress = watch();
        try {
            relay.run().block();
            return ExitCode.DONE;
        } finally {
            progress.dispose();
            finish();
            removeHook(hook);
        }
    }

    private Disposable watch() {
        RelayWatch watch = new RelayWatch();
        boolean somebodyLooks = Terminal.isStandardError();
        return Flux.interval(PROGRESS)
                .map(second -> relay.report())
                .scan(relay.report(), (before, now) -> {
                    watch.look(before, now).forEach(tell);
                    if (somebodyLooks) {
                        tell.accept(now.progress(before));
                    }
                    return now;
                })
                .subscribe();
    }

    private synchronized void finish() {
        if (ended.getCount() > 0) {
            relay.close(PATIENCE);
            relay.report().summary().forEach(tell);
            ended.countDown();
        }
    }

    private void endAtSignal() {
        finish();
        Runtime.getRuntime().halt(ExitCode.DONE);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook is what ended the relay
        }
    }
}
