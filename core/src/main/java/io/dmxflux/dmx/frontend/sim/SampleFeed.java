// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.recording.StreamFeed;
import java.nio.ByteBuffer;

/**
 * The bundled sample as one transport stream of a network: its PAT, SDT and NIT are replaced in the packets that they have, one
 * each. The programme guide stays in the first stream only; elsewhere its packets become null packets.
 */
final class SampleFeed implements StreamFeed {

    private static final int PACKET = 188;
    private static final int HEADER = 4;
    private static final int PID_MASK = 0x1FFF;
    private static final int PAT_PID = 0x00;
    private static final int NIT_PID = 0x10;
    private static final int SDT_PID = 0x11;
    private static final int EIT_PID = 0x12;
    private static final short NULL_PACKET = 0x1FFF;
    private static final byte STUFFING = (byte) 0xFF;

    private final StreamFeed sample;
    private final boolean first;
    private final byte[] pat;
    private final byte[] sdt;
    private final byte[] nit;

    SampleFeed(StreamFeed sample, int number, byte[] nit) {
        this.sample = sample;
        this.nit = nit;
        first = number == 1;
        pat = SampleTable.pat(number);
        sdt = SampleTable.sdt(number);
    }

    @Override
    public boolean isPaced() {
        return sample.isPaced();
    }

    @Override
    public long dueNanos() {
        return sample.dueNanos();
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        int start = target.position();
        int read = sample.read(target, untilNanos);
        for (int packet = start; packet < target.position(); packet += PACKET) {
            edit(target, packet);
        }
        return read;
    }

    private void edit(ByteBuffer target, int packet) {
        switch (target.getShort(packet + 1) & PID_MASK) {
            case PAT_PID -> replace(target, packet, pat);
            case SDT_PID -> replace(target, packet, sdt);
            case NIT_PID -> replace(target, packet, nit);
            case EIT_PID -> {
                if (!first) {
                    target.putShort(packet + 1, NULL_PACKET);
                }
            }
            default -> {
                // as it is
            }
        }
    }

    /** Puts a section behind the pointer_field, which is 0. */
    private static void replace(ByteBuffer target, int packet, byte[] section) {
        int at = packet + HEADER + 1;
        target.put(at, section);
        for (int rest = at + section.length; rest < packet + PACKET; rest++) {
            target.put(rest, STUFFING);
        }
    }

    @Override
    public void close() {
        sample.close();
    }
}
