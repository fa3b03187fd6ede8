// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.ServedServices.radio;
import static io.dmxflux.ts.announce.ServedServices.television;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.psi.StreamCoding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HdHomeRunTest {

    @ParameterizedTest
    @ValueSource(strings = {"head-1", "head-2", "", "übertragung", "a.very.long.name.of.a.host.example.org"})
    void numberOfTheDeviceIsValidAndStays(String host) {
        String id = HdHomeRun.deviceId(host);

        assertThat(id).matches("10[0-9A-F]{6}").isEqualTo(HdHomeRun.deviceId(host));
        assertThat(HdHomeRun.checkDigit(Long.parseLong(id, 16))).isZero();
    }

    @Test
    void numbersOfHostsDifferAndOnesThatAreMadeUpAreNotValid() {
        assertThat(HdHomeRun.checkDigit(0x12345678)).isNotZero();
        assertThat(HdHomeRun.deviceId("head-1")).isNotEqualTo(HdHomeRun.deviceId("head-2"));
    }

    @Test
    void channelsHaveNumbersOfTheirOwn() {
        ServedService one = television(28106, "One", 1);
        ServedService again = new ServedService(
                new ServicePath("dvb-1", 28106),
                one.triplet(),
                "One",
                "ARD",
                false,
                1,
                true,
                true,
                StreamCoding.HEVC,
                StreamCoding.AAC);
        ServedService third = new ServedService(
                new ServicePath("dvb-2", 28106), one.triplet(), "One", "", false, null, false, false, null, null);

        assertThat(HdHomeRun.lineup(List.of(third, again, one, radio(5, "Radio")), service -> "u:" + service.path()))
                .containsExactly(
                        new HdHomeRun.Channel("28106.1", "One", null, null, null, null, "u:dvb-2-28106"),
                        new HdHomeRun.Channel("28106", "One", "HEVC", "AAC", 1, 1, "u:dvb-1-28106"),
                        new HdHomeRun.Channel("1", "One", "H264", "AC3", 1, null, "u:dvb-0-28106"),
                        new HdHomeRun.Channel("5", "Radio", null, "MPEG", null, null, "u:dvb-0-5"));
    }
}
