// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * One file for all inputs and outputs: reads it, says where it is wrong, and notices when it changes.
 *
 * <p>The file is YAML, which people know from everything else that they configure:
 * <pre>
 *   inputs:
 *     - from: dvb:0
 *       outputs:
 *         - to: udp://239.255.0.1:5004          # the whole multiplex
 *         - to: rtp://239.255.1.1:5004?ttl=4
 *           service: France 5                   # by name, or by number: 1045, 0x415
 *           service-id: 1                       # from here on: changes to the service, each optional
 *           transport-stream-id: 1
 *           pids: {120: 256, 0x82: 257, pmt: 32, audio: 258}
 *           drop: [subtitles, audio:deu]
 *           ecm: true
 *           service-name: France Cinq
 *           provider: Chez nous
 *           original-network-id: 0x2000
 *           network-id: 0x3001                  # a NIT of this stream alone; or nit: source
 *           network-name: Our cable
 *           eit: schedule                       # or none
 *       every-service:
 *         to: udp://239.255.2.{n}:5004          # {n} 1 for the first, {sid} its number, {name} its name
 *         playlist: services.m3u
 *         announce: true
 * </pre>
 *
 * <p><b>Errors:</b> every mistake is an {@link java.lang.IllegalArgumentException} of one line, {@code FILE:LINE: KEY: value
 * (expected: ...)}. Nothing is guessed: a key that is not known, that is there twice, or that would have no effect is a
 * mistake, as is a value that means something else to YAML than it says (an alias, a list for a word).
 * <p>SnakeYAML composes nodes, which know their lines. Binding to objects forgets where a value stood as soon as it has been
 * read, and takes the last of two equal keys.
 */
@NullMarked
package io.dmxflux.ts.config;

import org.jspecify.annotations.NullMarked;
