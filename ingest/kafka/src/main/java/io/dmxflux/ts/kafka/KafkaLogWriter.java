// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Writes a stream into its topic, on a thread of its own, a record for each chunk.
 *
 * <p><b>Copies:</b> each chunk once, when Kafka's client takes it, and once within the client.
 * <p><b>Holds:</b> as many bytes of chunks as the configuration says.
 */
final class KafkaLogWriter implements LogWriter {

    private static final long UPKEEP_MILLIS = 100;
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PRODUCER_CLOSING_MILLIS = 1_000;

    /** What takes longer to be acknowledged is told. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaStream stream;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final int epoch;
    private final long firstDatagram;
    private final Outbox outbox;
    private final WriterBook book = new WriterBook();
    private final Outage outage;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Exception refusal;
    private volatile boolean spent;
    private Producer<byte[], byte[]> producer;
    private long toldLackingBytes;
    private long replacedNanos = System.nanoTime();

    /** Guarded by this. */
    private long nextDatagram;

    private KafkaLogWriter(
            KafkaStream stream,
            long queueBytes,
            int epoch,
            long firstDatagram,
            Supplier<Producer<byte[], byte[]>> producers) {
        this.stream = stream;
        this.producers = producers;
        this.producer = producers.get();
        this.epoch = epoch;
        this.firstDatagram = firstDatagram;
        this.nextDatagram = firstDatagram;
        this.outbox = new Outbox(queueBytes);
        this.outage = new Outage(stream);
        this.thread = new Thread(this::run, "dmxflux-kafka-" + stream.name());
        thread.setDaemon(true);
    }

    /**
     * Begins to write.
     *
     * @param queueBytes the most that waits
     * @param epoch of this writer
     * @param firstDatagram where it goes on
     * @param producers makes the client, and another when one cannot go on
     */
    static KafkaLogWriter start(
            KafkaStream stream,
            long queueBytes,
            int epoch,
            long firstDatagram,
            Supplier<Producer<byte[], byte[]>> producers) {
        KafkaLogWriter writer = new KafkaLogWriter(stream, queueBytes, epoch, firstDatagram, producers);
        writer.thread.start();
        return writer;
    }

    /** Tells whether its thread runs. */
    boolean isOpen() {
        return ended.getCount() > 0;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public long firstDatagram() {
        return firstDatagram;
    }

    @Override
    public void append(TsChunk chunk) {
        List<TsChunk> outOfRoom = new ArrayList<>(0);
        boolean taken = false;
        try {
            taken = admit(chunk, outOfRoom);
        } finally {
            if (!taken) {
                chunk.release();
            }
        }
        for (TsChunk oldest : outOfRoom) {
            book.dropped(packetBytes(oldest));
            oldest.release();
        }
    }

    private synchronized boolean admit(TsChunk chunk, List<TsChunk> outOfRoom) {
        Check.argument(chunk.epoch() == epoch, "chunk", chunk, "one of epoch " + epoch);
        Check.argument(
                chunk.firstDatagram() >= nextDatagram, "chunk", chunk, "one from datagram " + nextDatagram + " on");
        if (outbox.isClosed()) {
            throw new IllegalStateException(stream.label() + ": closed (expected: open)");
        }
        long next = chunk.endDatagram();
        int bytes = packetBytes(chunk);
        book.appended(bytes);
        if (!outbox.add(chunk, outOfRoom)) {
            book.refused(bytes);
            return false;
        }
        nextDatagram = next;
        return true;
    }

    private static int packetBytes(TsChunk chunk) {
        return chunk.payload().readableBytes();
    }

    private void run() {
        long closingNanos = 0;
        try {
            while (!outbox.isDone()) {
                TsChunk chunk = outbox.take(UPKEEP_MILLIS);
                if (chunk != null) {
                    send(chunk);
                }
                long now = System.nanoTime();
                upkeep(now);
                if (outbox.isClosed()) {
                    closingNanos = closingNanos == 0 ? now : closingNanos;
                    if (now - closingNanos > CLOSING_NANOS) {
                        break;
                    }
                }
            }
        } finally {
            outbox.close();
            for (TsChunk left : outbox.abandon()) {
                book.refused(packetBytes(left));
                left.release();
            }
            producer.close(Duration.ofMillis(PRODUCER_CLOSING_MILLIS));
            upkeep(System.nanoTime());
            ended.countDown();
        }
    }

    private void send(TsChunk chunk) {
        int length = chunk.length();
        int packets = packetBytes(chunk);
        try {
            byte[] bytes = ByteBufUtil.getBytes(chunk.bytes());
            long millis = chunk.time().toEpochMilli();
            chunk.release();
            producer.send(
                    new ProducerRecord<>(stream.topic(), 0, millis, null, bytes),
                    (metadata, failure) -> settled(length, packets, failure));
        } catch (KafkaException | IllegalStateException e) {
            spent = true;
            settled(length, packets, e);
        }
    }

    /** On the client's thread, or that of the writer. */
    private void settled(int length, int packets, @Nullable Exception failure) {
        refusal = failure;
        if (failure == null) {
            book.written(packets);
        } else {
            book.refused(packets);
        }
        outbox.settle(length);
    }

    private void upkeep(long now) {
        long lacking = book.lackingBytes();
        Exception refused = refusal;
        long stuck = outbox.stuckNanos(now);
        if (refused != null) {
            outage.begin(stream.label() + ": " + KafkaFailure.reason(refused), now, toldLackingBytes);
        } else if (stuck > PATIENCE_NANOS) {
            outage.begin(
                    stream.label() + ": not acknowledged for " + TimeUnit.NANOSECONDS.toMillis(stuck)
                            + " ms (expected: as many brokers as are to acknowledge, and a network to them)",
                    now - stuck,
                    toldLackingBytes);
        } else if (outage.problem() != null) {
            outage.end(now, lacking);
            toldLackingBytes = lacking;
        } else if (lacking > toldLackingBytes) {
            stream.tell(new LogEvent.FellBehind(stream.name(), lacking - toldLackingBytes));
            toldLackingBytes = lacking;
        }
        if (spent && now - replacedNanos > PATIENCE_NANOS) {
            replacedNanos = now;
            replaceProducer();
        }
    }

    /** Without another, as when no name of the cluster is resolved, it is tried again. */
    private void replaceProducer() {
        producer.close(Duration.ZERO);
        try {
            producer = producers.get();
            spent = false;
        } catch (KafkaException e) {
            refusal = e;
        }
    }

    @Override
    public LogBook book() {
        return book.book();
    }

    @Override
    public Optional<String> waitsFor() {
        return Optional.ofNullable(outage.problem());
    }

    /** Waits 5 s at most for what is to be acknowledged, and not at all on a thread that must not block. */
    @Override
    public void close() {
        outbox.close();
        if (Schedulers.isInNonBlockingThread() || Thread.currentThread() == thread) {
            return;
        }
        try {
            boolean inTime = ended.await(CLOSING_NANOS + PRODUCER_CLOSING_MILLIS * 2_000_000, TimeUnit.NANOSECONDS);
            assert inTime || thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
