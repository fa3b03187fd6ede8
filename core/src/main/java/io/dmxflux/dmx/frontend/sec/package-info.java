// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Satellite equipment control: what is told to an LNB, a switch or a multi-user converter before a satellite is tuned.
 *
 * <pre>
 *   SatelliteDish = Lnb + SwitchPath or UserBand + SecWaits
 *     steps(tuning, what is in force) -- tone, voltage, messages, bursts and waits, in order
 *     tunerHz(frequency, polarization) -- where the tuner finds it then
 * </pre>
 *
 * <p>Values only: the frontend takes the steps. A driver stops to look for a lock at the first of them, so that they come
 * before the properties.
 *
 * <p>Tuners with a user band may share a cable: those of one process speak one after the other, those of others back off by chance, which
 * {@code diseqc-repeats} is for.
 *
 * <p><b>Written</b> as settings, which URIs and configuration files have by the same names:
 * <pre>
 *   lnb=universal                 or oscillators in MHz: 10750, or 9750,10600,11700; see Lnb
 *   diseqc=2                      the committed input of a switch, 1 to 4; u3/c1: an uncommitted one first; A, B: a burst
 *   diseqc-repeats=1              each message again so many times
 *   unicable=ub1/1210             EN 50494: the user band and its frequency; ub1/1210/pin200 with a PIN
 *   jess=ub9/1420                 EN 50607, likewise; with both, diseqc= is the position of the satellite, from 1
 *   sec-waits=voltage:100,tone:50 milliseconds; see SecWaits
 * </pre>
 *
 * <p><b>Source:</b> Eutelsat, DiSEqC bus functional specification 4.2; EN 50494; EN 50607.
 */
@NullMarked
package io.dmxflux.dmx.frontend.sec;

import org.jspecify.annotations.NullMarked;
