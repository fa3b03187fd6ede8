// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BufferNegotiationException;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a stream comes from, as a user writes it.
 *
 * <p><b>Ownership:</b> a source that is opened is the caller's to close.
 * <p><b>Errors:</b> opening throws an {@link IllegalArgumentException} of one line if the input cannot be what the URI says;
 * what the machine refuses keeps its own exception.
 */
public sealed interface InputUri permits DvbInput, InputUri.Sim, FileInput, InputUri.Network, NamedInput {

    /** The schemes of inputs. */
    Set<String> SCHEMES = Set.of("dvb", "sim", "file", "udp", "rtp");

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
        StreamUri uri = StreamUri.parse(text, SCHEMES);
        return switch (uri.scheme()) {
            case "dvb" -> DvbInput.of(uri);
            case "sim" -> Sim.of(uri);
            case "file" -> FileInput.of(uri);
            default -> uri.names().isEmpty() ? Network.of(uri) : NamedInput.of(uri);
        };
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
     * Opens the input for a relay that spreads what comes, so that buffers may be longer.
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
     * Names the input where there are several.
     *
     * @return what the user wrote, without options
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
     * Tells whether it ends by itself.
     *
     * @return true for a file, a FIFO and standard input
     */
    default boolean isFinite() {
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
     * The simulated driver: {@code sim:} plays the bundled sample, {@code sim:FILE} a file, looped without a seam.
     *
     * @param file the file; empty for the sample
     */
    record Sim(Optional<Path> file) implements InputUri {

        private static final int MEASURED_BYTES = 2048 * TsPacket.LENGTH;
        private static final long BITS_PER_BYTE = 8;
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        private static Sim of(StreamUri uri) {
            uri.allowOptions(IndicatorLimits.and());
            return new Sim(uri.place().isEmpty() ? Optional.empty() : Optional.of(Path.of(uri.place())));
        }

        @Override
        public Source open(StreamListener listener) {
            Playback recording = file.map(Playback::ofFile).orElseGet(Playback::ofSample);
            DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(bitrate(recording), DEFAULT_LATENCY)
                    .events(listener::pool)
                    .build();
            SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                    .name(file.map(Path::toString).orElse(""))
                    .feed(recording.looped().open())
                    .build();
            return DvbSource.open(device, config, PesFilter.fullTs());
        }

        @Override
        public Optional<String> missing() {
            return file.flatMap(FileInput::missing);
        }

        @Override
        public void refuseImpossible() {
            if (missing().isEmpty()) {
                file.map(Playback::ofFile).ifPresent(Sim::bitrate);
            }
        }

        /** Plays the first packets without waiting for them, and asks when the next one is due. */
        private static long bitrate(Playback recording) {
            try (StreamFeed feed = open(recording)) {
                int bytes = feed.read(ByteBuffer.allocateDirect(MEASURED_BYTES), Long.MAX_VALUE);
                return Math.max(1, bytes * BITS_PER_BYTE * NANOS_PER_SECOND / Math.max(1, feed.dueNanos()));
            }
        }

        private static StreamFeed open(Playback recording) {
            try {
                return recording.looped().open();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "; here that is FILE?fast instead of sim:FILE", e);
            }
        }

        @Override
        public String name() {
            return "sim:" + file.map(Object::toString).orElse("");
        }
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
            StreamUri.Endpoint endpoint = uri.endpoint();
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
