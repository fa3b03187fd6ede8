// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.TsPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that ends while viewers are connected, some of whom do not read. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class ClosedServerTest {

    /** So that one who does not read loses soon. */
    private static final ViewerLimits LITTLE = new ViewerLimits(
            ViewerLimits.DEFAULT.viewers(),
            1 << 16,
            ViewerLimits.DEFAULT.behind(),
            ViewerLimits.DEFAULT.segmentBytes(),
            ViewerLimits.DEFAULT.linger(),
            ViewerLimits.DEFAULT.patience(),
            ViewerLimits.DEFAULT.pause());

    @Test
    void nothingStaysOfViewersThatAreConnectedAtTheEnd() throws Exception {
        List<ServedRelays.OpenStream> open = new ArrayList<>();
        ServedRelays served = new ServedRelays(LITTLE, "sim:").listed();
        try (served) {
            for (int i = 0; i < 20; i++) {
                open.add(served.open("sim-" + (1 + i % 3) + ".ts"));
            }
            open.get(0).read(TsPacket.LENGTH);
            served.text("sim-1/index.m3u8");
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.book("sim-1").policyBytes() > 0);
        }
        for (String path : List.of("sim-1", "sim-2", "sim-3")) {
            assertThat(served.book(path).viewers()).as(path).isZero();
            assertThat(served.book(path).queuedBytes()).as(path).isZero();
        }
        for (ServedRelays.OpenStream stream : open) {
            stream.close();
        }
    }
}
