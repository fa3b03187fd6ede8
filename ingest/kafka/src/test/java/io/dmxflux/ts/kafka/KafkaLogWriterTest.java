// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A log without a cluster. */
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaLogWriterTest {

    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();
    private final KafkaLogConfig config =
            KafkaLogConfig.of("127.0.0.1:9").onEvent(events::add).build();
    private final AtomicInteger made = new AtomicInteger();
    private final NumberedChunks chunks = new NumberedChunks(1, 0, 0);

    /** The first cannot go on, another cannot be made, the third works. */
    private Producer<byte[], byte[]> producer() {
        int number = made.incrementAndGet();
        if (number == 2) {
            throw new KafkaException("no name of the cluster is resolved");
        }
        MockProducer<byte[], byte[]> producer = answering();
        if (number == 1) {
            producer.close();
        }
        return producer;
    }

    private KafkaLogWriter start(Supplier<Producer<byte[], byte[]>> producers) {
        return start(from -> Optional.empty(), producers);
    }

    private KafkaLogWriter start(KafkaLogWriter.LaterWriter later, Supplier<Producer<byte[], byte[]>> producers) {
        return KafkaLogWriter.start(KafkaStream.of("tv", config), 1 << 20, 1, 0, 0, later, producers);
    }

    private static MockProducer<byte[], byte[]> answering() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Test
    void aClientThatCannotBeMadeIsMadeLater() {
        KafkaLogWriter writer = start(this::producer);
        try {
            writer.append(chunks.next());
            await().until(() -> made.get() == 3);
            writer.append(chunks.next());
            await().untilAsserted(() -> assertThat(writer.book().written().bytes())
                    .isEqualTo(writer.book().refused().bytes()));
            await().until(() -> writer.waitsFor().isEmpty());
            assertThat(events).hasSize(2).hasOnlyElementsOfTypes(LogEvent.Waits.class, LogEvent.IsBack.class);
        } finally {
            writer.close();
        }
    }

    /** As Kafka's does when it has forgotten its brokers, of which none answered. */
    private static final class WithoutBrokers extends MockProducer<byte[], byte[]> {

        private final AtomicInteger left;

        WithoutBrokers(int times) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            left = new AtomicInteger(times);
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (left.getAndDecrement() <= 0) {
                return super.send(record, callback);
            }
            TimeoutException failure = new TimeoutException("not present in metadata");
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Test
    void aChunkIsOfferedAgainThatTheClientDidNotTake() {
        WithoutBrokers producer = new WithoutBrokers(3);
        KafkaLogWriter writer = start(() -> producer);
        try {
            writer.append(chunks.next());
            writer.append(chunks.next());
            await().until(() -> writer.book().heldBytes() == 0);
            assertThat(writer.book().refused().bytes()).isZero();
            assertThat(producer.history()).hasSize(2);
        } finally {
            writer.close();
        }
    }

    @Test
    void aChunkThatTheClientNeverTookIsRefusedInTheEnd() {
        WithoutBrokers producer = new WithoutBrokers(Integer.MAX_VALUE);
        KafkaLogWriter writer = start(() -> producer);
        writer.append(chunks.next());
        writer.append(chunks.next());
        writer.close();
        assertThat(writer.book().heldBytes()).isZero();
        assertThat(writer.book().refused().bytes())
                .isEqualTo(writer.book().appended().bytes());
    }

    @Test
    void aWriterThatAnotherHasTakenOverFromSaysWhoAndRefusesTheRest() {
        MockProducer<byte[], byte[]> producer = answering();
        Queue<Long> asked = new ConcurrentLinkedQueue<>();
        KafkaLogWriter writer = start(
                from -> {
                    asked.add(from);
                    return Optional.of("other 4711");
                },
                () -> producer);
        try {
            writer.append(chunks.next());
            await().until(() -> writer.book().heldBytes() == 0);
            producer.send(new ProducerRecord<>("dmxflux.ts.tv", 0, null, new byte[1]));
            writer.append(chunks.next());
            await().untilAsserted(
                            () -> assertThat(writer.waitsFor()).get().asString().contains("other 4711 writes it now"));
            assertThat(asked).as("the record behind its first").containsExactly(1L);
            assertThat(writer.book().refused().bytes()).isZero();
            writer.append(chunks.next());
            await().until(() -> writer.book().heldBytes() == 0);
            assertThat(writer.book().refused().bytes()).isPositive();
            assertThat(producer.history()).hasSize(3);
        } finally {
            writer.close();
        }
    }

    @Test
    void howLongNothingIsAcknowledgedIsSaidAsItIsNowAndToldOnce() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        KafkaLogWriter writer = start(() -> producer);
        try {
            writer.append(chunks.next());
            await().until(() -> writer.waitsFor().isPresent());
            Optional<String> first = writer.waitsFor();
            await().until(() -> !writer.waitsFor().equals(first));
            assertThat(writer.waitsFor()).get().asString().contains("not acknowledged for");
            assertThat(events).hasSize(1);
            producer.completeNext();
        } finally {
            writer.close();
        }
    }

    /** As behind the {@code shutdownNow} of an application that ends. */
    @Test
    void closingOnAnInterruptedThreadWaitsForWhatIsSent() throws InterruptedException {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        KafkaLogWriter writer = start(() -> producer);
        writer.append(chunks.next());
        await().until(() -> !producer.history().isEmpty());
        AtomicBoolean stays = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            writer.close();
            stays.set(Thread.currentThread().isInterrupted());
        });
        closing.start();
        await().until(() -> closing.getState() != Thread.State.RUNNABLE);
        assertThat(closing.getState()).as("waits").isEqualTo(Thread.State.TIMED_WAITING);
        producer.completeNext();
        closing.join();
        assertThat(stays).as("the interrupt").isTrue();
        assertThat(writer.book().heldBytes()).isZero();
    }

    @Test
    void aReaderThatBeginsAfterTheLogIsClosedCompletes() {
        KafkaLog log = KafkaLog.of(config);
        Flux<TsChunk> late = log.read("tv", LogStart.OLDEST);
        log.close();
        StepVerifier.create(late).expectComplete().verify(Duration.ofSeconds(30));
    }
}
