// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageCodeTest {

    @ParameterizedTest
    @CsvSource({
        "deu, de",
        "ger, de",
        "DEU, de",
        "fra, fr",
        "fre, fr",
        "ces, cs",
        "cze, cs",
        "nor, no",
        "eng, en",
        "gsw, gsw",
        "qaa, qaa",
        "und, ''",
        "mul, ''",
        "zxx, ''"
    })
    void codeIsTheShortest(String code, String shortest) {
        assertThat(LanguageCode.of(code).orElse("")).isEqualTo(shortest);
    }
}
