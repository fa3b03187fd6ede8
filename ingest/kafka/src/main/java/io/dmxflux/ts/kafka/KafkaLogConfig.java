// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.StandbyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** How a log is kept in a cluster. */
public final class KafkaLogConfig {

    /** What the names of topics begin with, unless set. */
    public static final String TOPIC_PREFIX = "dmxflux.ts.";

    /** The default for the brokers that have a copy of each topic. */
    public static final int REPLICAS = 3;

    /** The default for the copies that have a chunk before it is acknowledged. */
    public static final int IN_SYNC = 2;

    /** The default for the bit rate of a stream: more than a transponder has. */
    public static final long BIT_RATE = 60_000_000;

    /** The default for the time that a cluster may be away: that after which a broker counts as lost, and 3 s to move on. */
    public static final Duration ABSENCE = Duration.ofSeconds(12);

    /** So that brokers may be away for half a minute, and the lease be settled behind that. */
    private static final Duration COVERED = Duration.ofSeconds(45);

    private static final int MOST_REPLICAS = 15;
    private static final int MOST_PORT = 0xFFFF;

    /** One part in so many is added for the heads of chunks. */
    private static final int HEADS = 50;

    final String bootstrap;
    final Map<String, String> client;
    final String topicPrefix;
    final int replicas;
    final int inSync;
    final LogRetention retention;
    final long bitRate;
    final Duration absence;
    final long queueBytes;
    final Consumer<? super LogEvent> events;

    /**
     * Returns how many copies suit a number of replicas: as many as stay when one broker is away, up to {@link #IN_SYNC}.
     *
     * @param replicas 1 or more
     * @return 1, or {@link #IN_SYNC} of 3 and more
     */
    public static int inSyncOf(int replicas) {
        return Math.max(1, Math.min(IN_SYNC, replicas - 1));
    }

    /** It has the bytes that may wait for the cluster, of a stream that is slower the last {@link #COVERED}. */
    StandbyRing ring() {
        long bits = bitRate * Math.max(StandbyRing.LEAST.toMillis(), absence.toMillis());
        return new StandbyRing(Math.max(1, bits / COVERED.toMillis()), COVERED);
    }

    private KafkaLogConfig(Builder builder) {
        bootstrap = builder.bootstrap;
        client = builder.client;
        topicPrefix = builder.topicPrefix;
        replicas = builder.replicas;
        inSync = builder.inSync;
        retention = builder.retention;
        bitRate = builder.bitRate;
        absence = builder.absence;
        long packetBytes = bitRate / Byte.SIZE * absence.toMillis() / 1_000;
        queueBytes = packetBytes + packetBytes / HEADS;
        events = builder.events;
        Check.argument(inSync <= replicas, "inSync", inSync, "no more than the replicas, which are " + replicas);
    }

    /**
     * Begins with the defaults: three copies, two of them before a chunk is acknowledged, everything kept.
     *
     * @param bootstrap brokers to begin with, as in {@code 10.0.0.1:9092,10.0.0.2:9092}
     * @return the builder
     * @throws IllegalArgumentException if it is none
     */
    public static Builder of(String bootstrap) {
        Check.argument(
                Check.given(bootstrap, "bootstrap").matches("[^\\s,/@]+:\\d{1,5}(,[^\\s,/@]+:\\d{1,5})*"),
                "bootstrap",
                bootstrap,
                "HOST:PORT, as in 127.0.0.1:9092; several with commas");
        for (String broker : bootstrap.split(",")) {
            int port = Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1));
            Check.argument(port > 0 && port <= MOST_PORT, "bootstrap", broker, "a port of 1 to " + MOST_PORT);
        }
        return new Builder(bootstrap);
    }

    /** Describes a log. */
    public static final class Builder {

        private final String bootstrap;
        private Map<String, String> client = Map.of();
        private String topicPrefix = TOPIC_PREFIX;
        private int replicas = REPLICAS;
        private int inSync = IN_SYNC;
        private LogRetention retention = LogRetention.ALL;
        private long bitRate = BIT_RATE;
        private Duration absence = ABSENCE;
        private Consumer<? super LogEvent> events = event -> {};

        private Builder(String bootstrap) {
            this.bootstrap = bootstrap;
        }

        /**
         * Reads properties of Kafka's client, for TLS and SASL.
         *
         * @param file as the client's own programs take it; who can read it is the caller's affair
         * @return this
         * @throws IOException in one line, if it cannot be read
         * @throws IllegalArgumentException if it sets what a log decides itself
         */
        public Builder clientProperties(Path file) throws IOException {
            client = ClientSettings.read(Check.given(file, "file"));
            return this;
        }

        /**
         * Sets what the names of topics begin with.
         *
         * @param prefix {@value KafkaLogConfig#TOPIC_PREFIX} unless set; with a site, where several share a cluster
         * @return this
         * @throws IllegalArgumentException if it cannot begin a topic's name
         */
        public Builder topicPrefix(String prefix) {
            Check.argument(
                    Check.given(prefix, "topicPrefix").matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                    "topicPrefix",
                    prefix,
                    "letters, digits, dots, dashes and underscores, up to 100");
            topicPrefix = prefix;
            return this;
        }

        /**
         * Sets how many brokers have a copy.
         *
         * @param all {@link #REPLICAS} unless set
         * @param acknowledging {@link #IN_SYNC} unless set: so many have a chunk before it is acknowledged
         * @return this
         * @throws IllegalArgumentException if one is not 1 to 15
         */
        public Builder replicas(int all, int acknowledging) {
            Check.argument(all > 0 && all <= MOST_REPLICAS, "replicas", all, "1 to 15");
            Check.argument(acknowledging > 0, "inSync", acknowledging, "1 or more");
            replicas = all;
            inSync = acknowledging;
            return this;
        }

        /**
         * Says how much of each stream is kept.
         *
         * @param kept {@link LogRetention#ALL} unless set
         * @return this
         */
        public Builder retention(LogRetention kept) {
            retention = Check.given(kept, "retention");
            return this;
        }

        /**
         * Bounds what waits for the cluster, of each stream: what comes in a time. The oldest is dropped if it is more.
         *
         * @param bitsPerSecond of a stream, {@link #BIT_RATE} unless set
         * @param longest the most time without the cluster that costs nothing, {@link #ABSENCE} unless set
         * @return this
         * @throws IllegalArgumentException if one is not positive, or longer than an hour
         */
        public Builder buffer(long bitsPerSecond, Duration longest) {
            Check.argument(
                    bitsPerSecond > 0 && bitsPerSecond <= 1_000_000_000,
                    "bitsPerSecond",
                    bitsPerSecond,
                    "1 to 1000000000");
            long nanos = Check.nanos(longest, "absence");
            Check.argument(nanos > 0 && longest.toHours() < 1, "absence", longest, "more than 0, less than an hour");
            bitRate = bitsPerSecond;
            absence = longest;
            return this;
        }

        /**
         * Sets who is told what becomes of the log.
         *
         * @param listener told on the threads of writers and readers; must not block
         * @return this
         */
        public Builder onEvent(Consumer<? super LogEvent> listener) {
            events = Check.given(listener, "onEvent");
            return this;
        }

        /**
         * Ends the description.
         *
         * @return the configuration
         * @throws IllegalArgumentException if more copies acknowledge than there are
         */
        public KafkaLogConfig build() {
            return new KafkaLogConfig(this);
        }
    }
}
