// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host without a cluster. */
@ExtendWith(LeakCheck.class)
class LoneStandbyTest {

    private static final int BYTES = 70 * TsPacket.LENGTH;

    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();
    private final KafkaLog log =
            KafkaLog.of(KafkaLogConfig.of("127.0.0.1:1").onEvent(events::add).build());

    @AfterEach
    void close() {
        log.close();
    }

    private KafkaStandby standby(boolean hot) {
        return hot ? KafkaStandby.hot(log, "tv") : KafkaStandby.cold(log, "tv");
    }

    private static void add(KafkaStandby standby, int bytes) {
        ByteBuf buffer = Unpooled.buffer().writeZero(bytes);
        try {
            standby.add(buffer, 0, 0);
        } finally {
            buffer.release();
        }
    }

    private static void assertRefused(KafkaStandby standby, long bytes) {
        LogBook book = standby.book();
        assertThat(book.appended().bytes()).isEqualTo(bytes);
        assertThat(book.refused().bytes()).isEqualTo(bytes);
        assertThat(book.elsewhere().bytes()).isZero();
        assertThat(book.heldBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNobodyHasWrittenIsRefusedAtTheEnd(boolean hot) {
        KafkaStandby standby = standby(hot);
        add(standby, BYTES);
        add(standby, BYTES);
        assertThat(standby.book().heldBytes()).isEqualTo(2 * BYTES);
        standby.close();
        assertRefused(standby, 2 * BYTES);
    }

    @Test
    void nothingIsTakenBehindTheEnd() {
        KafkaStandby standby = standby(true);
        standby.close();
        assertThatThrownBy(() -> add(standby, BYTES)).hasMessage("kafka://127.0.0.1:1/tv: closed (expected: open)");
        assertThat(standby.book()).isEqualTo(LogBook.NONE);
        assertThat(standby.state()).isEqualTo(new LeaseState.Lost("kafka://127.0.0.1:1/tv: closed (expected: open)"));
    }

    @Test
    void whatIsNotOfWholePacketsIsNotCounted() {
        try (KafkaStandby standby = standby(true)) {
            assertThatThrownBy(() -> add(standby, 187))
                    .hasMessage("buffer: 187 bytes (expected: whole packets of 188 bytes)");
            assertThat(standby.book()).isEqualTo(LogBook.NONE);
        }
    }

    @Test
    void aLogThatIsClosedEndsItsStandbysAndSaysSo() {
        KafkaStandby standby = standby(true);
        add(standby, BYTES);
        log.close();
        assertRefused(standby, BYTES);
        String why = "kafka://127.0.0.1:1/tv: the log is closed (expected: open for as long as it is written)";
        assertThat(standby.waitsFor()).contains(why);
        assertThat(standby.state()).isEqualTo(new LeaseState.Lost(why));
        assertThat(events).contains(new LogEvent.GaveUp("tv", why));
    }
}
