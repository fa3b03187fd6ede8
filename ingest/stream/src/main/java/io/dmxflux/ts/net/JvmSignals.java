// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Signals that a process ignores from its start. The JVM sets no handler for those: it takes them to be meant, as SIGHUP is
 * under nohup. A signal that is ignored only until there is a handler is given one that does nothing first.
 *
 * <p><b>Threading:</b> any.
 * <p><b>Errors:</b> none: where the C library refuses, the signal stays ignored.
 * <p><b>Source:</b> signal(2); HotSpot's {@code JVM_RegisterSignal}.
 */
public final class JvmSignals {

    private JvmSignals() {}

    /**
     * Has a signal do nothing, instead of being ignored. It never ends the process meanwhile, as its default action might.
     *
     * @param number of the signal, such as 1 for SIGHUP
     */
    public static void letBeHandled(int number) {
        // a handler takes a number as well, and abs does nothing else
        SystemCalls.signal(
                number, Pointer.nativeValue(NativeLibrary.getProcess().getFunction("abs")));
    }
}
