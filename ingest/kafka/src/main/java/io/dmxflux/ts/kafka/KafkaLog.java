// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogReader;
import io.dmxflux.ts.log.LogReaders;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import reactor.core.publisher.Flux;

/**
 * A log in a cluster of Apache Kafka: a topic of one partition for each stream, a record for each chunk.
 *
 * <p>A writer takes a stream over: its epoch is higher than that of every writer before, on whatever host. It appends a mark
 * before it looks where the stream ends, and readers drop what a writer before appends behind that.
 *
 * <p>Where the wall clock was stepped back, {@link LogStart.At} begins at the first of the places that have that time, which
 * is what brokers find.
 *
 * <p><b>Threading:</b> every method from any thread. Each writer and each subscription has a thread of its own, and one of
 * Kafka's client.
 */
public final class KafkaLog implements TsLog {

    private final KafkaLogConfig config;
    private final Map<String, KafkaStream> streams = new ConcurrentHashMap<>();
    private final Set<KafkaLogWriter> writers = ConcurrentHashMap.newKeySet();
    private final Set<KafkaStandby> standbys = ConcurrentHashMap.newKeySet();
    private final LogReaders readers = new LogReaders();
    private volatile boolean closed;

    private KafkaLog(KafkaLogConfig config) {
        this.config = config;
    }

    /**
     * A log in a cluster. Nothing is connected until a stream is written or read.
     *
     * @param config where, and how it is kept
     * @return the log, for the caller to close
     */
    public static KafkaLog of(KafkaLogConfig config) {
        return new KafkaLog(Check.given(config, "config"));
    }

    KafkaStream stream(String name) {
        TsLog.checkName(name);
        checkOpen();
        return streams.computeIfAbsent(name, key -> KafkaStream.of(key, config));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + ": closed (expected: open)");
        }
    }

    @Override
    public LogWriter write(String name) throws IOException {
        prepare(name);
        TakenOver taken = takeOver(name);
        taken.tail.close();
        return taken.writer;
    }

    /**
     * A stream that is taken over.
     *
     * @param writer for the caller to close
     * @param tail what it goes on behind, for the caller to close
     */
    record TakenOver(KafkaLogWriter writer, LogTail tail) {}

    /** Makes the topics of a stream, or checks them. */
    void prepare(String name) throws IOException {
        KafkaStream stream = stream(name);
        stream.refuseAbsent();
        try (Admin admin = Admin.create(ClientSettings.admin(config))) {
            TopicSettings.ofStream(config).ensure(admin, stream.topic());
            new EpochClaims(config).ensure(admin);
        } catch (KafkaException | IOException e) {
            throw stream.failure(e);
        }
    }

    /** Opens a stream that is prepared for writing, as {@link #write}. */
    TakenOver takeOver(String name) throws IOException {
        KafkaStream stream = stream(name);
        writers.removeIf(writer -> !writer.isOpen());
        try {
            int epoch;
            long mark;
            try (SureAppend sure = new SureAppend(producer(ClientSettings.claimant(config)), config.inSync)) {
                epoch = new EpochClaims(config).claim(name, sure);
                mark = sure.append(new EpochMark(epoch).record(stream.topic(), EpochClaims.process()));
            }
            return takeOver(stream, epoch, mark, asked(stream, places -> places.tail(mark)));
        } catch (KafkaException | IOException | Error e) {
            throw stream.failure(e);
        }
    }

    private TakenOver takeOver(KafkaStream stream, int epoch, long mark, LogTail tail) {
        boolean taken = false;
        try {
            KafkaLogWriter writer = KafkaLogWriter.start(
                    stream,
                    config.queueBytes,
                    epoch,
                    tail.endDatagram(),
                    mark,
                    from -> laterWriter(stream, epoch, from),
                    () -> producer(ClientSettings.producer(config)));
            writers.add(writer);
            if (closed) { // before it was added: nobody else closes it
                writer.close();
            }
            checkOpen();
            stream.tell(new LogEvent.Opened(stream.name(), epoch, tail.endDatagram(), 0, tail.time()));
            taken = true;
            return new TakenOver(writer, tail);
        } finally {
            if (!taken) {
                tail.close();
            }
        }
    }

    /**
     * Tells what a writer would have to wait for. Makes nothing.
     *
     * @param name of the stream
     * @return a phrase; empty if it can be written now
     */
    public Optional<String> missingToWrite(String name) {
        return missing(stream(name), stream -> {
            try (Admin admin = Admin.create(ClientSettings.admin(config))) {
                TopicSettings.ofStream(config).check(admin, stream.topic());
            }
        });
    }

    /**
     * Tells what a reader would have to wait for.
     *
     * @param name of the stream
     * @return a phrase; empty if it can be read now
     */
    public Optional<String> missingToRead(String name) {
        return missing(stream(name), this::refuseUnwritten);
    }

    private void refuseUnwritten(KafkaStream stream) throws IOException {
        try (Consumer<byte[], ByteBuffer> consumer = consumer()) {
            KafkaReader.refuseUnwritten(stream, consumer);
        }
    }

    private interface Question {

        void ask(KafkaStream stream) throws IOException;
    }

    private static Optional<String> missing(KafkaStream stream, Question question) {
        String begin = stream.label() + ": ";
        String problem;
        try {
            stream.refuseAbsent();
            question.ask(stream);
            return Optional.empty();
        } catch (IOException e) {
            problem = String.valueOf((KafkaFailure.isSilence(e) ? stream.failure(e) : e).getMessage());
        } catch (RuntimeException | Error e) {
            problem = String.valueOf(stream.failure(e).getMessage());
        }
        return Optional.of(problem.startsWith(begin) ? problem.substring(begin.length()) : problem);
    }

    /** Finds who wrote a stream before the writer of an epoch; empty if that cannot be found out. */
    Optional<String> writerBefore(String name, int epoch) {
        try (Consumer<byte[], ByteBuffer> consumer = consumer()) {
            return new EpochClaims(config).before(name, epoch, consumer);
        } catch (RuntimeException | Error e) {
            return Optional.empty();
        }
    }

    private Optional<String> laterWriter(KafkaStream stream, int epoch, long from) {
        try {
            return asked(stream, places -> places.markBehind(epoch, from));
        } catch (RuntimeException | Error e) {
            return Optional.empty(); // asked again when there is more of another
        }
    }

    /** Closes a standby with this. */
    KafkaStandby joins(KafkaStandby standby) {
        standbys.add(standby);
        if (closed) { // before it was added: nobody else closes it
            standby.closeWithLog();
        }
        return standby;
    }

    void leaves(KafkaStandby standby) {
        standbys.remove(standby);
    }

    KafkaLogConfig config() {
        return config;
    }

    void tell(LogEvent event) {
        streams.computeIfAbsent(event.stream(), key -> KafkaStream.of(key, config))
                .tell(event);
    }

    private LogTail tail(KafkaStream stream) throws IOException {
        refuseUnwritten(stream);
        return asked(stream, KafkaPlaces::tail);
    }

    private <T> T asked(KafkaStream stream, Function<KafkaPlaces, T> question) {
        try (Consumer<byte[], ByteBuffer> consumer = consumer()) {
            consumer.assign(Set.of(stream.partition()));
            return question.apply(new KafkaPlaces(consumer, stream.partition()));
        }
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Consumer<byte[], ByteBuffer> consumer() {
        return new KafkaConsumer<>(
                ClientSettings.consumer(config), new ByteArrayDeserializer(), new ByteBufferDeserializer());
    }

    @Override
    public Flux<TsChunk> read(String name, LogStart from, LogEnd to) {
        KafkaStream stream = stream(name);
        Check.given(from, "from");
        return readers.read("dmxflux-kafka-read-" + name, () -> reader(stream, from), to, () -> end(stream));
    }

    private LogReader reader(KafkaStream stream, LogStart from) throws IOException {
        stream.refuseFiles();
        try {
            return LogReader.from(from, new KafkaReader(stream, from, consumer()));
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
    }

    @Override
    public boolean isReached(String name) {
        return stream(name).reads().reached;
    }

    /**
     * Returns what has become of what was read.
     *
     * @param name of a stream
     * @return the book of all its readers in this process, now
     */
    public KafkaReadBook readBook(String name) {
        return stream(name).reads().book();
    }

    @Override
    public OptionalLong position(String name, Instant time) throws IOException {
        return LogReaders.position(() -> reader(stream(name), new LogStart.At(time)));
    }

    @Override
    public Optional<Instant> time(String name, long datagram) throws IOException {
        return LogReaders.time(() -> reader(stream(name), new LogStart.Position(datagram)));
    }

    @Override
    public OptionalLong end(String name) throws IOException {
        return end(stream(name));
    }

    private OptionalLong end(KafkaStream stream) throws IOException {
        stream.refuseAbsent();
        try (LogTail tail = tail(stream)) {
            return tail.chunks().isEmpty() ? OptionalLong.empty() : OptionalLong.of(tail.endDatagram());
        } catch (RuntimeException | Error e) {
            throw stream.failure(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        standbys.forEach(KafkaStandby::closeWithLog);
        writers.forEach(KafkaLogWriter::close);
        readers.close();
    }

    @Override
    public String toString() {
        return "kafka://" + config.bootstrap;
    }
}
