// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogReader;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic of a stream, in order, and waits at its end.
 *
 * <p><b>Holds:</b> the chunks of one answer of a broker, each a slice of it, and what the client has fetched ahead: about two
 * megabytes.
 * <p><b>Errors:</b> whatever the client throws, errors of the machine as well, which it does where an answer has no end, is a
 * failure of one line, so that it is tried again.
 * <p><b>Threading:</b> one thread, which blocks; {@link #wake} from any.
 */
final class KafkaReader implements LogReader {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMillis(ClientSettings.ANSWER_MILLIS);

    /** How long nothing may come until the cluster is asked whether it is there, and how long it may take to answer. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final KafkaStream stream;
    private final LogStart start;
    private final Consumer<byte[], ByteBuffer> consumer;
    private final TopicPartition partition;
    private final Set<TopicPartition> partitions;
    private final ReadOrder order = new ReadOrder();
    private final Outage outage;
    private Iterator<ConsumerRecord<byte[], ByteBuffer>> polled = Collections.emptyIterator();
    private long heardNanos = System.nanoTime();
    private boolean overtaken;

    /** Where it begins. What lies before tells the epoch that counts there. */
    private long first;

    KafkaReader(KafkaStream stream, LogStart start, Consumer<byte[], ByteBuffer> consumer) {
        this.stream = stream;
        this.start = start;
        this.consumer = consumer;
        this.partition = stream.partition();
        this.partitions = Set.of(partition);
        this.outage = new Outage(stream);
    }

    @Override
    public void open() throws IOException {
        stream.refuseAbsent();
        try {
            refuseUnwritten(stream, consumer);
            consumer.assign(partitions);
            KafkaPlaces places = new KafkaPlaces(consumer, partition);
            first = places.find(start);
            consumer.seek(partition, places.before(first));
            stream.reads().reached = true;
            heardNanos = System.nanoTime();
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
    }

    /**
     * Refuses to read what was never written.
     *
     * @throws IOException in one line
     */
    static void refuseUnwritten(KafkaStream stream, Consumer<byte[], ByteBuffer> consumer) throws IOException {
        List<?> known = consumer.partitionsFor(stream.topic(), ANSWER);
        if (known == null || known.isEmpty()) {
            throw new IOException(stream.label() + ": no such stream (expected: one that is, or was, written)");
        }
    }

    @Override
    public @Nullable TsChunk next() throws IOException {
        while (polled.hasNext()) {
            TsChunk chunk = read(polled.next());
            if (chunk != null) {
                return chunk;
            }
        }
        try {
            polled = consumer.poll(POLL).iterator();
            listen(polled.hasNext());
        } catch (OffsetOutOfRangeException e) {
            seekToWhatIsKept();
        } catch (WakeupException e) {
            return null;
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
        return null;
    }

    @Override
    public @Nullable TsChunk nextOfThose() throws IOException {
        try {
            long since = System.nanoTime();
            long end = consumer.endOffsets(partitions, ANSWER).getOrDefault(partition, 0L);
            while (polled.hasNext() || consumer.position(partition, ANSWER) < end) {
                TsChunk chunk = next();
                if (chunk != null) {
                    return chunk;
                }
                if (System.nanoTime() - since > ANSWER.toNanos()) {
                    throw new TimeoutException("no answer");
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
    }

    private @Nullable TsChunk read(ConsumerRecord<byte[], ByteBuffer> record) {
        EpochMark mark = EpochMark.of(record);
        if (mark != null) {
            order.begin(mark.epoch());
            return null;
        }
        ByteBuf bytes = record.value() == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(record.value());
        int length = bytes.readableBytes();
        TsChunk chunk;
        try {
            chunk = TsChunk.read(bytes);
        } catch (IllegalArgumentException e) {
            if (record.offset() < first) {
                return null;
            }
            stream.reads().unreadable.add(length);
            stream.tell(new LogEvent.Unreadable(
                    stream.name(),
                    partition.toString(),
                    record.offset(),
                    length,
                    String.valueOf(e.getMessage()),
                    order.hasBegun() ? OptionalLong.of(order.next()) : OptionalLong.empty(),
                    OptionalLong.empty()));
            return null;
        }
        if (record.offset() < first) {
            order.begin(chunk.epoch());
            chunk.release();
            return null;
        }
        if (isBeforeStart(chunk)) {
            chunk.release();
            return null;
        }
        return inOrder(chunk);
    }

    /** What a writer that was taken over from has left among others may be found in their place. */
    private boolean isBeforeStart(TsChunk chunk) {
        return !order.hasBegun()
                && start instanceof LogStart.Position position
                && chunk.endDatagram() <= position.datagram();
    }

    private @Nullable TsChunk inOrder(TsChunk chunk) {
        boolean begun = order.hasBegun();
        long expected = order.next();
        int bytes = chunk.payload().readableBytes();
        switch (order.judge(chunk)) {
            case STALE -> stream.reads().stale.add(bytes);
            case REPEATED -> stream.reads().repeated.add(bytes);
            case NEXT -> {
                if (overtaken && begun && chunk.firstDatagram() > expected) {
                    stream.tell(new LogEvent.Overtaken(stream.name(), expected, chunk.firstDatagram()));
                }
                overtaken = false;
                stream.reads().delivered.add(bytes);
                return chunk;
            }
        }
        chunk.release();
        return null;
    }

    /** Goes on with the oldest that is kept, or with the next that comes if the topic is shorter than what was read. */
    private void seekToWhatIsKept() throws IOException {
        try {
            long wanted = consumer.position(partition, ANSWER);
            long oldest = consumer.beginningOffsets(partitions, ANSWER).getOrDefault(partition, 0L);
            if (wanted < oldest) {
                consumer.seek(partition, oldest);
                overtaken = true;
            } else {
                consumer.seekToEnd(partitions);
            }
        } catch (WakeupException | TimeoutException e) {
            heardNanos = System.nanoTime(); // the next poll says the same again
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
    }

    /** Tells silence of a cluster that is away from that of a stream. */
    private void listen(boolean heard) {
        long now = System.nanoTime();
        if (heard) {
            heardNanos = now;
            outage.end(now, 0);
        } else if (now - heardNanos > SILENCE_NANOS) {
            try {
                consumer.endOffsets(partitions, SIGN_OF_LIFE);
                outage.end(now, 0);
            } catch (TimeoutException e) {
                outage.begin(
                        stream.label() + ": no answer (expected: a broker that leads " + partition
                                + ", and a network to it)",
                        heardNanos,
                        0);
            }
            heardNanos = outage.problem() == null ? now : heardNanos;
        }
    }

    /** A partition that is paused gives nothing. */
    @Override
    public void rest() throws IOException {
        consumer.pause(partitions);
        try {
            consumer.poll(REST);
        } catch (WakeupException e) {
            // there is demand
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        } finally {
            consumer.resume(partitions);
        }
        heardNanos = System.nanoTime();
    }

    @Override
    public void wake() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(SIGN_OF_LIFE));
        } catch (RuntimeException | Error e) {
            // what it wanted to tell the cluster is of no use to anybody
        }
    }
}
