// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * The counts of a {@link SectionAssembler}.
 *
 * @param sections sections handed on
 * @param crcErrors sections skipped because {@code CRC_32} was wrong (TR 101 290 indicator 2.2)
 * @param syntaxErrors places where no section can be: a length out of range, a pointer_field beyond its packet, a section
 *     cut off by the next
 * @param lostPackets packets of the PID that are missing by its continuity counter, at least: gaps are counted modulo 16
 */
public record SectionStats(long sections, long crcErrors, long syntaxErrors, long lostPackets) {}
