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
class RawFileSourceTest {

    @TempDir
    private Path directory;

    private RawFileSource file(byte[] bytes) throws Exception {
        return RawFileSource.of(Files.write(directory.resolve("file.ts"), bytes));
    }

    @Test
    void everyByteComesAsItIs() throws Exception {
        byte[] bytes = new byte[RawFileSource.BUFFER_BYTES + 777];
        new Random(3).nextBytes(bytes);

        List<byte[]> read =
                file(bytes).buffers().map(CraftedPacket::drain).toStream().toList();

        assertThat(read).extracting(chunk -> chunk.length).containsExactly(RawFileSource.BUFFER_BYTES, 777);
        assertThat(CraftedPacket.concat(read.toArray(byte[][]::new))).isEqualTo(bytes);
    }

    @Test
    void anEmptyFileIsAnEmptyStream() throws Exception {
        StepVerifier.create(file(new byte[0]).buffers()).verifyComplete();
    }

    @Test
    void itIsReadAnewAtEverySubscription() throws Exception {
        RawFileSource source = file(run(1, 3));

        for (int i = 0; i < 2; i++) {
            assertThat(source.buffers().map(CraftedPacket::drain).blockLast()).isEqualTo(run(1, 3));
        }
    }

    @Test
    void nothingIsReadBeyondDemand() throws Exception {
        StepVerifier.create(file(new byte[3 * RawFileSource.BUFFER_BYTES]).buffers(), 1)
                .consumeNextWith(CraftedPacket::drain)
                .thenCancel()
                .verify();
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        StepVerifier.create(RawFileSource.of(directory.resolve("none.ts")).buffers())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageStartingWith(directory.resolve("none.ts") + ": cannot be opened (")
                        .message()
                        .hasLineCount(1));
    }

    @Test
    void whatCannotBeReadIsOneLine() {
        StepVerifier.create(RawFileSource.of(directory).buffers())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessage(directory + ": cannot be read (Is a directory)"));
    }
}
