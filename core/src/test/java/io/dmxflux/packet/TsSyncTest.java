// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsSyncTest {

    @ParameterizedTest
    @ValueSource(ints = {188, 192, 204})
    void fiveSyncBytesInARowAreAlignment(int length) {
        ByteBuf buffer = syncBytes(3 + 5 * length, 3, length, 5);

        assertThat(ColumnSearch.find(buffer, 0, buffer.writerIndex())).isEqualTo(3);
        assertThat(ColumnSearch.packetLength(buffer, 3, buffer.writerIndex())).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {188, 192, 204})
    void fourAreNot(int length) {
        ByteBuf buffer = syncBytes(3 + 5 * length, 3, length, 4);

        assertThat(ColumnSearch.packetLength(buffer, 3, buffer.writerIndex())).isZero();
        assertThat(ColumnSearch.find(buffer, 0, buffer.writerIndex())).isGreaterThan(3);
    }

    @Test
    void fourAtTheEndAreUndecided() {
        int bytes = 3 + 4 * 188;
        ByteBuf buffer = syncBytes(bytes, 3, 188, 4);

        assertThat(ColumnSearch.find(buffer, 0, bytes)).isEqualTo(3);
        assertThat(ColumnSearch.packetLength(buffer, 3, bytes)).isZero();
    }

    @Test
    void fifthSyncByteMayBeTheLastByte() {
        int bytes = 4 * 188 + 1;

        assertThat(ColumnSearch.packetLength(syncBytes(bytes, 0, 188, 5), 0, bytes))
                .isEqualTo(188);
    }

    @Test
    void bytesWithoutSyncAreSkippedWhole() {
        ByteBuf buffer = Unpooled.wrappedBuffer(new byte[1000]);

        assertThat(ColumnSearch.find(buffer, 0, 1000)).isEqualTo(1000);
    }

    private static ByteBuf syncBytes(int bytes, int first, int distance, int count) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < count; i++) {
            content[first + i * distance] = TsPacket.SYNC_BYTE;
        }
        return Unpooled.wrappedBuffer(content);
    }
}
