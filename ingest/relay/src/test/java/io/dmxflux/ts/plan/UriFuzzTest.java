// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.Function;

/** Text of any content as input and output: it is read, or refused by the one exception that tells a user why. */
class UriFuzzTest {

    @FuzzTest
    void uri(byte[] bytes) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        read(text, InputUri::parse);
        read(text, OutputUri::parse);
    }

    private static void read(String text, Function<String, Object> parse) {
        Object uri;
        try {
            uri = parse.apply(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(parse.apply(text)).as("the same again").isEqualTo(uri).hasSameHashCodeAs(uri);
        assertThat(uri.toString()).isNotNull();
    }
}
