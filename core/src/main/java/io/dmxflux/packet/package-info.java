// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The syntax of MPEG transport packets: fields, alignment, continuity counters and program clocks. Playback and relays share
 * it.
 * <pre>
 *   fields, in place          TsPacket, AdaptationField, PesHeader     static, over a buffer and the index of a packet's first byte
 *   alignment                        TsSync                                   one for a stream
 *   continuity counters       Continuity, for all PIDs ContinuityCounter; ExpectedHeaders, where little is to be looked at
 *   program clocks            PcrClock, one for a PID; Pcr
 *   losses                    Loss                                     carried by the buffer behind the gap
 *   times of arrival          Arrivals                                 carried by the buffer that came
 *   datagrams of a log        LoggedDatagrams                          carried by the buffer that was read from it
 *   tables                    Crc32Mpeg, UtcTime                       what playback rewrites of them; the rest is not here
 *   memory                    MemoryHold                               kept from being taken back while it is read
 *                             PacketMemory                             shown to loops over all packets of a buffer
 * </pre>
 *
 * <p>No object is made per packet, no index of the buffer moves, and no content makes an accessor throw: a field that
 * does not fit its packet reads as absent. The only precondition is that 188 bytes from the given index are inside the
 * buffer.
 * <pre>
 *   buffer:  | packet | packet | packet | ...      every accessor: (ByteBuf buffer, int packet)
 *            ^ packet (absolute index of its sync byte; not the readerIndex)
 * </pre>
 *
 * <p><b>Units:</b> PCR values are ticks of 27 MHz and wrap at 2<sup>33</sup> x 300; lengths are bytes.
 * <p><b>Source:</b> clause numbers are those of Rec. ITU-T H.222.0 (06/2021) | ISO/IEC 13818-1:2022; rules for counting
 * errors are those of ETSI TR 101 290 V1.4.1.
 *
 * <p><b>Design notes.</b> A packet class with fields was rejected: at 38 Mbit/s it is 25 000 objects a second for nothing.
 * The reader index is not used, because several stages may read the same buffer. Packets that have to be copied go to
 * {@link io.dmxflux.packet.PacketBuffers}: copying into Netty's adaptive buffers made 285 kB of NIO buffers a second for six
 * services, which was two thirds of all garbage. A loop over all packets reads a lent buffer by its NIO memory: what a ByteBuf checks
 * at each access is checked once, which is a twentieth of what a whole multiplex takes.
 */
@NullMarked
package io.dmxflux.packet;

import org.jspecify.annotations.NullMarked;
