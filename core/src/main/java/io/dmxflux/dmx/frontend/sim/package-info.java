// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A frontend driver in the same process, in front of a simulated demux: what is locked is what the demux plays.
 *
 * <pre>
 *   Transponder: a tuning and a stream  --&gt;  SimulatedFrontend  --feed--&gt;  SimulatedDmxDevice
 * </pre>
 *
 * <pre>{@code
 *   SimulatedFrontend device = SimulatedFrontend.receiving(SampleNetworks.all());
 *   SimulatedDmxDevice demux = SimulatedDmxDevice.playing(device.feed());
 *   Frontend frontend = Frontend.over(device);
 * }</pre>
 */
@NullMarked
package io.dmxflux.dmx.frontend.sim;

import org.jspecify.annotations.NullMarked;
