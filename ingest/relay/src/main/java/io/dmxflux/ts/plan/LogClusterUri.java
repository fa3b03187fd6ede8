// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.kafka.KafkaLog;
import io.dmxflux.ts.kafka.KafkaLogConfig;
import io.dmxflux.ts.kafka.KafkaStandby;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.TsLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream of a log in a cluster of Apache Kafka: {@code kafka://HOST:PORT[,HOST:PORT...]/NAME?properties=FILE&replicas=3}. What needs
 * Kafka's client is loaded when there is one.
 *
 * @param stream its name
 * @param brokers to begin with, as they are written
 * @param properties of Kafka's client, for TLS and SASL; empty for none
 * @param replicas the brokers that have a copy of a topic that is made
 * @param standby how this host waits for another that writes; empty if it writes itself, even if others do
 */
record LogClusterUri(String stream, String brokers, Optional<Path> properties, int replicas, Optional<Standby> standby)
        implements LogPlaceUri {

    /** What a host does with what it receives while another one writes. */
    enum Standby {
        /** Keeps it ready. */
        HOT,
        /** Drops it. */
        COLD
    }

    static final String SCHEME = "kafka";

    private static final String FORM = "kafka://HOST:PORT[,HOST:PORT...]/NAME, as in kafka://10.0.0.1:9092/hd";
    private static final Pattern SHAPE = Pattern.compile("//(?<brokers>[^/]+)/(?<stream>[^/]+)");
    private static final Pattern BROKER = Pattern.compile("(?:[^\\s@:\\[\\]]+|\\[[^]]+]):(?<port>.*)");
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_REPLICAS = 15;

    static LogClusterUri of(StreamUri uri) {
        Matcher place = SHAPE.matcher(uri.place());
        if (!place.matches()) {
            throw uri.error("no stream of a log", FORM);
        }
        String brokers = place.group("brokers");
        for (String broker : brokers.split(",", -1)) {
            Matcher shape = BROKER.matcher(broker);
            if (!shape.matches()) {
                throw uri.error("no broker: " + broker, FORM);
            }
            uri.number("port", shape.group("port"), 1, HIGHEST_PORT);
        }
        if (uri.option("properties").filter(String::isEmpty).isPresent()) {
            throw uri.error("properties: no file", "properties of Kafka's client, as in properties=client.properties");
        }
        long replicas = uri.number("replicas", 1, MOST_REPLICAS).orElse((long) KafkaLogConfig.REPLICAS);
        Optional<Standby> standby = uri.option("standby").map(text -> standby(uri, text));
        return uri.explaining(() -> {
            TsLog.checkName(place.group("stream"));
            return new LogClusterUri(
                    place.group("stream"), brokers, uri.option("properties").map(Path::of), (int) replicas, standby);
        });
    }

    private static Standby standby(StreamUri uri, String text) {
        return switch (text) {
            case "hot" -> Standby.HOT;
            case "cold" -> Standby.COLD;
            default ->
                throw uri.error("standby: " + text, "hot, which keeps ready what comes, or cold, which does not");
        };
    }

    @Override
    public Set<String> optionsOfInput() {
        return Set.of("properties");
    }

    @Override
    public Set<String> optionsOfOutput() {
        return Set.of("properties", "replicas", "standby");
    }

    @Override
    public KafkaLog open(LogRetention kept, Consumer<? super LogEvent> listener) throws IOException {
        KafkaLogConfig.Builder config = KafkaLogConfig.of(brokers)
                .replicas(replicas, KafkaLogConfig.inSyncOf(replicas))
                .retention(kept)
                .onEvent(listener);
        if (properties.isPresent()) {
            config.clientProperties(properties.get());
        }
        return KafkaLog.of(config.build());
    }

    @Override
    public LogFeed feed(TsLog opened) throws IOException {
        if (standby.isEmpty()) {
            return LogFeed.to(opened.write(stream));
        }
        KafkaLog log = (KafkaLog) opened;
        return standby.get() == Standby.HOT ? KafkaStandby.hot(log, stream) : KafkaStandby.cold(log, stream);
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    private KafkaLog open(LogRetention kept) throws IOException {
        return open(kept, event -> {});
    }

    @Override
    public Optional<String> missingToRead() {
        try (KafkaLog log = open(LogRetention.ALL)) {
            return log.missingToRead(stream);
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public Optional<String> missingToWrite(LogRetention kept) {
        try (KafkaLog log = open(kept)) {
            return log.missingToWrite(stream);
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** Properties that are not there yet are waited for, as brokers are. */
    @Override
    public void refuseImpossible() {
        if (properties.filter(Files::exists).isPresent()) {
            try {
                open(LogRetention.ALL).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }

    @Override
    public Object place() {
        return List.of(brokers, stream);
    }

    /** One cluster may be known by other brokers of it, which nobody sees here. */
    @Override
    public boolean isThatOf(LogPlaceUri other) {
        return other instanceof LogClusterUri cluster
                && stream.equals(cluster.stream)
                && !Collections.disjoint(Arrays.asList(brokers.split(",")), Arrays.asList(cluster.brokers.split(",")));
    }

    @Override
    public String toString() {
        return SCHEME + "://" + brokers + "/" + stream;
    }
}
