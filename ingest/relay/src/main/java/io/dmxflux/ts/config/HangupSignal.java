// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGHUP, by which daemons are asked to read their configuration again.
 *
 * <p>The JDK has one way to a signal, {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which every JDK from 9
 * to today exports. It is called by reflection, since javac warns of each mention of it by name and has no way to be told
 * that it is meant.
 *
 * <p><b>Threading:</b> the JVM runs the action on a thread of its own for each signal.
 */
final class HangupSignal implements AutoCloseable {

    private static final String NAME = "HUP";

    private static final AtomicBoolean EARLY = new AtomicBoolean();

    private final Object before;

    private HangupSignal(Object before) {
        this.before = before;
    }

    /**
     * Runs an action at each signal, instead of ending the process.
     *
     * <p>Where SIGHUP is ignored from the start, as under nohup, it stays ignored: that is what was asked for.
     *
     * @param action what to do
     * @return puts things back when closed
     * @throws UnsupportedOperationException in one line, where the JVM does not let go of the signal, as with -Xrs
     */
    static HangupSignal onEach(Runnable action) {
        return new HangupSignal(handle(handler(action)));
    }

    /**
     * Keeps signals in mind until somebody acts on them, instead of ending the process.
     *
     * @throws UnsupportedOperationException in one line, where the JVM does not let go of the signal, as with -Xrs
     */
    static void await() {
        handle(handler(() -> EARLY.set(true)));
    }

    /** Tells once whether there was a signal that was only kept in mind. */
    static boolean wasEarly() {
        return EARLY.getAndSet(false);
    }

    private static Object handler(Runnable action) {
        Class<?> type = type("sun.misc.SignalHandler");
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().equals("handle")) {
                action.run();
            }
            return null; // nothing else is asked of a handler
        });
    }

    private static Object handle(Object handler) {
        try {
            Class<?> signal = type("sun.misc.Signal");
            Method handle = signal.getMethod("handle", signal, type("sun.misc.SignalHandler"));
            return handle.invoke(null, signal.getConstructor(String.class).newInstance(NAME), handler);
        } catch (InvocationTargetException e) {
            throw unsupported(e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw unsupported(e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw unsupported(e);
        }
    }

    private static UnsupportedOperationException unsupported(Throwable reason) {
        return new UnsupportedOperationException("SIGHUP: cannot be caught here: " + reason.getMessage(), reason);
    }

    @Override
    public void close() {
        handle(before);
    }
}
