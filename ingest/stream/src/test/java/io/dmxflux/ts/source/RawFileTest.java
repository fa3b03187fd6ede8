// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

@ExtendWith(LeakCheck.class)
class RawFileTest {

    @TempDir
    private Path directory;

    private FileSource file(byte[] bytes) throws Exception {
        return FileSource.raw(Files.write(directory.resolve("file.ts"), bytes));
    }

    @Test
    void everyByteComesAsItIs() throws Exception {
        byte[] bytes = new byte[RawReader.BUFFER_BYTES + 777];
        new Random(3).nextBytes(bytes);

        List<byte[]> read =
                file(bytes).buffers().map(CraftedPacket::drain).toStream().toList();

        assertThat(read).extracting(chunk -> chunk.length).containsExactly(RawReader.BUFFER_BYTES, 777);
        assertThat(CraftedPacket.concat(read.toArray(byte[][]::new))).isEqualTo(bytes);
    }

    @Test
    void anEmptyFileIsAnEmptyStream() throws Exception {
        StepVerifier.create(file(new byte[0]).buffers()).verifyComplete();
    }

    @Test
    void itIsReadAnewAtEverySubscription() throws Exception {
        FileSource source = file(run(1, 3));

        for (int i = 0; i < 2; i++) {
            assertThat(source.buffers().map(CraftedPacket::drain).blockLast()).isEqualTo(run(1, 3));
        }
    }

    @Test
    void nothingIsReadBeyondDemand() throws Exception {
        StepVerifier.create(file(new byte[3 * RawReader.BUFFER_BYTES]).buffers(), 1)
                .consumeNextWith(CraftedPacket::drain)
                .thenCancel()
                .verify();
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        Path none = directory.resolve("none.ts");

        StepVerifier.create(FileSource.raw(none).buffers())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(none + ": no such file (expected: a file); check its name"));
    }

    @Test
    void aDirectoryIsOneLine() {
        StepVerifier.create(FileSource.raw(directory).buffers())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(directory + ": a directory (expected: a file); name one of the files in it"));
    }

    @Test
    void whatCannotBeReadIsOneLine() {
        StepVerifier.create(FileSource.raw(Path.of("/proc/self/mem")).buffers()) // its first page is not mapped
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessage("/proc/self/mem: cannot be read (Input/output error)"));
    }
}
