// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * All that is known of one service, or of one input: what a page shows where the state of the whole has only a line.
 *
 * <table>
 * <caption>Routes</caption>
 * <tr><th>{@code GET}</th><th>answer</th></tr>
 * <tr><td>{@code /api/services/dvb-0-28106}, or {@code /api/services/28106} where one input has it</td>
 *     <td>{@link io.dmxflux.ts.detail.ServiceDetail}</td></tr>
 * <tr><td>{@code /api/inputs/dvb-0}</td><td>{@link io.dmxflux.ts.detail.InputDetail}</td></tr>
 * <tr><td>{@code /api/schema/service}, {@code /api/schema/input}</td><td>their JSON schemas, made from those records</td></tr>
 * </table>
 *
 * <p>Others are answered with 404 and a line that names what there is. What is not known is null. Times that pass are seconds
 * before {@code time}, rates bit/s, counts packets; a series is one list for each of its quantities, as plots want them, the oldest first.
 */
@NullMarked
package io.dmxflux.ts.detail;

import org.jspecify.annotations.NullMarked;
