// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.RelayEvent;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Puts a configuration into force again whenever its file changes or SIGHUP comes.
 *
 * <p>A change that says the same as before does nothing. SIGHUP puts it into force in any case, so that what has ended
 * since is tried again. A file that is wrong, or cannot be put into force, is told in one line, and what was in force stays
 * so.
 *
 * <p><b>Threading:</b> one change at a time, on threads of its own.
 */
public final class ConfigWatch implements AutoCloseable {

    private final Consumer<RelayConfig> apply;
    private final RelayEvent.Listener listener;
    private final List<Runnable> triggers = new ArrayList<>();
    private RelayConfig inForce;
    private boolean closed;

    ConfigWatch(RelayConfig inForce, Consumer<RelayConfig> apply, RelayEvent.Listener listener) {
        this.inForce = inForce;
        this.apply = apply;
        this.listener = listener;
    }

    /**
     * Begins to watch the file of a configuration.
     *
     * @param inForce what has been read from it, and is in force
     * @param apply puts another into force, or throws a {@link RuntimeException} and has changed nothing
     * @param listener told what has become of a change, and if the file or the signal cannot be watched
     * @return ends it when closed
     */
    public static ConfigWatch start(RelayConfig inForce, Consumer<RelayConfig> apply, RelayEvent.Listener listener) {
        ConfigWatch watch = new ConfigWatch(inForce, apply, listener);
        Path file = Path.of(inForce.name());
        watch.add(() -> FileWatch.start(file, watch::changed, FileWatch.Moment.SHORT)::close);
        watch.add(() -> HangupSignal.onEach(watch::hungUp)::close);
        return watch;
    }

    /** Begins to watch; what is supplied ends that. */
    private void add(Supplier<Runnable> trigger) {
        try {
            triggers.add(trigger.get());
        } catch (UncheckedIOException | UnsupportedOperationException e) {
            listener.tell(new ConfigEvent.NotWatched(inForce.name(), e));
        }
    }

    /** The file has changed. */
    void changed() {
        reread(next -> !next.plans().equals(inForce.plans()));
    }

    /** The operator asks for it. */
    void hungUp() {
        reread(next -> true);
    }

    private synchronized void reread(Predicate<RelayConfig> worthwhile) {
        try {
            RelayConfig next = inForce.reread();
            if (!closed && worthwhile.test(next)) {
                apply.accept(next);
                listener.tell(new ConfigEvent.Applied(next.name(), next.plans()));
            }
            inForce = next;
        } catch (RuntimeException e) {
            listener.tell(new ConfigEvent.Refused(inForce.name(), e));
        } catch (StackOverflowError | OutOfMemoryError e) { // what is in force goes on, and so does the watch
            String problem = inForce.name() + ": cannot be read: " + e;
            listener.tell(new ConfigEvent.Refused(inForce.name(), new IllegalStateException(problem, e)));
        }
    }

    /** Watches no longer; a change that is under way is finished first. */
    @Override
    public void close() {
        triggers.forEach(Runnable::run);
        synchronized (this) {
            closed = true;
        }
    }
}
