// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.ts.source.UdpSourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where a stream comes from, as a user writes it. */
public sealed interface InputUri {

    /**
     * A tuner's demux: {@code dvb:0}, {@code dvb:0/1?pids=256,257&io=read}.
     *
     * @param path which demux
     * @param filter which packets
     * @param io how buffers are to be had
     * @param bitrate the expected bit rate in bit/s, which sizes the buffers
     * @param latency how long a buffer may take to fill at that rate
     */
    record Dvb(DmxDevicePath path, PesFilter filter, IoMode io, long bitrate, Duration latency) implements InputUri {}

    /**
     * The simulated driver: {@code sim:} plays the bundled sample, {@code sim:FILE} a file, looped without a seam.
     *
     * @param file the file; empty for the sample
     */
    record Sim(Optional<Path> file) implements InputUri {}

    /**
     * A file: {@code file:FILE}, {@code file:FILE?fast}.
     *
     * @param path the file
     * @param fast whether it is read as fast as downstream takes it, instead of at the pace of its PCR
     */
    record File(Path path, boolean fast) implements InputUri {}

    /**
     * Datagrams: {@code udp://[SOURCE@]GROUP:PORT?iface=eth0&latency=8}, {@code rtp://...}.
     *
     * @param config what the source is told
     * @param rtp whether each starts with an RTP header
     */
    record Network(UdpSourceConfig config, boolean rtp) implements InputUri {}

    /**
     * Tells whether it is read as fast as downstream takes it.
     *
     * @return false for what has a pace of its own
     */
    default boolean isFast() {
        return this instanceof File file && file.fast();
    }

    /**
     * Returns how much of the stream comes at a time, at most.
     *
     * @return the time that a buffer takes to fill
     */
    default Duration bufferTime() {
        if (this instanceof Network network) {
            return network.config().readInterval();
        }
        return this instanceof Dvb dvb ? dvb.latency() : DEFAULT_LATENCY;
    }

    /** The schemes of inputs. */
    Set<String> SCHEMES = Set.of("dvb", "sim", "file", "udp", "rtp");

    /** What a multiplex is taken to carry unless said otherwise: DVB-C, 256-QAM, 6.875 MBd. */
    long DEFAULT_BITRATE = 38_000_000;

    /** The most that a user may ask for in milliseconds; for streams of some bytes a second. */
    long LONGEST_LATENCY_MILLIS = 10_000;

    /** How long a buffer may take to fill. */
    Duration DEFAULT_LATENCY = Duration.ofMillis(20);

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
            case "dvb" -> dvb(uri);
            case "sim" -> sim(uri);
            case "file" -> file(uri);
            default -> network(uri);
        };
    }

    private static Dvb dvb(StreamUri uri) {
        uri.allowOptions(Set.of("pids", "io", "bitrate", "latency"));
        String[] numbers = uri.place().split("/", -1);
        if (numbers.length > 2 || uri.place().isEmpty()) {
            throw uri.error(
                    "device \"" + uri.place() + "\"", "dvb:ADAPTER or dvb:ADAPTER/DEMUX, as in dvb:0 or dvb:0/1");
        }
        int adapter = (int) uri.number("adapter", numbers[0], 0, 255);
        int demux = numbers.length == 1 ? 0 : (int) uri.number("demux", numbers[1], 0, 255);
        long bitrate = uri.number("bitrate", 1, Integer.MAX_VALUE).orElse(DEFAULT_BITRATE);
        Duration latency = uri.number("latency", 1, LONGEST_LATENCY_MILLIS)
                .map(Duration::ofMillis)
                .orElse(DEFAULT_LATENCY);
        return new Dvb(new DmxDevicePath(adapter, demux), filter(uri), ioMode(uri), bitrate, latency);
    }

    private static PesFilter filter(StreamUri uri) {
        return uri.option("pids")
                .map(list -> Stream.of(list.split(",", -1)).mapToInt(pid -> (int) uri.number("pid", pid, 0, 0x1FFF)))
                .map(pids -> uri.explaining(() -> PesFilter.ofPids(pids.toArray())))
                .orElseGet(PesFilter::fullTs);
    }

    private static IoMode ioMode(StreamUri uri) {
        String name = uri.option("io").orElse("auto");
        return Stream.of(IoMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> uri.error("io: " + name, "auto, mmap or read"));
    }

    private static Sim sim(StreamUri uri) {
        uri.allowOptions(Set.of());
        return new Sim(uri.place().isEmpty() ? Optional.empty() : Optional.of(Path.of(uri.place())));
    }

    private static File file(StreamUri uri) {
        uri.allowOptions(Set.of("fast"));
        if (uri.place().isEmpty()) {
            throw uri.error("no file", "file:FILE");
        }
        return new File(Path.of(uri.place()), uri.flag("fast"));
    }

    private static Network network(StreamUri uri) {
        uri.allowOptions(Set.of("iface", "latency"));
        Endpoint endpoint = Endpoint.parse(uri);
        Optional<Duration> latency =
                uri.number("latency", 0, LONGEST_LATENCY_MILLIS).map(Duration::ofMillis);
        return uri.explaining(() -> {
            UdpSourceConfig.Builder config = UdpSourceConfig.on(endpoint.host(), endpoint.port());
            endpoint.source().ifPresent(config::source);
            uri.option("iface").ifPresent(config::networkInterface);
            latency.ifPresent(config::readInterval);
            return new Network(config.build(), uri.scheme().equals("rtp"));
        });
    }
}
