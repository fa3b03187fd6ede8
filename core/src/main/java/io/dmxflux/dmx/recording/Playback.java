// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a recorded transport stream is played: from which file or memory, at what pace, once or looped.
 *
 * <pre>{@code
 *   StreamFeed tuner = Playback.ofSample().looped().open();
 *   StreamFeed bench = Playback.ofFile(path).unpaced().open();
 * }</pre>
 *
 * <p>By default a recording is played once, at the pace of its PCRs: of the first PID that carries them, with the packets
 * between two PCRs spread evenly. Where its PCRs jump, the pace goes on as it was.
 *
 * <p><b>Shape:</b> packets every 188, 192 or 204 bytes, of which a feed delivers 188; bytes before the first, and between
 * packets where sync is lost, are skipped. A file may be of any size, and may grow: its length at {@link #open()} counts.
 * <p><b>Looped:</b> PCR, OPCR, PTS, DTS and continuity counters continue from round to round. The contents of sections and
 * payloads (times in a TDT, a PTS in a SCTE 35 section) repeat, except for the tables of the bundled sample, and so does a jump of
 * the recording's own clock.
 * <p><b>Threading:</b> immutable; may be opened any number of times, each feed with its own file descriptor.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.2.2, 2.4.3.3, 2.4.3.5, 2.4.3.7.
 */
public final class Playback {

    private final Supplier<StreamBytes> recording;
    private final Supplier<PacketEdit> edits;
    private final Supplier<PacketClock> clocks;
    private final boolean paced;
    private final boolean looped;

    private Playback(
            Supplier<StreamBytes> recording,
            Supplier<PacketEdit> edits,
            Supplier<PacketClock> clocks,
            boolean paced,
            boolean looped) {
        this.recording = recording;
        this.edits = edits;
        this.clocks = clocks;
        this.paced = paced;
        this.looped = looped;
    }

    /**
     * Plays a file.
     *
     * @param file opened by {@link #open()}, not before
     * @return the file once, at the pace of its PCRs
     */
    public static Playback ofFile(Path file) {
        Check.given(file, "file");
        return of(() -> StreamBytes.ofFile(file));
    }

    /**
     * Plays a stream from memory.
     *
     * @param bytes the remaining ones are played; not copied, so they must not change, but the indices may
     * @return the bytes once, at the pace of their PCRs
     */
    public static Playback ofBytes(ByteBuffer bytes) {
        Check.given(bytes, "bytes");
        return of(() -> StreamBytes.inMemory(bytes));
    }

    /**
     * Plays bytes that can be read once, such as those of a pipe. They cannot be looped.
     *
     * @param name for errors
     * @param input opened by {@link #open()}, and closed with what that returns
     * @return the bytes, at the pace of their PCRs
     */
    public static Playback ofInput(String name, Supplier<? extends StreamInput> input) {
        Check.given(name, "name");
        Check.given(input, "input");
        return of(() -> StreamBytes.once(name, input.get()));
    }

    /**
     * Plays the bundled sample: 4.8 seconds of two services of H.264 with AAC and one of MPEG-2 with MP2, and their programme
     * guide, in a constant 2.5 Mbit/s, made so that it loops without a gap in picture or sound. Its guide and its time of day
     * are those of now: see {@link #ofSample(InstantSource)}.
     *
     * @return the sample once, at its pace
     */
    public static Playback ofSample() {
        return ofSample(InstantSource.system());
    }

    /**
     * Plays the bundled sample, with the time and the programme guide of a clock: TDT and TOT have its time, and EIT the
     * event that covers it, the following one, and a schedule of six to nine hours, which go on with it from round to round.
     *
     * @param clock asked whenever a section of these tables is read, which a paced feed does up to some tenths of a second
     *     before it is due
     * @return the sample once, at its pace
     */
    public static Playback ofSample(InstantSource clock) {
        Check.given(clock, "clock");
        ByteBuffer bytes = ByteBuffer.wrap(sample());
        SampleGuide guide = SampleGuide.of(bytes);
        return new Playback(
                () -> StreamBytes.inMemory(bytes),
                () -> new SampleTables(guide, clock),
                PacketClock::byPcrs,
                true,
                false);
    }

    /** {@return this at the pace of the recording's PCRs} */
    public Playback paced() {
        return new Playback(recording, edits, PacketClock::byPcrs, true, looped);
    }

    /**
     * Sets a constant pace, which a recording without PCRs needs.
     *
     * @param bitsPerSecond of whole packets of 188 bytes; 1 to 200000000
     * @return this at that pace
     * @throws IllegalArgumentException if it is out of range
     */
    public Playback pacedAt(long bitsPerSecond) {
        PacketClock clock = PacketClock.ofBitRate(bitsPerSecond);
        return new Playback(recording, edits, () -> clock, true, looped);
    }

    /** {@return this without a pace: every packet is due at once} */
    public Playback unpaced() {
        return new Playback(recording, edits, PacketClock::byPcrs, false, looped);
    }

    /** {@return this repeated endlessly} */
    public Playback looped() {
        return new Playback(recording, edits, clocks, paced, true);
    }

    /**
     * Plays it once, which is the default. The feed ends with the last packet; a simulated driver that plays it is silent
     * from then on, as a demux without a signal, and its Flux stays open.
     *
     * @return this played once
     */
    public Playback once() {
        return new Playback(recording, edits, clocks, paced, false);
    }

    /**
     * Opens the recording, and finds its first packet.
     *
     * @return the packets from the first one on; to be closed by the caller
     * @throws IllegalArgumentException if there is no such file, if it cannot be read or is not a transport stream, or if it
     *     is paced by PCRs and has none; the message is one line: what, what was expected, and the cure
     */
    public StreamFeed open() {
        StreamBytes bytes = recording.get();
        try {
            return feed(
                    looped ? new LoopedRecording(bytes, edits.get(), clocks.get()) : new Recording(bytes, edits.get()));
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private StreamFeed feed(Recording packets) {
        return paced ? new PacedFeed(packets, clocks.get()) : new UnpacedFeed(packets);
    }

    private static Playback of(Supplier<StreamBytes> recording) {
        return new Playback(recording, () -> PacketEdit.NONE, PacketClock::byPcrs, true, false);
    }

    private static byte[] sample() {
        try (InputStream sample = Playback.class.getResourceAsStream("sample.ts")) {
            return Objects.requireNonNull(sample, "sample.ts is missing from this jar")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("sample.ts: cannot be read from this jar", e);
        }
    }

    /** A feed whose packets are all due at once: as fast as the reader's buffers come back. */
    private static final class UnpacedFeed implements StreamFeed {

        private final Recording packets;

        private UnpacedFeed(Recording packets) {
            this.packets = packets;
        }

        @Override
        public boolean isPaced() {
            return false;
        }

        @Override
        public long dueNanos() {
            return packets.ended() ? Long.MAX_VALUE : 0;
        }

        @Override
        public int read(ByteBuffer target, long untilNanos) {
            ByteBuf view = Unpooled.wrappedBuffer(target.slice()).clear();
            int read = packets.read(view, target.remaining());
            target.position(target.position() + view.writerIndex());
            return read;
        }

        @Override
        public long skippedBytes() {
            return packets.skippedBytes();
        }

        @Override
        public Optional<String> shortfall() {
            return packets.shortfall();
        }

        @Override
        public void close() {
            packets.close();
        }
    }
}
