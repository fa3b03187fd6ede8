// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says in one line why a cluster does not do what it is asked. */
final class KafkaFailure {

    /** What the client says of most that can be wrong with brokers. */
    static final String NO_ANSWER = "no answer within " + ClientSettings.ANSWER_MILLIS / 1_000
            + " s (expected: brokers that work, that can be reached under the addresses that they advertise, and that"
            + " want no other security.protocol than the properties of the client say)";

    private KafkaFailure() {}

    /** Tells whether brokers did not answer. */
    static boolean isSilence(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof TimeoutException || cause != null && cause != failure && isSilence(cause);
    }

    /** Tells whether no client could be made, as no name of a broker resolves. */
    static boolean isUnresolved(Throwable failure) {
        return failure.getCause() instanceof ConfigException wrong
                && firstLine(wrong).contains("bootstrap.servers");
    }

    /** Tells whether a cluster answered, and does not do what it was asked: not before somebody has changed something. */
    static boolean isRefusal(Throwable failure) {
        if (failure instanceof RetriableException
                || failure instanceof ConnectException
                || failure instanceof java.util.concurrent.TimeoutException
                || failure instanceof Error
                || isUnresolved(failure)) {
            return false;
        }
        Throwable cause = failure.getCause();
        return cause == null || cause == failure || isRefusal(cause);
    }

    static IOException of(String what, ExecutionException failure) {
        Throwable cause = failure.getCause();
        return of(what, cause == null ? failure : cause);
    }

    static IOException of(String what, Throwable failure) {
        return new IOException(what + ": " + reason(failure), failure);
    }

    /** Says why, and what is expected. */
    static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return NO_ANSWER;
        }
        if (failure instanceof InterruptException) {
            return "the thread is interrupted (expected: a thread that is not)";
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "no such topic (expected: one that is, or was, written)";
        }
        if (failure instanceof AuthenticationException) {
            return firstLine(failure) + " (expected: TLS or SASL as the brokers have it, in the client's properties)";
        }
        if (failure instanceof AuthorizationException) {
            return firstLine(failure) + " (expected: permission to create, describe, read and write the topics)";
        }
        if (failure instanceof InvalidTimestampException) {
            return firstLine(failure)
                    + " (expected: the clocks of this machine and the brokers less than an hour apart)";
        }
        if (failure instanceof InvalidReplicationFactorException) {
            return firstLine(failure) + " (expected: as many brokers as copies, or fewer copies)";
        }
        if (failure instanceof UnsupportedVersionException) {
            return firstLine(failure)
                    + " (expected: the port of a broker, not that of a controller, of Kafka 3.0 or later)";
        }
        if (failure instanceof Error) {
            return "Kafka's client failed: " + failure.getClass().getSimpleName() + ": " + firstLine(failure)
                    + " (expected: memory, descriptors and threads enough)";
        }
        Throwable cause = failure.getCause();
        return failure.getClass() == KafkaException.class && cause != null ? reason(cause) : firstLine(failure);
    }

    static String firstLine(Throwable failure) {
        String text = failure.getMessage();
        return text == null
                ? failure.getClass().getSimpleName()
                : text.lines().findFirst().orElse(text).strip();
    }
}
