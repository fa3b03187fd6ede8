// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and offsets as a C compiler prints them from linux/dvb/dmx.h on LP64. */
class DmxAbiTest {

    @ParameterizedTest
    @CsvSource({
        "DMX_START, 6f29",
        "DMX_STOP, 6f2a",
        "DMX_SET_FILTER, 403c6f2b",
        "DMX_SET_PES_FILTER, 40146f2c",
        "DMX_SET_BUFFER_SIZE, 6f2d",
        "DMX_ADD_PID, 40026f33",
        "DMX_REMOVE_PID, 40026f34",
        "DMX_REQBUFS, c0086f3c",
        "DMX_QUERYBUF, c0186f3d",
        "DMX_EXPBUF, c00c6f3e",
        "DMX_QBUF, c0186f3f",
        "DMX_DQBUF, c0186f40",
    })
    void requestsHaveTheNumbersOfTheHeader(DmxIoctl ioctl, String hex) {
        assertThat(ioctl.request()).as(ioctl.name()).isEqualTo(Long.parseLong(hex, 16));
    }

    @Test
    void everyRequestIsInTheTable() {
        assertThat(DmxIoctl.values()).hasSize(12);
    }

    @Test
    void aBufferIsSixWords() {
        assertThat(new int[] {
                    DmxLayout.BUFFER_INDEX,
                    DmxLayout.BUFFER_BYTES_USED,
                    DmxLayout.BUFFER_OFFSET,
                    DmxLayout.BUFFER_LENGTH,
                    DmxLayout.BUFFER_FLAGS,
                    DmxLayout.BUFFER_COUNT,
                    DmxLayout.BUFFER_BYTES
                })
                .containsExactly(0, 4, 8, 12, 16, 20, 24);
    }

    @Test
    void aRequestForBuffersIsTwoWords() {
        assertThat(new int[] {DmxLayout.REQUEST_COUNT, DmxLayout.REQUEST_SIZE, DmxLayout.REQUEST_BYTES})
                .containsExactly(0, 4, 8);
    }

    @Test
    void anExportIsThreeWords() {
        assertThat(new int[] {
                    DmxLayout.EXPORT_INDEX, DmxLayout.EXPORT_FLAGS, DmxLayout.EXPORT_FD, DmxLayout.EXPORT_BYTES
                })
                .containsExactly(0, 4, 8, 12);
    }

    @Test
    void aPesFilterHasAHoleAfterItsPid() {
        assertThat(new int[] {
                    DmxLayout.PES_FILTER_PID,
                    DmxLayout.PES_FILTER_INPUT,
                    DmxLayout.PES_FILTER_OUTPUT,
                    DmxLayout.PES_FILTER_PES_TYPE,
                    DmxLayout.PES_FILTER_FLAGS,
                    DmxLayout.PES_FILTER_BYTES
                })
                .containsExactly(0, 4, 8, 12, 16, 20);
    }

    @Test
    void filtersUseTheEnumeratorsOfTheHeader() {
        assertThat(new int[] {
                    DmxLayout.DMX_IN_FRONTEND,
                    DmxLayout.DMX_IN_DVR,
                    DmxLayout.DMX_OUT_TSDEMUX_TAP,
                    DmxLayout.DMX_PES_OTHER
                })
                .containsExactly(0, 1, 3, 20);
    }
}
