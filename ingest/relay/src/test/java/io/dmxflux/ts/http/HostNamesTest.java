// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private final HostNames names = HostNames.of(Set.of("tv.example.org")).and(new HttpAddress("Inside.Example", 80));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "a.localhost",
                "127.0.0.1",
                "192.0.2.7:8080",
                "[::1]",
                "[2001:db8::1]:8080",
                "tv.example.org",
                "TV.example.org.:443",
                "inside.example:80"
            })
    void addressesAndNamesOfThisMachineAreAllowed(String host) {
        assertThat(names.has(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "evil.example",
                "tv.example.org.evil.example",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "[evil]",
                "0x7f000001.evil.example:80",
                "example.org"
            })
    void othersAreNot(String host) {
        assertThat(names.has(host)).isFalse();
    }

    @Test
    void theMachinesOwnNameIsAllowed() throws Exception {
        String own = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        assertThat(names.has(own)).isTrue();
        assertThat(names.has(own.split("\\.")[0] + ".local:80")).isTrue();
    }
}
