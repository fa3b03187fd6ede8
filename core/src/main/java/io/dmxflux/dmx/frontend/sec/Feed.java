// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

/** How a receiver gets what it wants from an LNB: by switches, or by a band of its own on a shared cable. */
public sealed interface Feed permits SwitchPath, UserBand {}
