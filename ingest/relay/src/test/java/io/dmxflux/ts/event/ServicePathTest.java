// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePathTest {

    private final InputSlugs slugs = new InputSlugs();

    @ParameterizedTest
    @CsvSource({
        "dvb:0, 28106, dvb-0-28106",
        "dvb:0/1, 1, dvb-0-1-1",
        "sim:, 1, sim-1",
        "sim:/tmp/A Sample.ts, 0, sim-tmp-a-sample.ts-0",
        "udp://10.0.0.1@239.1.1.1:5004, 65535, udp-10.0.0.1-239.1.1.1-5004-65535",
        ":, 7, input-7"
    })
    void aPathIsTheSlugOfTheInputAndTheNumber(String input, int service, String path) {
        ServicePath made = slugs.path(input, service);

        assertThat(made).hasToString(path);
        assertThat(ServicePath.parse(path)).contains(made);
        assertThat(slugs.input(made.input())).contains(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "28106",
                "dvb-0-",
                "dvb-0-65536",
                "dvb-0-01",
                "DVB-0-1",
                "dvb--1",
                "-1",
                "a/b-1",
                "dvb-0-99999999999"
            })
    void whatIsNoPathIsNone(String text) {
        assertThat(ServicePath.parse(text)).isEmpty();
    }

    @Test
    void inputsOfTheSameSlugGetNumbers() {
        assertThat(slugs.of("dvb:0/1")).isEqualTo("dvb-0-1");
        assertThat(slugs.of("dvb:0:1")).isEqualTo("dvb-0-1-2");
        assertThat(slugs.of("dvb:0-1")).isEqualTo("dvb-0-1-3");
        assertThat(slugs.of("dvb:0/1")).as("asked again").isEqualTo("dvb-0-1");
        assertThat(slugs.of("dvb:0:1:2")).as("of its own name").isEqualTo("dvb-0-1-2-2");
        assertThat(slugs.input("dvb-0-1-2")).contains("dvb:0:1");
        assertThat(slugs.input("dvb-9")).isEmpty();
    }

    @Test
    void refusesANumberThatIsNoServices() {
        assertThatThrownBy(() -> slugs.path("sim:", 70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serviceId: 70000 (expected: 0 to 65535)");
    }
}
