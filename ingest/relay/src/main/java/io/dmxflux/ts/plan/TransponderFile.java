// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.frontend.sim.SimulatedStatistics;
import io.dmxflux.dmx.frontend.sim.Transponder;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated frontend receives, and how its driver misbehaves, as a file says: {@code sim:?transponders=FILE}.
 *
 * @param name of the file, as the user wrote it
 * @param lockAfter how long a lock takes
 * @param statistics what it tells of its signal
 * @param flap how the lock comes and goes; empty if it stays
 * @param fade how the signal comes and goes; empty if it stays
 * @param refused calls that fail, and with what
 * @param sent where something is sent
 */
record TransponderFile(
        String name,
        Duration lockAfter,
        SimulatedStatistics statistics,
        Optional<Turns> flap,
        Optional<Turns> fade,
        Map<FrontendVerb, Errno> refused,
        List<Sent> sent) {

    /** The option that names it. */
    static final String OPTION = "transponders";

    /**
     * How something comes and goes.
     *
     * @param there how long it is there
     * @param gone how long it is gone then
     */
    record Turns(Duration there, Duration gone) {}

    /**
     * A carrier with a stream.
     *
     * @param tuning how to receive it
     * @param recording the stream; empty for the sample
     */
    record Sent(Tuning tuning, Optional<Path> recording) {

        Playback playback() {
            return recording.map(Playback::ofFile).orElseGet(Playback::ofSample);
        }

        private Transponder transponder() {
            return new Transponder(tuning, () -> playback().looped().open());
        }
    }

    /**
     * Reads the file that options name.
     *
     * @param options all options of an input: those of the dish hold for satellites in the file
     * @return empty if they name none
     * @throws IllegalArgumentException in one line with file, line and key, for the first thing that is wrong
     */
    static Optional<TransponderFile> of(Map<String, String> options) {
        return Optional.ofNullable(options.get(OPTION))
                .map(file -> new TransponderReader(ConfigFile.readAgain(Path.of(file)), options).read());
    }

    /** Makes the frontend. */
    SimulatedFrontend frontend() {
        SimulatedFrontend frontend = SimulatedFrontend.builder()
                .name(name)
                .transponders(sent.stream().map(Sent::transponder).toList())
                .lockAfter(lockAfter)
                .statistics(statistics)
                .build();
        flap.ifPresent(turns -> frontend.flap(turns.there, turns.gone));
        fade.ifPresent(turns -> frontend.fade(turns.there, turns.gone));
        refused.forEach(frontend::refuse);
        return frontend;
    }
}
