// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.SecStep;
import java.util.List;

/**
 * What is in force at a dish when it is set for a transponder.
 *
 * @param voltage on the cable
 * @param tone whether the 22 kHz tone sounds
 * @param choice what chose the input or the transponder, in order
 */
record DishState(LnbVoltage voltage, boolean tone, List<SecStep> choice) {}
