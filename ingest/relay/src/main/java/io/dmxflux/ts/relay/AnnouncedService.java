// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

/**
 * A service that a relay sends to the network now, as a viewer has to know it.
 *
 * @param serviceId its number in what is sent
 * @param name its name; may be empty
 * @param to where it is sent
 */
public record AnnouncedService(int serviceId, String name, OutputUri.Network to) {}
