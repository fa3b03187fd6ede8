// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * A recording played over and over, as one stream without an end or a seam.
 *
 * <p>The first round passes as it is, and is listened to. In each round after it, clocks are further on by what the
 * rounds before it took, and counters by what they counted. A round takes until the packet behind its last one would be
 * due. Sections and payloads are the same in every round.
 *
 * <p>Clock values stay as they are if there is no clock to say how long a round takes: no PCR, and no bit rate given.
 */
final class LoopedPackets implements PacketSource {

    private final AlignedPackets recording;
    private final PacketClock pcrs = new PcrClock();
    private final PacketClock otherwise;
    private final ContinuityRounds counters = new ContinuityRounds();
    private long packets;
    private long roundTicks;
    private long round;

    /**
     * Plays a recording from its beginning.
     *
     * @param recording closed with this
     * @param otherwise tells how long a round takes if the recording has no PCR
     */
    LoopedPackets(AlignedPackets recording, PacketClock otherwise) {
        this.recording = recording;
        this.otherwise = otherwise;
    }

    @Override
    public int read(ByteBuffer target) {
        int start = target.position();
        int bytes = recording.read(target);
        if (bytes == END) {
            beginRound();
            bytes = recording.read(target);
        }
        for (int offset = start; offset < target.position(); offset += PacketStamps.LENGTH) {
            stamp(target, offset);
        }
        return bytes;
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public void close() {
        recording.close();
    }

    @Override
    public String toString() {
        return recording.toString();
    }

    private void beginRound() {
        if (round == 0) {
            roundTicks = (pcrs.runs() ? pcrs : otherwise).ticksAt(packets);
        }
        round++;
        recording.rewind();
    }

    private void stamp(ByteBuffer target, int offset) {
        if (round == 0) {
            pcrs.observe(target, offset, packets++);
            counters.learn(target, offset);
        } else {
            counters.restamp(target, offset, round);
            PacketStamps.shiftClocks(target, offset, round * roundTicks);
        }
    }
}
