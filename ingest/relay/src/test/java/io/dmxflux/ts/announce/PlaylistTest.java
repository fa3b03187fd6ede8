// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.AnnouncedServices.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistTest {

    @TempDir
    private Path directory;

    @Test
    void servicesAreListedWithTheirNamesInOrder() throws Exception {
        Path file = directory.resolve("services.m3u");
        new Playlist(file)
                .write(List.of(
                        service(1045, "France 5", "udp://239.255.2.1:5004"),
                        service(1046, "Česká televize", "rtp://239.255.2.2:5004")));
        assertThat(file).hasContent("""
                        #EXTM3U
                        #EXTINF:-1,France 5
                        udp://@239.255.2.1:5004
                        #EXTINF:-1,Česká televize
                        rtp://@239.255.2.2:5004
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "udp://239.255.2.1:5004?ttl=4&iface=lo, udp://@239.255.2.1:5004",
        "rtp://[ff15::3]:5004,                  rtp://@[ff15:0:0:0:0:0:0:3]:5004",
        "udp://[ff12::3]:5004?iface=lo,         udp://@[ff12:0:0:0:0:0:0:3]:5004",
        "udp://10.0.0.1@239.255.2.1:5004,       udp://@239.255.2.1:5004",
        "udp://10.0.0.1@232.1.1.1:5004,         udp://10.0.0.1@232.1.1.1:5004",
        "rtp://[fd00::1]@[ff35::9]:5004,        rtp://[fd00:0:0:0:0:0:0:1]@[ff35:0:0:0:0:0:0:9]:5004",
        "udp://127.0.0.1:5004,                  udp://@127.0.0.1:5004",
    })
    void anAddressIsWhatAReceiverOpens(String output, String address) {
        assertThat(Playlist.text(List.of(service(1, "one", output)))).endsWith("\n" + address + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb',a b",
        "'\u0086x\u0087\r\n',x",
        "'',Service 7",
        "' \t ',Service 7",
        "'A, B','A B'",
        "'Radio \"X\"','Radio ''X'''",
        "'\u202egnp\u2028udp://@239.9.9.9:9',gnp udp://@239.9.9.9:9",
        "'\u202e\u2066',Service 7",
    })
    void aNameKeepsToItsLine(String name, String shown) {
        assertThat(Playlist.text(List.of(service(7, name, "udp://239.255.2.1:5004"))))
                .contains("#EXTINF:-1," + shown + "\n");
    }

    @Test
    void theListThatWasThereIsReplacedAsAWhole() throws Exception {
        Path file = Files.writeString(directory.resolve("services.m3u"), "old");
        Playlist playlist = new Playlist(file);
        playlist.write(List.of(service(1, "one", "udp://239.255.2.1:5004")));
        playlist.write(List.of());
        assertThat(file).hasContent("#EXTM3U\n");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsToldInOneLine() {
        Path file = directory.resolve("missing/services.m3u");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> new Playlist(file).write(List.of()))
                .withMessageStartingWith(
                        file + ": cannot be written (expected: a directory that exists, with space and ")
                .withMessageEndingWith("permission): no such folder")
                .withCauseInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }
}
