// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.source.RawFileSource;
import io.dmxflux.ts.source.RtpSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSource;
import io.dmxflux.ts.source.UdpSourceConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens what an {@link InputUri} names. */
public final class Inputs {

    private static final int MEASURED_BYTES = 2048 * TsPacket.LENGTH;
    private static final long BITS_PER_BYTE = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** What a driver's buffer has of 38 Mbit/s. */
    private static final Duration LONG_BUFFER = Duration.ofMillis(14);

    private Inputs() {}

    /**
     * Opens an input to look at it rather than to send it on: a file as it lies, at once; all else as a relay does.
     *
     * @param uri the input
     * @param notice told what the user should know of the choices made here, a line each
     * @return the source, the caller's to close
     * @throws IllegalArgumentException if the input cannot be what the URI says
     */
    public static Source openToLook(InputUri uri, Consumer<String> notice) {
        if (uri instanceof InputUri.File file) {
            check(Playback.ofFile(file.path()));
            return RawFileSource.of(file.path());
        }
        return open(uri, notice);
    }

    /** Opens an input for a relay that spreads what comes: from a file that is paced it may come in long buffers then. */
    static Source openToSpread(InputUri uri, Consumer<String> notice) {
        return open(uri, LONG_BUFFER, notice);
    }

    static Source open(InputUri uri, Consumer<String> notice) {
        return open(uri, FileSource.DEFAULT_LONGEST, notice);
    }

    private static Source open(InputUri uri, Duration longest, Consumer<String> notice) {
        if (uri instanceof InputUri.Dvb dvb) {
            DmxBufferPoolConfig config =
                    DmxBufferPoolConfig.forBitrate(dvb.bitrate(), dvb.latency()).build();
            return DvbSource.open(DmxSupport.open(dvb.path(), dvb.io()), config, dvb.filter());
        }
        if (uri instanceof InputUri.Sim sim) {
            return simulated(sim.file());
        }
        if (uri instanceof InputUri.File file) {
            return recorded(file, longest);
        }
        InputUri.Network network = (InputUri.Network) uri;
        UdpSourceConfig config = routed(network.config(), notice);
        return network.rtp() ? RtpSource.of(config) : UdpSource.of(config);
    }

    private static UdpSourceConfig routed(UdpSourceConfig config, Consumer<String> notice) {
        if (!config.isMulticast() || config.networkInterface() != null) {
            return config;
        }
        return GroupRoute.withoutOne(config.address().getAddress(), notice)
                .map(config::withNetworkInterface)
                .orElse(config);
    }

    /** Opens the file once before, so that a mistake is told before anything is sent or written. */
    private static Source recorded(InputUri.File file, Duration longest) {
        Playback recording = Playback.ofFile(file.path());
        check(recording);
        if (!file.fast()) {
            openPaced(recording);
        }
        return file.fast() ? FileSource.fast(file.path()) : FileSource.paced(file.path(), longest);
    }

    private static void check(Playback recording) {
        recording.unpaced().open().close();
    }

    private static void openPaced(Playback recording) {
        try {
            recording.open().close();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; here that is ?fast", e);
        }
    }

    private static Source simulated(Optional<Path> file) {
        Playback recording = file.map(Playback::ofFile).orElseGet(Playback::ofSample);
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(bitrate(recording), InputUri.DEFAULT_LATENCY)
                .build();
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .name(file.map(Path::toString).orElse(""))
                .feed(recording.looped().open())
                .build();
        return DvbSource.open(device, config, PesFilter.fullTs());
    }

    /** Plays the first packets without waiting for them, and asks when the next one is due. */
    private static long bitrate(Playback recording) {
        try (StreamFeed feed = recording.looped().open()) {
            int bytes = feed.read(ByteBuffer.allocateDirect(MEASURED_BYTES), Long.MAX_VALUE);
            return Math.max(1, bytes * BITS_PER_BYTE * NANOS_PER_SECOND / Math.max(1, feed.dueNanos()));
        }
    }
}
