// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.OutOfPacketMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;

/**
 * Errors that meet a stream which has ended, as of a tuner that is unplugged while its relay stops. Reactor logs each with
 * its stack trace; an operator gets one line, but for faults of the program.
 *
 * <p><b>Threading:</b> any.
 */
final class DroppedErrors {

    private static final AtomicBoolean WANTED_MEMORY = new AtomicBoolean();

    private DroppedErrors() {}

    /** Has every such error of this process logged so. */
    static void logShortly() {
        Hooks.onErrorDropped(DroppedErrors::log);
    }

    private static void log(Throwable dropped) {
        Throwable failure = Exceptions.unwrap(dropped);
        if (failure instanceof OutOfPacketMemoryException && WANTED_MEMORY.getAndSet(true)) {
            return; // whatever still runs wants it as well
        }
        line(failure)
                .ifPresentOrElse(
                        line -> LoggerFactory.getLogger("dmxflux").warn(line),
                        () -> LoggerFactory.getLogger("dmxflux").error("after the end of its stream", failure));
    }

    /** Returns the line for a failure of device, network or user; empty for a fault of the program. */
    static Optional<String> line(Throwable failure) {
        boolean expected = failure instanceof ErrnoException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof IllegalArgumentException
                || failure instanceof CancellationException
                || failure instanceof OutOfPacketMemoryException
                || failure instanceof RejectedExecutionException;
        return expected ? Optional.of("after the end of its stream: " + ExitCode.text(failure)) : Optional.empty();
    }
}
