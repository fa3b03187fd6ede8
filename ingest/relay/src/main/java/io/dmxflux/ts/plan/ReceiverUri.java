// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.frontend.sim.SampleNetworks;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A tuner to scan with, as a user writes it: {@code dvb:0}, {@code dvb:0/1?frontend=1}, with the dish that receives satellites, or
 * with a tuning to begin with; {@code sim:} receives the networks of the sample, or what a file has.
 *
 * @param name what the user wrote, without a tuning
 * @param opening opens frontend and demux; see {@link #open}
 * @param frontend which frontend of the adapter
 * @param start the carrier to begin with; empty if it is said elsewhere
 * @param dish what receives satellites
 */
public record ReceiverUri(
        String name, Supplier<Receiver> opening, int frontend, Optional<Tuning> start, SatelliteDish dish) {

    private static final Set<String> SCHEMES = Set.of("dvb", "sim");
    private static final int MOST = 255;

    /**
     * Reads what a user wrote.
     *
     * @param text {@code dvb:A[/D][?options]} or {@code sim:[?options]}
     * @return the tuner
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static ReceiverUri parse(String text) {
        StreamUri uri = StreamUri.parse(text, SCHEMES);
        uri.allowOptions(options(uri.scheme().equals("dvb")));
        boolean isTuned = Stream.of(TuningOption.values())
                .filter(option -> !TuningOption.OF_DISH.contains(option))
                .anyMatch(option -> uri.option(option.toString()).isPresent());
        Optional<Tuning> start = isTuned ? uri.explaining(() -> TuningOptions.read(uri.options())) : Optional.empty();
        SatelliteDish dish = uri.explaining(() -> SatelliteDish.of(uri.options()));
        if (uri.scheme().equals("sim")) {
            if (!uri.place().isEmpty()) {
                throw uri.error(
                        "file \"" + uri.place() + "\"", "sim: alone, which receives the networks of the sample");
            }
            return simulated(uri, start, dish);
        }
        String[] numbers = uri.place().split("/", -1);
        if (numbers.length > 2) {
            throw uri.error(
                    "device \"" + uri.place() + "\"", "dvb:ADAPTER or dvb:ADAPTER/DEMUX, as in dvb:0 or dvb:0/1");
        }
        int adapter = (int) uri.number("adapter", numbers[0], 0, MOST);
        int demux = numbers.length == 1 ? 0 : (int) uri.number("demux", numbers[1], 0, MOST);
        int frontend = uri.number("frontend", 0, MOST).map(Long::intValue).orElse(0);
        return new ReceiverUri(
                "dvb:" + uri.place(),
                () -> DvbInput.receiver(new DmxDevicePath(adapter, demux), new FrontendPath(adapter, frontend)),
                frontend,
                start,
                dish);
    }

    private static ReceiverUri simulated(StreamUri uri, Optional<Tuning> start, SatelliteDish dish) {
        Optional<TransponderFile> file = uri.explaining(() -> TransponderFile.of(uri.options()));
        return new ReceiverUri(
                "sim:"
                        + file.map(some -> "?" + TransponderFile.OPTION + "=" + some.name())
                                .orElse(""),
                () -> SimInput.receiver(file.map(TransponderFile::frontend)
                        .orElseGet(() -> SimulatedFrontend.receiving(SampleNetworks.all(dish)))),
                0,
                start,
                dish);
    }

    private static Set<String> options(boolean ofDevice) {
        Set<String> options = new TreeSet<>(TuningOptions.NAMES);
        options.add(ofDevice ? "frontend" : TransponderFile.OPTION);
        return options;
    }

    /**
     * Opens frontend and demux.
     *
     * @return the receiver, the caller's to close
     * @throws io.dmxflux.dmx.sys.ErrnoException if the frontend cannot be opened
     */
    public Receiver open() {
        return opening.get();
    }
}
