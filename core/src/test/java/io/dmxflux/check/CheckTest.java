// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class CheckTest {

    @Test
    void anErrorNamesTheSettingItsValueAndWhatWouldDo() throws Exception {
        assertThatCode(() -> Check.argument(true, "ttl", 1, "0 to 255")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Check.argument(false, "ttl", 256, "0 to 255"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ttl: 256 (expected: 0 to 255)");
        assertThatThrownBy(() -> Check.argument(false, "host", null, "an address"))
                .hasMessage("host: null (expected: an address)");
        InetAddress named = InetAddress.getByAddress("a.name", new byte[] {10, 0, 0, 1});
        assertThatThrownBy(() -> Check.argument(false, "source", named, "none"))
                .hasMessage("source: 10.0.0.1 (expected: none)");
    }
}
