// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.check.Closing;
import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.TsLog;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * The lease of a stream that several hosts receive: one of them owns it at a time. They are a consumer group on the one
 * partition of the stream's topic, which is paused: who is assigned it is the owner.
 *
 * <p>An owner commits each second who it is, with a count, which the coordinator refuses if another is the owner. One that could
 * not commit for as long as the coordinator waits for a dead member counts itself as such: so an owner that is cut off gives
 * up no later than another takes over. The others look each second, and hear of an owner by a count that they do not know.
 *
 * <p>This decides who should write. That a writer before is not read any more is decided by the epoch of
 * {@link KafkaLog#write}, whatever an owner believes.
 */
public final class KafkaLease {

    /** When an owner of whom nothing is heard counts as dead: the least that brokers allow, unless they are told otherwise. */
    public static final Duration SESSION = Duration.ofSeconds(6);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So long without a proof, of which the next may take 2.2 s to fail, and the session is not over yet. */
    private static final Duration PATIENCE = SESSION.minusMillis(2_500);

    /** Between what an owner is, and its count. */
    private static final String SAID = " #";

    private KafkaLease() {}

    /**
     * Takes part in a lease while it is subscribed to.
     *
     * @param config of the log
     * @param stream its name; its topic must be there, as after a first {@link KafkaLog#write}
     * @return the states, beginning with a {@link LeaseState.Standby} that is not settled, on a thread of each subscription's own;
     *     the latest one if demand lags. Cancelling gives the lease back, and waits for that, two seconds at most. Fails with an
     *     {@link UncheckedIOException} of one line if the cluster refuses
     * @throws IllegalArgumentException if it is no name of a stream
     */
    public static Flux<LeaseState> of(KafkaLogConfig config, String stream) {
        Check.given(config, "config");
        TsLog.checkName(stream);
        String topic = config.topicPrefix + stream;
        return Flux.create(
                states -> {
                    Consumer<byte[], byte[]> consumer;
                    try {
                        consumer = new KafkaConsumer<>(
                                ClientSettings.member(config, topic),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer());
                    } catch (KafkaException e) {
                        states.error(new UncheckedIOException(KafkaFailure.of(topic, e)));
                        return;
                    }
                    Member member = new Member(topic, consumer, states);
                    Thread thread = new Thread(member, "dmxflux-kafka-lease-" + stream);
                    thread.setDaemon(true);
                    thread.start();
                    states.onDispose(member::end);
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    /** One member of the group, on its thread. */
    private static final class Member implements Runnable, ConsumerRebalanceListener {

        private final String topic;
        private final TopicPartition partition;
        private final Consumer<byte[], byte[]> consumer;
        private final FluxSink<LeaseState> states;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Thread runner;
        private volatile boolean over;
        private boolean assigned;
        private boolean owner;
        private boolean away;
        private long answeredNanos = System.nanoTime();
        private long askedNanos = answeredNanos;
        private final String process = EpochClaims.process();
        private long count;

        /** What the owner committed last. */
        private @Nullable String heard;

        Member(String topic, Consumer<byte[], byte[]> consumer, FluxSink<LeaseState> states) {
            this.topic = topic;
            this.partition = new TopicPartition(topic, 0);
            this.consumer = consumer;
            this.states = states;
        }

        /** Waits until the coordinator knows, or a process that ends would take it with it. */
        void end() {
            over = true;
            consumer.wakeup();
            if (Schedulers.isInNonBlockingThread() || Thread.currentThread() == runner) {
                return;
            }
            boolean inTime = Closing.await(ended::await, 2 * ANSWER.toMillis());
            assert inTime || over;
        }

        @Override
        public void run() {
            runner = Thread.currentThread();
            try {
                states.next(new LeaseState.Standby());
                consumer.subscribe(List.of(topic), this);
                while (!over) {
                    consumer.poll(POLL);
                    ask();
                }
            } catch (WakeupException e) {
                // it is over
            } catch (KafkaException e) {
                states.error(new UncheckedIOException(KafkaFailure.of(topic, e)));
            } finally {
                try {
                    consumer.close(CloseOptions.timeout(ANSWER));
                } catch (KafkaException e) {
                    // the coordinator notices without being told
                }
                ended.countDown();
            }
        }

        /** An answer counts from the time of the question on. */
        private void ask() {
            long now = System.nanoTime();
            if (now - askedNanos < RENEW_NANOS) {
                return;
            }
            askedNanos = now;
            try {
                if (assigned) {
                    own();
                } else {
                    hear();
                }
                answeredNanos = now;
            } catch (CommitFailedException | FencedInstanceIdException e) {
                answeredNanos = now;
                lose("another host is the owner (expected: answers in time)");
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) { // as long as it has no answer
                if (System.nanoTime() - answeredNanos > PATIENCE.toNanos()) {
                    goWithout(
                            "no answer for " + PATIENCE.toMillis() + " ms (expected: brokers, and a network to them)");
                }
            }
        }

        /** Shows that the coordinator still takes this for the owner. */
        private void own() {
            String said = process + SAID + count++;
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0, said)), ANSWER);
            heard = said;
            away = false;
            if (!owner) {
                owner = true;
                states.next(new LeaseState.Owner(consumer.groupMetadata().generationId()));
            }
        }

        /** Looks whether another says that it is the owner. What it has said before this joined may be old. */
        private void hear() {
            OffsetAndMetadata committed =
                    consumer.committed(Set.of(partition), ANSWER).get(partition);
            String before = heard;
            String said = committed == null ? "" : committed.metadata();
            heard = said;
            int end = said.lastIndexOf(SAID);
            if (before != null && !before.equals(said) && end > 0) {
                away = false;
                states.next(new LeaseState.Standby(Optional.of(said.substring(0, end))));
            }
        }

        private void goWithout(String problem) {
            lose(problem);
            if (!away && !over) {
                away = true;
                states.next(new LeaseState.Away(topic + ": " + problem));
            }
        }

        private void lose(String problem) {
            if (owner && !over) {
                owner = false;
                states.next(new LeaseState.Lost(topic + ": " + problem));
                states.next(new LeaseState.Standby());
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                consumer.pause(Set.of(partition));
                assigned = true;
                askedNanos = System.nanoTime() - RENEW_NANOS;
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                assigned = false;
                lose("given to another host (expected: to be kept while this one answers)");
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            assigned = false;
            lose("no answer in time, another host may be the owner (expected: answers within " + SESSION.toSeconds()
                    + " s)");
        }
    }
}
