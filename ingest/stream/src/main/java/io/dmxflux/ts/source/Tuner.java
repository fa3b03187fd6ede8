// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.TuneOptions;
import io.dmxflux.dmx.frontend.Tuning;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/** A frontend that is open for one source, or for several that are tuned alike; or one that another program tunes. */
public interface Tuner {

    /**
     * Tunes, or only watches, when subscribed to, until that is cancelled.
     *
     * @return what the frontend does
     */
    Flux<FrontendState> states();

    /**
     * Gives it back: closes the frontend, unless another source has it as well.
     *
     * @return completes when the next may open it
     */
    CompletionStage<Void> giveBack();

    /**
     * Says what it is tuned to.
     *
     * @return such as {@code dvb-t2 538 MHz}, or the path of a frontend that is observed
     */
    @Override
    String toString();

    /**
     * Has a frontend tuned for one source.
     *
     * @param frontend which is open; the tuner's from here on
     * @param tuning where to
     * @return the tuner
     */
    static Tuner of(Frontend frontend, Tuning tuning) {
        Check.given(frontend, "frontend");
        Check.given(tuning, "tuning");
        return of(frontend, frontend.tune(tuning), text(tuning));
    }

    /**
     * Watches a frontend that another program tunes, and never changes it.
     *
     * @param frontend which is open, to observe is enough; the tuner's from here on
     * @return the tuner
     */
    static Tuner observing(Frontend frontend) {
        Check.given(frontend, "frontend");
        return of(
                frontend, frontend.observe(TuneOptions.DEFAULT), frontend.info().path() + " (observed)");
    }

    private static Tuner of(Frontend frontend, Flux<FrontendState> states, String text) {
        return new Tuner() {

            @Override
            public Flux<FrontendState> states() {
                return states;
            }

            @Override
            public CompletionStage<Void> giveBack() {
                return frontend.disposeLater().toFuture().thenAccept(none -> {});
            }

            @Override
            public String toString() {
                return text;
            }
        };
    }

    /**
     * Says in a few words where a carrier is.
     *
     * @param tuning where to
     * @return such as {@code dvb-t2 538 MHz stream 1}, {@code dvb-s2 11362.5 MHz h}
     */
    static String text(Tuning tuning) {
        String megahertz =
                BigDecimal.valueOf(tuning.frequencyHz(), 6).stripTrailingZeros().toPlainString();
        String place = tuning.system() + " " + megahertz + " MHz";
        if (tuning instanceof SatelliteTuning satellite) {
            String polarization =
                    satellite.polarization().name().substring(0, 1).toLowerCase(Locale.ROOT);
            return place + " " + polarization + stream(satellite.stream());
        }
        return tuning instanceof TerrestrialTuning terrestrial ? place + stream(terrestrial.plp()) : place;
    }

    private static String stream(OptionalInt stream) {
        return stream.isPresent() ? " stream " + stream.getAsInt() : "";
    }
}
