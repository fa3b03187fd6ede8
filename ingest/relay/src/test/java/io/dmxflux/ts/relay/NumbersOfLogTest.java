// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.log.LogEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersOfLogTest {

    private final List<RelayEvent> told = new ArrayList<>();
    private final NumbersOfLog numbers = new NumbersOfLog("log:hd@/l", told::add);

    private static ByteBuf packets(int count) {
        return Unpooled.wrappedBuffer(new byte[count * 188]);
    }

    private static ByteBuf logged(long first, int datagrams, int packets) {
        return LoggedDatagrams.mark(packets(packets), LoggedDatagrams.of(1, first, false, new int[datagrams]));
    }

    private static RelayEvent from(long datagram) {
        return new InputEvent.LogRead("log:hd@/l", new LogEvent.OtherDatagrams("log:hd@/l", datagram));
    }

    @Test
    void whatComesWithoutNumbersIsToldOnce() {
        numbers.look(logged(100, 4, 23));
        assertThat(told).isEmpty();
        numbers.look(packets(28));
        numbers.look(logged(108, 4, 28));
        numbers.look(packets(28));

        assertThat(told).containsExactly(from(104));
    }

    @Test
    void packetsThatAreFewerThanTheirDatagramsAreTold() {
        numbers.look(logged(100, 4, 28));
        numbers.look(logged(104, 4, 21));

        assertThat(told).containsExactly(from(104));
    }

    @Test
    void whatIsOfNoLogHasNone() {
        numbers.look(packets(28));
        numbers.look(packets(7));

        assertThat(told).isEmpty();
    }
}
