// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * How all inputs, services and outputs of a process are: as one document, which follows them second by second.
 *
 * <pre>
 *   {"version": 1, "time": "2026-11-26T23:12:00.123Z", "host": "head-1", ...
 *    "summary":  {"state": "attention", "text": "1 of 6 services has a fault", ...},
 *    "inputs":   {"dvb-0":       {"name": "dvb:0", "state": "ok", "accounts": {...}, "indicators": {"1.3.a": {...}}, ...}},
 *    "services": {"dvb-0-28106": {"input": "dvb-0", "name": "Das Erste HD", "streams": {"5101": {...}}, ...}},
 *    "outputs":  {"dvb-0/1":     {"input": "dvb-0", "service": "dvb-0-28106", "name": "udp://239.1.1.1:5004", ...}}}
 * </pre>
 *
 * <p><b>Shape:</b> the records below {@link io.dmxflux.ts.state.RelayState}, whose JSON schema is made from them and served with
 * them. Times are ISO 8601 in UTC, times that pass are seconds, rates bit/s, counts packets. What is not known is left out,
 * and never 0: a merge patch (RFC 7396) cannot say null. What there may be any number of is an object by identifier, and not a
 * list, for the same reason. Identifiers are those of a name for as long as the process lives: a reload moves none.
 * <p><b>Words:</b> each state and reason is that of the line in the log.
 */
@NullMarked
package io.dmxflux.ts.state;

import org.jspecify.annotations.NullMarked;
