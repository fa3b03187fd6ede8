// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.announce.ScannedPlaylist;
import io.dmxflux.ts.channel.Channel;
import io.dmxflux.ts.channel.Dvbv5Format;
import io.dmxflux.ts.scan.ScannedMultiplex;
import io.dmxflux.ts.text.Json;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the channels that a scan finds are printed, multiplex by multiplex. */
enum ScanFormat {
    /** A channel file of libdvbv5. */
    DVBV5("") {
        @Override
        String of(ScannedMultiplex multiplex) {
            return multiplex.channels().stream().map(Dvbv5Format::write).collect(Collectors.joining());
        }
    },
    /** A playlist. */
    M3U(ScannedPlaylist.HEAD) {
        @Override
        String of(ScannedMultiplex multiplex) {
            return ScannedPlaylist.entries(multiplex.channels());
        }
    },
    /** An object a line, for each channel. */
    JSON("") {
        @Override
        String of(ScannedMultiplex multiplex) {
            return multiplex.channels().stream()
                    .map(channel -> Json.of(ScannedChannel.of(channel, multiplex)) + "\n")
                    .collect(Collectors.joining());
        }
    };

    private final String head;

    ScanFormat(String head) {
        this.head = head;
    }

    /** Returns what stands before the first multiplex. */
    String head() {
        return head;
    }

    /** Returns the channels of a multiplex. */
    abstract String of(ScannedMultiplex multiplex);

    /** A channel as JSON. */
    private record ScannedChannel(
            String name,
            int serviceId,
            @Nullable Integer number,
            @Nullable Integer minorNumber,
            @Nullable Integer transportStreamId,
            @Nullable Integer originalNetworkId,
            String network,
            String system,
            long frequencyHz,
            @Nullable Double signalDbm,
            @Nullable Double cnrDb,
            String dvbv5) {

        static ScannedChannel of(Channel channel, ScannedMultiplex multiplex) {
            var figures = multiplex.state().figures();
            return new ScannedChannel(
                    channel.name(),
                    channel.serviceId(),
                    boxed(channel.number()),
                    boxed(channel.minorNumber()),
                    boxed(channel.transportStreamId()),
                    boxed(channel.networkId()),
                    multiplex.networkName(),
                    channel.tuning().system().uriName(),
                    channel.tuning().frequencyHz(),
                    figures.signalDbm().isPresent()
                            ? (Double) figures.signalDbm().getAsDouble()
                            : null,
                    figures.cnrDb().isPresent() ? (Double) figures.cnrDb().getAsDouble() : null,
                    Dvbv5Format.write(channel));
        }

        private static @Nullable Integer boxed(OptionalInt number) {
            return number.isPresent() ? (Integer) number.getAsInt() : null;
        }
    }
}
