// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.SecStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks from transponder to transponder: whatever was left out, the equipment ends where all steps would have led it. */
class SecPropertiesTest {

    private static final int WALK = 500;
    private static final String[] PATHS = {"1", "4", "A", "B", "u2", "u16", "u2/3", "3/u2", "2/B", "u1/2/A"};

    /** A dish as its driver's calls leave it. */
    private static final class Equipment {

        private LnbVoltage voltage = LnbVoltage.OFF;
        private boolean tone = true;
        private final Map<String, String> inputs = new HashMap<>();
        private boolean messageInTone;
        private boolean messageWithoutPause;
        private long silentMillis;

        private void take(List<SecStep> steps) {
            for (SecStep step : steps) {
                take(step);
            }
        }

        private void take(SecStep step) {
            if (step instanceof SecStep.Wait wait) {
                silentMillis += wait.time().toMillis();
                return;
            } else if (step instanceof SecStep.Tone set) {
                tone = set.on();
            } else if (step instanceof SecStep.Voltage set) {
                voltage = set.voltage();
            } else if (step instanceof SecStep.Burst burst) {
                say("burst", burst.burst().name());
            } else if (step instanceof SecStep.Message message) {
                String plain = message.message().replaceFirst("^E1", "E0");
                say(plain.startsWith("E01038") || plain.startsWith("E01039") ? plain.substring(0, 6) : "band", plain);
            }
            silentMillis = 0;
        }

        private void say(String to, String what) {
            messageInTone |= tone;
            messageWithoutPause |= silentMillis < 15;
            inputs.put(to, what);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 14, 50494, 50607})
    void leavingOutIsTheSameAsTellingAll(long seed) {
        Random random = new Random(seed);
        for (int dish = 0; dish < 20; dish++) {
            walk(random, dish(random));
        }
    }

    private static SatelliteDish dish(Random random) {
        Map<String, String> settings = new HashMap<>();
        settings.put("diseqc-repeats", Integer.toString(random.nextInt(4)));
        switch (random.nextInt(4)) {
            case 0 -> settings.put("unicable", "ub" + (1 + random.nextInt(8)) + "/" + (950 + random.nextInt(1200)));
            case 1 -> settings.put("jess", "ub" + (1 + random.nextInt(32)) + "/1420/pin" + random.nextInt(256));
            case 2 -> settings.put("diseqc", PATHS[random.nextInt(PATHS.length)]);
            default -> settings.put("lnb", random.nextBoolean() ? "universal" : "9700,10600,11650");
        }
        return SatelliteDish.of(settings);
    }

    private static void walk(Random random, SatelliteDish dish) {
        Equipment leftOut = new Equipment();
        SatelliteTuning before = null;
        for (int step = 0; step < WALK; step++) {
            SatelliteTuning next = SatelliteTuning.of(
                    DeliverySystem.DVB_S,
                    10_700_000_000L + random.nextInt(2050) * 1_000_000L,
                    Polarization.values()[random.nextInt(4)],
                    22_000_000,
                    dish);
            Equipment told = new Equipment();
            told.take(dish.steps(next, null));
            leftOut.silentMillis = 1_000;
            List<SecStep> steps = dish.steps(next, random.nextInt(20) == 0 ? null : before);
            leftOut.take(steps);

            assertThat(leftOut.voltage).as("%s %s", dish, next).isEqualTo(told.voltage);
            assertThat(leftOut.tone).as("%s %s", dish, next).isEqualTo(told.tone);
            assertThat(leftOut.inputs).as("%s %s", dish, next).isEqualTo(told.inputs);
            assertThat(dish.steps(next, next)).isEmpty();
            assertThat(next.tunerHz()).isBetween(948_000_000L, 2_152_000_000L);
            before = next;
        }
        assertThat(leftOut.messageInTone).as("a message while the tone sounds").isFalse();
        assertThat(leftOut.messageWithoutPause).as("a message within 15 ms").isFalse();
    }
}
