// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Closing;
import io.dmxflux.ts.log.FallingBehind;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogIntake;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Writes a stream into its topic, on a thread of its own, a record for each chunk.
 *
 * <p><b>Copies:</b> each chunk once, when Kafka's client takes it, and once within the client.
 * <p><b>Holds:</b> as many bytes of chunks as the configuration says.
 */
final class KafkaLogWriter implements LogWriter {

    /** The most that the client has, which drops nothing: what a cluster acknowledges in 20 ms at 100 MB/s. */
    private static final long MOST_SENT_BYTES = 2 << 20;

    private static final long UPKEEP_MILLIS = 100;
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PRODUCER_CLOSING_MILLIS = 1_000;

    /** What takes longer to be acknowledged is told. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaStream stream;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LaterWriter later;
    private final LogIntake intake;
    private final Outage outage;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Exception refusal;
    private volatile boolean spent;
    private volatile boolean abandoned;

    /** The offset of the last record of this writer; on the client's thread. */
    private long ownOffset;

    /** The offset of the first record of others whose writer is not looked for yet; -1 if there is none. */
    private final AtomicLong othersFrom = new AtomicLong(-1);

    private long othersNanos;
    private @Nullable String overtaken;
    private Producer<byte[], byte[]> producer;
    private final FallingBehind behind;
    private long replacedNanos = System.nanoTime();

    /** What the client did not take, as it knew no broker. */
    private @Nullable Sending unsent;

    /**
     * A chunk on its way to the client.
     *
     * @param length of the chunk
     * @param packets the length of its payload
     */
    private record Sending(ProducerRecord<byte[], byte[]> record, int length, int packets) {}

    private KafkaLogWriter(
            KafkaStream stream,
            LogIntake intake,
            long mark,
            LaterWriter later,
            Supplier<Producer<byte[], byte[]>> producers) {
        this.stream = stream;
        this.ownOffset = mark;
        this.later = later;
        this.producers = producers;
        this.producer = producers.get();
        this.intake = intake;
        this.outage = new Outage(stream);
        this.behind = new FallingBehind(stream.name(), stream::tell);
        this.thread = new Thread(this::run, "dmxflux-kafka-" + stream.name());
        thread.setDaemon(true);
    }

    /** Finds who has taken the stream over from this writer. */
    interface LaterWriter {

        /**
         * Looks for the mark of a later writer.
         *
         * @param from the first record of others
         * @return its host and process; empty if there is none
         */
        Optional<String> since(long from);
    }

    /**
     * Begins to write.
     *
     * @param queueBytes the most that waits
     * @param epoch of this writer
     * @param firstDatagram where it goes on
     * @param mark the offset of its own mark
     * @param later looks for the mark of a later one
     * @param producers makes the client, and another when one cannot go on
     */
    static KafkaLogWriter start(
            KafkaStream stream,
            long queueBytes,
            int epoch,
            long firstDatagram,
            long mark,
            LaterWriter later,
            Supplier<Producer<byte[], byte[]>> producers) {
        LogIntake intake = new LogIntake(stream.label(), epoch, firstDatagram, queueBytes, MOST_SENT_BYTES);
        KafkaLogWriter writer = new KafkaLogWriter(stream, intake, mark, later, producers);
        boolean started = false;
        try {
            writer.thread.start();
            started = true;
            return writer;
        } finally {
            if (!started) {
                writer.producer.close(Duration.ZERO);
            }
        }
    }

    /** Tells whether its thread runs. */
    boolean isOpen() {
        return ended.getCount() > 0;
    }

    @Override
    public int epoch() {
        return intake.epoch();
    }

    @Override
    public long firstDatagram() {
        return intake.firstDatagram();
    }

    @Override
    public void append(TsChunk chunk) {
        intake.append(chunk);
    }

    @Override
    public boolean hasRoom() {
        return intake.hasRoom();
    }

    private void run() {
        long closingNanos = 0;
        try {
            while (!intake.isDone() && !abandoned) {
                sendNext();
                long now = System.nanoTime();
                upkeep(now);
                if (intake.isClosed()) {
                    closingNanos = closingNanos == 0 ? now : closingNanos;
                    if (now - closingNanos > CLOSING_NANOS) {
                        break;
                    }
                }
            }
        } catch (RuntimeException | Error e) { // nobody else would know why it takes no more
            outage.begin(stream.label() + ": the writer has ended: " + e, System.nanoTime(), behind.knownBytes());
            throw e;
        } finally {
            end();
        }
    }

    private void end() {
        try {
            intake.close();
            intake.abandon();
            Sending left = unsent;
            if (left != null) {
                intake.settle(left.length, left.packets, false);
            }
            producer.close(abandoned ? Duration.ZERO : Duration.ofMillis(PRODUCER_CLOSING_MILLIS));
            if (!abandoned) {
                upkeep(System.nanoTime());
            }
            behind.end();
        } finally {
            ended.countDown();
        }
    }

    private void sendNext() {
        Sending again = unsent;
        if (again != null) {
            send(again);
            return;
        }
        TsChunk chunk = intake.take(UPKEEP_MILLIS);
        if (chunk == null) {
            return;
        }
        Sending next = copied(chunk);
        if (overtaken == null) {
            send(next);
        } else {
            intake.settle(next.length, next.packets, false);
        }
    }

    private Sending copied(TsChunk chunk) {
        try {
            byte[] bytes = ByteBufUtil.getBytes(chunk.bytes());
            long millis = chunk.time().toEpochMilli();
            return new Sending(
                    new ProducerRecord<>(stream.topic(), 0, millis, null, bytes),
                    chunk.length(),
                    chunk.payload().readableBytes());
        } finally {
            chunk.release();
        }
    }

    /**
     * Hands a chunk to the client, which forgets its brokers when none of them answers: it waits for them, not for long, and
     * then does not take the chunk.
     */
    private void send(Sending sending) {
        unsent = null;
        try {
            producer.send(sending.record, (metadata, failure) -> {
                if (failure instanceof TimeoutException && Thread.currentThread() == thread) {
                    unsent = sending;
                } else {
                    if (failure == null) {
                        lookForOthers(metadata.offset());
                    }
                    settled(sending, failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            spent = true;
            settled(sending, e);
        }
    }

    /**
     * Gives up on what is not acknowledged: another host has it, and writes.
     *
     * @param next tells when an outage of this one is over
     */
    void abandon(Outage next) {
        outage.passOn(next);
        abandoned = true;
        intake.close();
    }

    /** Whatever is between two records of one writer is another's. */
    private void lookForOthers(long offset) {
        if (offset > ownOffset + 1) {
            othersFrom.compareAndSet(-1, ownOffset + 1);
        }
        ownOffset = Math.max(ownOffset, offset);
    }

    /** On the client's thread, or that of the writer. */
    private void settled(Sending sending, @Nullable Exception failure) {
        refusal = failure;
        intake.settle(sending.length, sending.packets, failure == null);
    }

    private void upkeep(long now) {
        long lacking = intake.lackingBytes();
        Exception refused = refusal;
        long stuck = intake.stuckNanos(now);
        lookForLater(now);
        if (overtaken != null) {
            outage.begin(
                    stream.label() + ": " + overtaken + " writes it now, what is appended here is not read"
                            + " (expected: one writer, or ?standby=hot on all hosts that are to write it)",
                    now,
                    behind.knownBytes());
        } else if (refused != null) {
            outage.begin(stream.label() + ": " + KafkaFailure.reason(refused), now, behind.knownBytes());
        } else if (stuck > PATIENCE_NANOS) {
            outage.begin(
                    stream.label() + ": not acknowledged for " + TimeUnit.NANOSECONDS.toMillis(stuck)
                            + " ms (expected: as many brokers as are to acknowledge, and a network to them)",
                    now - stuck,
                    behind.knownBytes());
        } else if (outage.problem() != null) {
            outage.end(now, lacking);
            behind.skip(lacking);
        } else {
            behind.look(now, lacking);
        }
        if (spent && now - replacedNanos > PATIENCE_NANOS) {
            replacedNanos = now;
            replaceProducer();
        }
    }

    /** Not at once, as a writer with a lease hears by itself that it has lost it. */
    private void lookForLater(long now) {
        if (overtaken != null || othersFrom.get() < 0) {
            othersNanos = now;
        } else if (now - othersNanos > PATIENCE_NANOS) {
            overtaken = later.since(othersFrom.getAndSet(-1)).orElse(null);
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
        return intake.book();
    }

    @Override
    public Optional<String> waitsFor() {
        return Optional.ofNullable(outage.problem());
    }

    /** Waits 5 s at most for what is to be acknowledged, and not at all on a thread that must not block. */
    @Override
    public void close() {
        intake.close();
        if (Schedulers.isInNonBlockingThread() || Thread.currentThread() == thread) {
            return;
        }
        boolean inTime =
                Closing.await(ended::await, TimeUnit.NANOSECONDS.toMillis(CLOSING_NANOS) + 2 * PRODUCER_CLOSING_MILLIS);
        assert inTime || thread.isAlive();
    }
}
