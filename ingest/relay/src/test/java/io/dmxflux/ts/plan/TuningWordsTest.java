// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written of a tuning is read as the same. */
class TuningWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system=dvb-t&frequency=474M",
                "system=dvb-t&frequency=177500000&bandwidth=7&modulation=qam64&fec=2/3",
                "system=dvb-t2&frequency=538M&bandwidth=auto&stream=1",
                "system=dvb-c&frequency=346M&symbolrate=6900k&modulation=qam256",
                "system=dvb-c&frequency=346M&symbolrate=6900k",
                "system=dvb-c/b&frequency=57M",
                "system=dvb-s&frequency=11954M&polarization=h&symbolrate=27500k&fec=3/4",
                "system=dvb-s2&frequency=11362.5M&polarization=l&symbolrate=22M&modulation=apsk16&rolloff=20",
                "system=dvb-s2&frequency=12522M&polarization=v&symbolrate=30M&stream=12&pls=gold:8&lnb=universal&diseqc=2",
                "system=atsc&frequency=57M",
                "system=isdb-t&frequency=473142857"
            })
    void everyTuning(String options) {
        Map<String, String> written = Arrays.stream(options.split("&"))
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(option -> option[0], option -> option[1]));
        var tuning = TuningOptions.read(written).orElseThrow();

        assertThat(TuningOptions.read(TuningWords.of(tuning))).contains(tuning);
    }
}
