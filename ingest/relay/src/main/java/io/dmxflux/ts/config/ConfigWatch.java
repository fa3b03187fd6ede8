// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.net.JvmSignals;
import io.dmxflux.ts.plan.ConfigFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import reactor.core.scheduler.Schedulers;

/**
 * Puts a configuration into force again whenever its file, or a file of channels that it names, changes or SIGHUP comes.
 *
 * <p>A change that says the same as before does nothing. SIGHUP puts it into force in any case, so that what has ended
 * since is tried again. A file that is wrong, or cannot be put into force, is told in one line, and what was in force stays
 * so. What can be read only once, such as a FIFO, is not watched: the signal is then answered with a refusal, or reads the
 * file that is in its place by then.
 *
 * <p><b>Threading:</b> one change at a time, on threads of its own. {@link #close} needs no lock that is held meanwhile: to read
 * the file, and to open what it names, can take for ever where a file system does not answer.
 */
public final class ConfigWatch implements AutoCloseable {

    /** A change that is noticed, and the signal of who has made it. */
    private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Until inputs and outputs are open, a start takes its time: what changes meanwhile is looked for so long after it. */
    private static final long AFTER_START_MILLIS = 500;

    /** Longer than any change takes. */
    private static final long PATIENCE_SECONDS = 5;

    /** A property that the launcher sets. */
    private static final String IGNORED_BY_LAUNCHER = "dmxflux.ignored.hangups";

    private static final int SIGHUP = 1;

    private final Consumer<RelayConfig> apply;
    private final RelayEvent.Listener listener;
    private final LongSupplier nanoTime;
    private final UnaryOperator<RelayConfig> reader;
    private final List<Runnable> triggers = new ArrayList<>();
    private final String name;

    /** Held from reading to the end of the change, so that what is read last is in force last. */
    private final ReentrantLock reading = new ReentrantLock();

    /** Changed with {@link #reading} and the monitor. */
    private RelayConfig inForce;

    private OptionalLong appliedNanos = OptionalLong.empty();
    private String told = "";

    /** Whether the file was refused when it was read last. */
    private boolean refused;

    private boolean toldBySignal;
    private long toldNanos;
    private volatile boolean closed;

    ConfigWatch(RelayConfig inForce, Consumer<RelayConfig> apply, RelayEvent.Listener listener) {
        this(inForce, apply, listener, System::nanoTime, RelayConfig::reread);
    }

    ConfigWatch(
            RelayConfig inForce,
            Consumer<RelayConfig> apply,
            RelayEvent.Listener listener,
            LongSupplier nanoTime,
            UnaryOperator<RelayConfig> reader) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.inForce = inForce;
        this.name = inForce.name();
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
        boolean once = ConfigFile.canBeReadOnce(file);
        if (!once) {
            watch.add(() -> FileWatch.start(watch::files, watch::changed, FileWatch.Moment.SHORT)::close);
        }
        watch.add(() -> HangupSignal.onEach(watch::hungUp)::close);
        watch.add(() -> Schedulers.boundedElastic()
                .schedule(() -> watch.started(once), AFTER_START_MILLIS, TimeUnit.MILLISECONDS)::dispose);
        return watch;
    }

    /**
     * Keeps a SIGHUP in mind that comes before {@link #start}, instead of ending the process: the first thing that a process
     * with a configuration does.
     */
    public static void awaitHangups() {
        try {
            HangupSignal.await();
        } catch (UnsupportedOperationException e) {
            return; // told when the watch starts
        }
    }

    /**
     * The same, where the launcher has SIGHUP ignored, so that none ends the process before its first instruction. Native
     * libraries are needed for it.
     */
    public static void heedHangups() {
        if (Boolean.getBoolean(IGNORED_BY_LAUNCHER)) {
            JvmSignals.letBeHandled(SIGHUP);
            awaitHangups();
        }
    }

    /** What says what is in force: a channel that has moved to another carrier is a change of the configuration. */
    private synchronized Set<Path> files() {
        Set<Path> files = new HashSet<>(inForce.channelFiles());
        files.add(Path.of(name));
        return files;
    }

    /** Begins to watch; what is supplied ends that. */
    private void add(Supplier<Runnable> trigger) {
        try {
            triggers.add(trigger.get());
        } catch (UncheckedIOException | UnsupportedOperationException e) {
            listener.tell(new ConfigEvent.NotWatched(name, e));
        }
    }

    /** The start is over. */
    private void started(boolean once) {
        if (HangupSignal.wasEarly()) {
            hungUp();
        } else if (!once) {
            changed();
        }
    }

    /** The file has changed. */
    void changed() {
        reread(false, this::differs);
    }

    /** The operator asks for it. */
    void hungUp() {
        reload();
    }

    /**
     * Reads the file again and puts it into force, as SIGHUP has it done.
     *
     * @return what has become of it, which is told as well
     */
    public ConfigEvent reload() {
        return reread(true, next -> true);
    }

    private ConfigEvent reread(boolean signalled, Predicate<RelayConfig> worthwhile) {
        if (!isReadable(signalled)) {
            return refuse(
                    signalled,
                    new IllegalStateException(
                            name + ": still being read or put into force since the last change, for more than "
                                    + PATIENCE_SECONDS + " s (expected: a file system and places that answer)"));
        }
        try {
            return putIntoForce(reader.apply(inForce), worthwhile);
        } catch (RuntimeException e) {
            return refuse(signalled, e);
        } catch (StackOverflowError | OutOfMemoryError e) { // what is in force goes on, and so does the watch
            String problem = name + ": cannot be read: " + e;
            return refuse(signalled, new IllegalStateException(problem, e));
        } finally {
            reading.unlock();
        }
    }

    /** Waits for the change before, which is finished first; who sends a signal waits for an answer. */
    private boolean isReadable(boolean signalled) {
        try {
            if (signalled) {
                return reading.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            reading.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ConfigEvent putIntoForce(RelayConfig next, Predicate<RelayConfig> worthwhile) {
        boolean changes = !closed && worthwhile.test(next);
        if (changes) {
            apply.accept(next);
        }
        settle(next, changes);
        return new ConfigEvent.Applied(next.name(), next.plans());
    }

    private synchronized void settle(RelayConfig next, boolean changes) {
        if (!closed && (changes || refused)) { // refused: the text before the mistake is there again
            tellApplied(next);
        }
        inForce = next;
        told = "";
        refused = false;
    }

    /**
     * Tells it once if the file is changed and the signal is sent, or the signal again and again; behind a mistake in any
     * case, as that was the last that was told.
     */
    private void tellApplied(RelayConfig next) {
        long now = nanoTime.getAsLong();
        boolean same = !refused
                && appliedNanos.isPresent()
                && now - appliedNanos.getAsLong() < TOGETHER_NANOS
                && !differs(next);
        appliedNanos = OptionalLong.of(now);
        if (!same) {
            listener.tell(new ConfigEvent.Applied(next.name(), next.plans()));
        }
    }

    private boolean differs(RelayConfig next) {
        return !next.plans().equals(inForce.plans())
                || !next.http().equals(inForce.http())
                || !next.log().equals(inForce.log());
    }

    /** Tells a mistake once if the file is changed and the signal is sent: either may come first. */
    private synchronized ConfigEvent refuse(boolean signalled, RuntimeException reason) {
        ConfigEvent refusal = new ConfigEvent.Refused(name, reason);
        if (closed) {
            return refusal;
        }
        refused = true;
        String mistake = String.valueOf(reason.getMessage());
        long now = nanoTime.getAsLong();
        boolean same = mistake.equals(told) && signalled != toldBySignal && now - toldNanos < TOGETHER_NANOS;
        told = same ? "" : mistake;
        toldBySignal = signalled;
        toldNanos = now;
        if (!same) {
            listener.tell(refusal);
        }
        return refusal;
    }

    /** Watches no longer. A change that is being read or put into force is not waited for, and not told. */
    @Override
    public void close() {
        triggers.forEach(Runnable::run);
        closed = true;
    }
}
