// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static io.dmxflux.dmx.recording.FeedReading.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.dmxflux.packet.HandmadeStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackTest {

    private static final String EXPECTED = " (expected: a file with a transport stream); ";

    @TempDir
    private Path directory;

    private final HandmadeStream stream = new HandmadeStream().packets(0x100, 0, 400);

    @Test
    void fileIsPlayedAsItsBytesAre() throws IOException {
        assertThat(readAll(Playback.ofFile(recording()).unpaced(), 64_484)).isEqualTo(stream.toBytes());
        assertThat(readAll(Playback.ofFile(recording()).pacedAt(1_000_000), 64_484))
                .isEqualTo(stream.toBytes());
    }

    /** A pipe hands out what there is, which has nothing to do with packets; a first part of garbage is skipped. */
    @Test
    void whatCanBeReadOnceIsPlayedAsItsBytesAre() {
        byte[] bytes = new HandmadeStream()
                .append(new byte[77])
                .packets(0x100, 0, 4_000)
                .toBytes();
        byte[] packets = new HandmadeStream().packets(0x100, 0, 4_000).toBytes();
        for (int most : new int[] {1, 100, 188, 65_536}) {
            Playback playback = Playback.ofInput("pipe", () -> pieces(bytes, most));
            assertThat(readAll(playback.unpaced(), 64_484))
                    .as("pieces of %d", most)
                    .isEqualTo(packets);
            assertThat(readAll(playback.pacedAt(1_000_000), 1316)).isEqualTo(packets);
        }
        assertThatThrownBy(() -> Playback.ofInput("pipe", () -> pieces(new byte[300], 100))
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pipe: not a transport stream");
    }

    private static StreamInput pieces(byte[] bytes, int most) {
        ByteBuf left = Unpooled.wrappedBuffer(bytes);
        return new StreamInput() {
            @Override
            public int read(ByteBuf target) {
                int length = Math.min(Math.min(most, left.readableBytes()), target.writableBytes());
                target.writeBytes(left, length);
                return length == 0 ? END : length;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void playbackCanBeOpenedAgainAndAtTheSameTime() throws IOException {
        Playback playback = Playback.ofFile(recording()).unpaced();
        try (StreamFeed feed = playback.open()) {
            assertThat(feed.read(ByteBuffer.allocate(188), 0)).isEqualTo(188);
            assertThat(readAll(playback, 1316)).isEqualTo(stream.toBytes());
        }
    }

    @Test
    void bufferToBePlayedKeepsItsIndices() {
        ByteBuffer buffer = stream.toBuffer().position(188).limit(3 * 188);

        assertThat(readAll(Playback.ofBytes(buffer).unpaced(), 188)).hasSize(2 * 188);
        assertThat(buffer.position()).isEqualTo(188);
        assertThat(buffer.limit()).isEqualTo(3 * 188);
    }

    @Test
    void whatIsRecordedWhilePlayingIsNotPlayed() throws IOException {
        Path file = recording();
        try (StreamFeed feed = Playback.ofFile(file).unpaced().open()) {
            Files.write(file, stream.toBytes(), StandardOpenOption.APPEND);

            assertThat(feed.read(ByteBuffer.allocate(1 << 20), 0)).isEqualTo(400 * 188);
            assertThat(feed.read(ByteBuffer.allocate(1 << 20), 0)).isEqualTo(StreamFeed.END);
        }
    }

    @Test
    void fileThatBecomesShorterEndsEarly() throws IOException {
        Path file = recording();
        try (StreamFeed feed = Playback.ofFile(file).unpaced().looped().open();
                RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(100 * 188 + 5);
            assertThat(feed.read(ByteBuffer.allocate(1 << 20), 0)).isEqualTo(100 * 188);
            access.setLength(0);
            assertThat(feed.read(ByteBuffer.allocate(1 << 20), 0)).isEqualTo(StreamFeed.END);
        }
    }

    @Test
    void interruptOfTheReaderDoesNotCloseTheFile() throws IOException {
        try (StreamFeed feed = Playback.ofFile(recording()).unpaced().open()) {
            Thread.currentThread().interrupt();
            int read = feed.read(ByteBuffer.allocate(1316), 0);

            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(read).isEqualTo(1316);
            assertThat(feed.read(ByteBuffer.allocate(1316), 0)).isEqualTo(1316);
        }
    }

    @Test
    void closingTwiceDoesNothing() throws IOException {
        StreamFeed feed = Playback.ofFile(recording()).unpaced().open();
        feed.close();
        feed.close();
    }

    @Test
    void missingFileIsRefused() {
        assertRefused(directory.resolve("none.ts"), ": no such file" + EXPECTED + "check its name");
    }

    @Test
    void directoryIsRefused() {
        assertRefused(directory, ": a directory" + EXPECTED + "name one of the files in it");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("empty.ts"));

        assertRefused(file, ": empty (expected: packets of a transport stream); record it again");
    }

    @Test
    void deviceIsRefused() {
        assertRefused(Path.of("/dev/null"), ": not a regular file" + EXPECTED + "record it into one first");
    }

    @Test
    void unreadableFileIsRefused() throws IOException {
        Path file = recording();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file), "running as a user who may read anything");

        assertRefused(file, ": not readable" + EXPECTED + "give this user the permission to read it");
    }

    @Test
    void fileThatIsNoTransportStreamIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.txt"), "No packets in here.\n".repeat(1000));

        assertRefused(
                file,
                ": not a transport stream (expected: 5 packets in a row that begin with 0x47, every 188, 192 "
                        + "or 204 bytes); remux it into one");
    }

    private Path recording() throws IOException {
        return Files.write(directory.resolve("recording.ts"), stream.toBytes());
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(Playback.ofFile(file)::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + reason);
    }
}
