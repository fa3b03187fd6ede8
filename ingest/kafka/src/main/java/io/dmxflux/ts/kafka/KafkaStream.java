// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Listeners;
import io.dmxflux.ts.log.LogEvent;
import java.io.IOException;
import java.net.ConnectException;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What writer and readers of a stream share in a process.
 *
 * @param name of the stream
 * @param label for messages
 * @param partition the only one of its topic
 * @param reads what has become of what was read
 * @param config of the log
 */
record KafkaStream(String name, String label, TopicPartition partition, ReadCounts reads, KafkaLogConfig config) {

    static KafkaStream of(String name, KafkaLogConfig config) {
        return new KafkaStream(
                name,
                "kafka://" + config.bootstrap + "/" + name,
                new TopicPartition(config.topicPrefix + name, 0),
                new ReadCounts(),
                config);
    }

    String topic() {
        return partition.topic();
    }

    /** Refuses to make a client of files that are wrong. */
    void refuseFiles() throws IOException {
        try {
            ClientFiles.check(config.client);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Refuses to ask a cluster that is away, which takes longer than to look whether it is. */
    void refuseAbsent() throws IOException {
        refuseFiles();
        try {
            new BrokerLook(config).refuseAbsent();
        } catch (ConnectException e) {
            throw failure(e);
        }
    }

    /** Says in one line why the cluster does not do what it is asked, or the client fails, which throws errors as well. */
    IOException failure(Throwable failure) {
        return new IOException(label + ": " + reason(failure), failure);
    }

    private String reason(Throwable failure) {
        BrokerLook look = new BrokerLook(config);
        boolean isSilence = KafkaFailure.isSilence(failure);
        if (isSilence || failure instanceof Error) {
            String mistake = look.mistake();
            if (mistake != null || isSilence) {
                return mistake == null ? KafkaFailure.NO_ANSWER : mistake;
            }
        }
        if (KafkaFailure.isUnresolved(failure)) {
            try {
                look.refuseAbsent();
            } catch (ConnectException e) {
                return String.valueOf(e.getMessage());
            }
        }
        return failure instanceof IOException ? String.valueOf(failure.getMessage()) : KafkaFailure.reason(failure);
    }

    void tell(LogEvent event) {
        Listeners.tell(config.events, event, (unheard, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }
}
