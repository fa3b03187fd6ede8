// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Listeners;
import io.dmxflux.ts.log.LogEvent;
import java.util.function.Consumer;
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
 * @param listener told of events
 */
record KafkaStream(
        String name, String label, TopicPartition partition, ReadCounts reads, Consumer<? super LogEvent> listener) {

    static KafkaStream of(String name, KafkaLogConfig config) {
        return new KafkaStream(
                name,
                "kafka://" + config.bootstrap + "/" + name,
                new TopicPartition(config.topicPrefix + name, 0),
                new ReadCounts(),
                config.events);
    }

    String topic() {
        return partition.topic();
    }

    void tell(LogEvent event) {
        Listeners.tell(listener, event, (unheard, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }
}
