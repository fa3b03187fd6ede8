// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long the tables of a multiplex are waited for, at times that the test says. */
class MultiplexReadingTest {

    private final MultiplexReading reading = new MultiplexReading(ScanWaits.USUAL);

    @Test
    void firstPacketHasAsLongAsALock() {
        assertThat(reading.isOver(Duration.ofMillis(3_999))).isFalse();
        assertThat(reading.isOver(Duration.ofSeconds(4))).isTrue();
    }

    @Test
    void timeForTheProgramsBeginsWithTheFirstPacket() {
        assertThat(reading.isOver(Duration.ofMillis(3_000))).isFalse();
        reading.add(nullPacket());
        assertThat(reading.isOver(Duration.ofMillis(3_050))).as("a packet").isFalse();
        assertThat(reading.isOver(Duration.ofMillis(4_049)))
                .as("almost 1 s later")
                .isFalse();
        assertThat(reading.isOver(Duration.ofMillis(4_050))).as("1 s later").isTrue();
    }

    private static ByteBuf nullPacket() {
        byte[] packet = new byte[TsPacket.LENGTH];
        packet[0] = 0x47;
        packet[1] = 0x1F;
        packet[2] = (byte) 0xFF;
        packet[3] = 0x10;
        return Unpooled.wrappedBuffer(packet);
    }
}
