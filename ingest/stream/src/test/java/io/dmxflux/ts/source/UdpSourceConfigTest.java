// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UdpSourceConfigTest {

    @Test
    void addressIsShownAsInAUri() throws IOException {
        assertThat(UdpSourceConfig.on("239.1.1.1", 5000)
                        .source(InetAddress.getByName("10.0.0.1"))
                        .build())
                .hasToString("10.0.0.1@239.1.1.1:5000");
        assertThat(UdpSourceConfig.on("[ff05::1]", 5000).build()).hasToString("[ff05:0:0:0:0:0:0:1]:5000");
    }

    @Test
    void wildcardIsAllowed() {
        assertThat(UdpSourceConfig.on("0.0.0.0", 5000).build().isMulticast()).isFalse();
    }

    @Test
    void onlyAGroupCanBeAskedForBySource() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSourceConfig.on("127.0.0.1", 5000)
                        .source(InetAddress.getByName("10.0.0.1"))
                        .build())
                .withMessage("source: 10.0.0.1 (expected: none: only a group can be asked for by source)");
    }

    @Test
    void sourceIsOfTheGroupsFamily() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSourceConfig.on("ff35::1", 5000)
                        .source(InetAddress.getByName("10.0.0.1"))
                        .build())
                .withMessage("source: 10.0.0.1 (expected: an address of the group's family)");
    }

    @Test
    void valueOutOfRangeIsNamedWithWhatIsExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpSourceConfig.on("239.1.1.1", 0))
                .withMessage("port: 0 (expected: 1 to 65535)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        UdpSourceConfig.on("239.1.1.1", 1).queuedBuffers(0).build())
                .withMessage("queuedBuffers: 0 (expected: 1 or more)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        UdpSourceConfig.on("239.1.1.1", 1).receiveBufferBytes(0).build())
                .withMessage("receiveBufferBytes: 0 (expected: 1 or more)");
    }
}
