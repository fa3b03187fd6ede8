// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.OutOfPacketMemoryException;
import io.dmxflux.ts.plan.RefusedPlanException;
import reactor.core.Exceptions;

/** The exit codes of the process. */
final class ExitCode {

    /** It did what was asked. */
    static final int DONE = 0;

    /** It failed while running, or one of its inputs or outputs did and was not opened again. */
    static final int FAILED = 1;

    /** It was asked for something that makes no sense. */
    static final int USAGE = 2;

    /** A signal ended it before its work was done: as shells count SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Returns the code for a failure: a mistake of the user's is an IllegalArgumentException wherever it is found. */
    static int of(Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        Throwable reason = failure instanceof RefusedPlanException ? failure.getCause() : failure;
        return reason instanceof IllegalArgumentException ? USAGE : FAILED;
    }

    /** Tells whether there is no memory left for packets. */
    static boolean isOfMemory(Throwable thrown) {
        return Exceptions.unwrap(thrown) instanceof OutOfPacketMemoryException;
    }

    /** Returns the whole line for a failure. */
    static String text(Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        if (failure instanceof OutOfPacketMemoryException && failure.getCause() != null) {
            return text(failure.getCause());
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof OutOfMemoryError ? "out of memory: " + message + "; raise " + cure(message) : message;
    }

    /** The JDK's and Netty's messages name the kind of memory; who starts the process can raise it. */
    private static String cure(String reason) {
        if (reason.contains("direct")) {
            return "-XX:MaxDirectMemorySize in JAVA_OPTS";
        }
        return reason.contains("thread")
                ? "the limit of tasks (ulimit -u, TasksMax= of the unit)"
                : "-Xmx in JAVA_OPTS";
    }
}
