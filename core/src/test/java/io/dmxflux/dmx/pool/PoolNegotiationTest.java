// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.NegotiatedBuffers;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class PoolNegotiationTest {

    private static final int BYTES = DmxBufferPoolConfig.DATAGRAM_BYTES;

    private static DmxBufferPoolConfig asking(int buffers, int reserve) {
        return DmxBufferPoolConfig.builder()
                .bufferCount(buffers)
                .bufferSizeBytes(BYTES)
                .reserve(reserve)
                .overload(OverloadPolicy.DROP_OLDEST)
                .build();
    }

    private static SimulatedDmxDevice granting(BufferLimits limits) {
        return SimulatedDmxDevice.builder()
                .name("odd")
                .faults(FaultPlan.none().granting(limits))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        // asked, reserve; the driver's fewest, most, largest; granted, size, lendable
        "32, 2, 2, 32, 770048, 32, 1316, 30",
        "32, 2, 2, 8, 770048, 8, 1316, 6",
        "1, 1, 2, 32, 770048, 2, 1316, 1",
        "2, 0, 6, 32, 770048, 6, 1316, 6",
        "4, 3, 2, 32, 1000, 4, 1000, 1",
        "8, 0, 1, 1, 770048, 1, 1316, 1",
    })
    void whatTheDriverGrantsIsAValue(
            int asked, int reserve, int fewest, int most, int largest, int granted, int sizeBytes, int lendable) {
        try (DmxBufferPool pool =
                DmxBufferPool.negotiate(granting(new BufferLimits(fewest, most, largest)), asking(asked, reserve))) {
            assertThat(pool.negotiated()).isEqualTo(new NegotiatedBuffers(asked, BYTES, granted, sizeBytes));
            assertThat(pool.lendableBuffers()).isEqualTo(lendable);
            assertThat(pool.stats().idle()).isEqualTo(granted);
            assertThat(pool.path()).isEqualTo("sim:odd");
            assertThat(pool.mode()).isEqualTo("simulated");
        }
    }

    @Test
    void tooFewToLendOneIsAnErrorThatNamesAskedAndGranted() {
        SimulatedDmxDevice device = granting(new BufferLimits(2, 2, 1000));
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, asking(8, 2)))
                .isInstanceOfSatisfying(
                        BufferNegotiationException.class,
                        e -> assertThat(e.negotiated()).isEqualTo(new NegotiatedBuffers(8, BYTES, 2, 1000)))
                .hasMessage("sim:odd: asked 8 x 1316 bytes, granted 2 x 1000 (expected: at least 3 buffers, 2 to keep"
                        + " back and one to lend; free some memory, or ask for smaller buffers or a smaller reserve)");
        assertThat(device.isClosed()).isTrue();
        assertThat(device.isMapped()).isFalse();
    }

    @Test
    void noneIsAnErrorAlsoWithoutAReserve() {
        SimulatedDmxDevice device = granting(new BufferLimits(0, 0, BYTES));
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, asking(8, 0)))
                .isInstanceOf(BufferNegotiationException.class)
                .hasMessageContaining("asked 8 x 1316 bytes, granted 0 x 1316 (expected: at least 1 buffers");
        assertThat(device.isClosed()).isTrue();
    }

    @Test
    void tooFewIsToldAlsoByADriverThatWillNotTakeThemBack() {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none()
                        .granting(new BufferLimits(1, 1, BYTES))
                        .failing(DmxVerb.REQUEST_BUFFERS, 2, Errno.EIO))
                .build();
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, asking(8, 2)))
                .isInstanceOf(BufferNegotiationException.class);
        assertThat(device.isClosed()).isTrue();
    }

    @Test
    void aMappingThatFailsHalfwayLeavesNothingMapped() {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none().failing(DmxVerb.MAP, 3, Errno.ENOMEM))
                .build();
        assertThatThrownBy(() -> DmxBufferPool.negotiate(device, asking(4, 1)))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("mmap(sim:) failed: ENOMEM (12), ");
        assertThat(device.isMapped()).isFalse();
        assertThat(device.isClosed()).isTrue();
    }

    // what may be asked for

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1316 | 0 | bufferCount: 0 (expected: 1 or more)",
                "-1 | 1316 | 0 | bufferCount: -1 (expected: 1 or more)",
                "8 | 0 | 0 | bufferSizeBytes: 0 (expected: a multiple of 1316, 7 packets of 188 bytes)",
                "8 | 188 | 0 | bufferSizeBytes: 188 (expected: a multiple of 1316, 7 packets of 188 bytes)",
                "8 | 1317 | 0 | bufferSizeBytes: 1317 (expected: a multiple of 1316, 7 packets of 188 bytes)",
                "8 | -1316 | 0 | bufferSizeBytes: -1316 (expected: a multiple of 1316, 7 packets of 188 bytes)",
                "8 | 1316 | -1 | reserve: -1 (expected: 0 or more)",
            })
    void figuresThatMakeNoSenseAreRefused(int count, int sizeBytes, int reserve, String text) {
        assertThatThrownBy(() -> DmxBufferPoolConfig.builder()
                        .bufferCount(count)
                        .bufferSizeBytes(sizeBytes)
                        .reserve(reserve)
                        .overload(OverloadPolicy.HOLD)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @ParameterizedTest
    @CsvSource({
        // a buffer fills in the latency asked for, within one datagram and one send
        "38000000, 20, 64484",
        "10000000, 20, 23688",
        "8000000, 10, 9212",
        "256000, 20, 1316",
        "1, 1, 1316",
        "9000000000000000000, 86400000, 64484",
    })
    void theSizeFollowsTheBitRate(long bitsPerSecond, long millis, int sizeBytes) {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(bitsPerSecond, Duration.ofMillis(millis))
                .build();
        assertThat(config).hasToString("32 x " + sizeBytes + " bytes, 2 in reserve, DROP_OLDEST");
    }

    @Test
    void aBitRateOrLatencyThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> DmxBufferPoolConfig.forBitrate(0, Duration.ofMillis(20)))
                .hasMessage("bitsPerSecond: 0 (expected: more than 0)");
        assertThatThrownBy(() -> DmxBufferPoolConfig.forBitrate(1, Duration.ZERO))
                .hasMessage("latency: PT0S (expected: more than 0)");
        assertThatThrownBy(() -> DmxBufferPoolConfig.forBitrate(1, Duration.ofNanos(-1)))
                .hasMessage("latency: PT-0.000000001S (expected: more than 0)");
    }

    @Test
    void eachFigureIsChangedAlone() {
        assertThat(DmxBufferPoolConfig.builder().bufferCount(9).build())
                .hasToString("9 x 64484 bytes, 2 in reserve, DROP_OLDEST");
        assertThat(DmxBufferPoolConfig.builder().bufferSizeBytes(2 * BYTES).build())
                .hasToString("32 x 2632 bytes, 2 in reserve, DROP_OLDEST");
        assertThat(DmxBufferPoolConfig.builder().reserve(3).build())
                .hasToString("32 x 64484 bytes, 3 in reserve, DROP_OLDEST");
        assertThat(DmxBufferPoolConfig.builder().overload(OverloadPolicy.HOLD).build())
                .hasToString("32 x 64484 bytes, 2 in reserve, HOLD");
    }

    @Test
    void limitsThatAreNotPositiveAreRefused() {
        assertThatThrownBy(() -> DmxBufferPoolConfig.builder().lentLimit(Duration.ZERO))
                .hasMessage("lentLimit: PT0S (expected: more than 0)");
        assertThatThrownBy(() -> DmxBufferPoolConfig.builder().blockedLimit(Duration.ofNanos(-1)))
                .hasMessage("blockedLimit: PT-0.000000001S (expected: more than 0)");
    }
}
