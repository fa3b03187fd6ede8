// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

/**
 * The ledger of one input among others, at one moment.
 *
 * @param input its name, as a user would write it without options
 * @param report its ledger
 */
public record InputReport(String input, RelayReport report) {}
