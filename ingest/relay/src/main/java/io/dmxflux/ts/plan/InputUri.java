// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.pool.BufferNegotiationException;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a stream comes from, as a user writes it.
 *
 * <p><b>Ownership:</b> a source that is opened is the caller's to close.
 * <p><b>Errors:</b> opening throws an {@link IllegalArgumentException} of one line if the input cannot be what the URI says;
 * what the machine refuses keeps its own exception.
 */
public sealed interface InputUri permits DvbInput, SimInput, FileInput, LogInput, InputUri.Network, NamedInput {

    /** The schemes of inputs. */
    Set<String> SCHEMES = Set.of("dvb", "sim", "file", "log", "kafka", "udp", "rtp");

    /** What a multiplex is taken to carry unless said otherwise, in bit/s: DVB-C, 256-QAM, 6.875 MBd. */
    long DEFAULT_BITRATE = 38_000_000;

    /** How long a buffer may take to fill. */
    Duration DEFAULT_LATENCY = Duration.ofMillis(20);

    /** The most that a user may ask for in milliseconds; for streams of some bytes a second. */
    long LONGEST_LATENCY_MILLIS = 10_000;

    /**
     * Reads what a user wrote.
     *
     * @param text the URI
     * @return the input
     * @throws IllegalArgumentException if it makes no sense: one line with the thing, its value and what was expected
     */
    static InputUri parse(String text) {
        return parse(text, Map.of());
    }

    /**
     * Reads what a user wrote, with options that stand elsewhere.
     *
     * @param text the URI
     * @param more options that are not in it
     * @return the input
     * @throws IllegalArgumentException if it makes no sense: one line with the thing, its value and what was expected
     */
    static InputUri parse(String text, Map<String, String> more) {
        StreamUri written = StreamUri.parse(text, SCHEMES);
        Map<String, String> options = new LinkedHashMap<>(written.options());
        options.putAll(more);
        StreamUri uri = new StreamUri(text, written.scheme(), written.place(), options);
        return switch (uri.scheme()) {
            case "dvb" -> DvbInput.of(uri);
            case "sim" -> SimInput.of(uri);
            case "file" -> FileInput.of(uri);
            case "log", "kafka" -> LogInput.of(uri);
            default -> uri.names().isEmpty() ? Network.of(uri) : NamedInput.of(uri);
        };
    }

    /**
     * Takes the options of an input apart.
     *
     * @param text the URI
     * @return their values by their names
     * @throws IllegalArgumentException if it is no URI of an input
     */
    static Map<String, String> options(String text) {
        return StreamUri.parse(text, SCHEMES).options();
    }

    /**
     * Reads the bounds of its bit rate, which belong to no input: it stays open when they change.
     *
     * @param text the URI
     * @return what {@code ?minrate=&maxrate=} say
     * @throws IllegalArgumentException if they make no sense: one line with the thing, its value and what was expected
     */
    static RateBounds rate(String text) {
        return RateBounds.of(StreamUri.parse(text, SCHEMES));
    }

    /**
     * Reads by which limits it is checked by TR 101 290, which belong to no input either.
     *
     * @param text the URI
     * @return what {@code ?tr101290=} says
     * @throws IllegalArgumentException if they make no sense: one line with the thing, its value and what was expected
     */
    static IndicatorLimits limits(String text) {
        return IndicatorLimits.of(StreamUri.parse(text, SCHEMES));
    }

    /**
     * Opens the input for a relay that sends packets as they come.
     *
     * @param listener told of what happens to it
     * @return the source
     */
    Source open(StreamListener listener);

    /**
     * Opens the input for a relay of the whole to one place, which spreads what comes unless that is as fast as it is taken, so
     * that buffers may be longer.
     *
     * @param listener told of what happens to it
     * @return the source
     */
    default Source openToSpread(StreamListener listener) {
        return open(listener);
    }

    /**
     * Opens the input for an analysis: a file byte by byte and at once, all else as for a relay.
     *
     * @param listener told of what happens to it
     * @return the source
     */
    default Source openToLook(StreamListener listener) {
        return open(listener);
    }

    /**
     * Returns what is left of the input when it is opened again.
     *
     * @param before a source of it that has failed
     * @return what goes on where that one was; the input itself where what was missed meanwhile is lost, or nothing was read
     */
    default InputUri behind(Source before) {
        return this;
    }

    /**
     * Names the input where there are several.
     *
     * @return what the user wrote, without options but for those that make it another input of the same place
     */
    String name();

    /**
     * Tells whether it is read as fast as downstream takes it, and waits for that without losing anything.
     *
     * @return false for what has a pace of its own
     */
    default boolean isFast() {
        return false;
    }

    /**
     * Tells whether it is read as fast as downstream takes it, and nobody writes it meanwhile.
     *
     * @return false for what has a pace of its own, or its writer's
     */
    default boolean isStored() {
        return false;
    }

    /**
     * Tells whether it ends by itself.
     *
     * @return true for a file, a FIFO, standard input, and a span of a log
     */
    default boolean isFinite() {
        return false;
    }

    /**
     * Tells whether nothing is lost of it while it is not open.
     *
     * @return true for what is read on from where it was
     */
    default boolean isKept() {
        return isFinite();
    }

    /**
     * Tells whether it is a stream of a log, which can be read from any time on.
     *
     * @return false for what is over when it is past
     */
    default boolean isOfLog() {
        return false;
    }

    /**
     * Tells whether it is received from the network.
     *
     * @return true for UDP and RTP
     */
    default boolean isOfNetwork() {
        return this instanceof Network || this instanceof NamedInput;
    }

    /**
     * Tells whether what the input has failed with may be over later, so that it is worth to open it again.
     *
     * @param failure of opening it, or of its stream
     * @return true for a device that does not answer or has no memory for buffers, a port that another program has, a name
     *     that does not resolve
     */
    default boolean isPassing(Throwable failure) {
        return !isFinite() && (failure instanceof ErrnoException || failure instanceof BufferNegotiationException);
    }

    /**
     * Returns the hosts that have to be looked up for it.
     *
     * @return their names; none of what has addresses
     */
    default List<String> hosts() {
        return List.of();
    }

    /**
     * Returns how much of the stream comes at a time, at most.
     *
     * @return the time that a buffer takes to fill
     */
    default Duration bufferTime() {
        return DEFAULT_LATENCY;
    }

    /**
     * Tells what an input would have to wait for if it were opened now.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing
     */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Refuses what can never be, as far as the machine knows now: what {@link #open} would refuse. What is missing is not
     * refused, but waited for.
     *
     * @throws RuntimeException in one line, if this is a file that holds no transport stream
     */
    default void refuseImpossible() {}

    /**
     * Returns the file that is read, which no output may write.
     *
     * @return empty if there is none
     */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /**
     * Returns what is received from the network at a port, which no output may send. The name of a host is looked up.
     *
     * @param port of the output
     * @return empty if it comes from elsewhere, from another port, or from a host that is not known now
     */
    default Optional<UdpSourceConfig> received(int port) {
        return Optional.empty();
    }

    /**
     * Tells whether it has a tuner whose signal is known.
     *
     * @return false also if another program tunes it, and it is not observed
     */
    default boolean isTuned() {
        return frontend().isPresent();
    }

    /**
     * Returns the frontend that is tuned for it, which no other input may have tuned another way.
     *
     * @return empty if it has none, or another program tunes it
     */
    default Optional<TunedFrontend> frontend() {
        return Optional.empty();
    }

    /**
     * Returns how the stream is checked by TR 101 290. The time of what ends by itself is the stream's.
     *
     * @return the standard's limits
     */
    default Tr101290Config tr101290() {
        return isFinite()
                ? Tr101290Config.DEFAULT.toBuilder()
                        .time(Tr101290Config.Time.PCR)
                        .build()
                : Tr101290Config.DEFAULT;
    }

    /**
     * Datagrams: {@code udp://[SOURCE@]GROUP:PORT?iface=eth0&latency=8&auto}, {@code rtp://...}.
     *
     * @param config what the source is told
     * @param rtp whether each starts with an RTP header, as the URI says; with {@code ?auto} what comes first is followed
     */
    record Network(UdpSourceConfig config, boolean rtp) implements InputUri {

        static Network of(StreamUri uri) {
            uri.allowOptions(IndicatorLimits.and("iface", "latency", "auto"));
            NetworkPlace.Endpoint endpoint = uri.endpoint();
            Optional<Duration> latency =
                    uri.number("latency", 0, LONGEST_LATENCY_MILLIS).map(Duration::ofMillis);
            return uri.explaining(() -> {
                UdpSourceConfig.Builder config = UdpSourceConfig.on(endpoint.host(), endpoint.port());
                endpoint.source().ifPresent(config::source);
                uri.networkInterface().ifPresent(config::networkInterface);
                latency.ifPresent(config::readInterval);
                boolean rtp = uri.scheme().equals("rtp");
                if (uri.flag("auto")) {
                    config.framing(UdpSourceStats.Framing.ANY);
                } else if (rtp) {
                    config.framing(UdpSourceStats.Framing.RTP);
                }
                return new Network(config.build(), rtp);
            });
        }

        @Override
        public UdpSource open(StreamListener listener) {
            return UdpSource.of(config, new StreamListener.OfNetwork(listener, config.address()));
        }

        @Override
        public Optional<String> missing() {
            return UdpSource.missing(config);
        }

        @Override
        public boolean isPassing(Throwable failure) {
            return failure instanceof IOException && SocketErrors.isPassing(failure);
        }

        @Override
        public String name() {
            return (rtp ? "rtp://" : "udp://") + config;
        }

        @Override
        public Duration bufferTime() {
            return config.readInterval();
        }

        @Override
        public Optional<UdpSourceConfig> received(int port) {
            return Optional.of(config).filter(at -> at.address().getPort() == port);
        }
    }
}
