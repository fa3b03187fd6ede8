// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

    private static final String TEXT = "0123456789abcdef";

    private final AccessToken token = AccessToken.of(TEXT);

    @TempDir
    private Path directory;

    @Test
    void eachSecretOpensWhatItIsForAndNothingElse() {
        String session = token.cookieFor(TEXT);
        String reading = token.reading();
        assertThat(token.byHeader(TEXT)).isEqualTo(Access.FULL);
        assertThat(token.byHeader(reading)).isEqualTo(Access.READ);
        assertThat(token.byHeader(session)).isEqualTo(Access.NONE);
        assertThat(token.byCookie(session)).isEqualTo(Access.FULL);
        assertThat(token.byCookie(reading)).isEqualTo(Access.READ);
        assertThat(token.byCookie(TEXT)).isEqualTo(Access.NONE);
        assertThat(token.byUrl(TEXT)).isEqualTo(Access.READ);
        assertThat(token.byUrl(reading)).isEqualTo(Access.READ);
        assertThat(token.byUrl(session)).isEqualTo(Access.NONE);
        for (String other : List.of("", TEXT + "0", TEXT.substring(1), "x".repeat(16))) {
            assertThat(token.byHeader(other)).isEqualTo(Access.NONE);
            assertThat(token.byUrl(other)).isEqualTo(Access.NONE);
            assertThat(token.cookieFor(other)).isEmpty();
        }
        assertThat(token.cookieFor(reading)).isEqualTo(reading);
    }

    @Test
    void secretsAreOfTheToken() {
        assertThat(AccessToken.of(TEXT)).isEqualTo(token).hasSameHashCodeAs(token);
        AccessToken another = AccessToken.of("fedcba9876543210");
        assertThat(another).isNotEqualTo(token);
        assertThat(another.reading()).isNotEqualTo(token.reading()).doesNotContain("fedcba");
    }

    @Test
    void aFileHasALineAndErrorsDoNot() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TEXT + "\n");
        assertThat(AccessToken.read(file)).isEqualTo(token).asString().doesNotContain(TEXT);
        Files.writeString(file, "secret word");
        assertThatThrownBy(() -> AccessToken.read(file))
                .isInstanceOf(RefusedServerException.class)
                .hasMessage("http-token-file: " + file
                        + ": 11 characters (expected: a line of 16 to 256 letters, digits, or - . _ ~, as of openssl rand"
                        + " -hex 16)");
        Files.writeString(file, TEXT + "\n" + TEXT);
        assertThatThrownBy(() -> AccessToken.read(file)).message().doesNotContain(TEXT);
        Files.delete(file);
        assertThatThrownBy(() -> AccessToken.read(file)).message().contains(file + ": no such file (expected: ");
    }
}
