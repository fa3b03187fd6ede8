// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.InputPipe;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamInput;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A transport stream from a FIFO, from standard input or from a {@code dvrN} node, as it comes.
 *
 * <p><b>Shape:</b> what there is to read, at most {@value BufferReader#MOST_BYTES} bytes. A buffer has whole multiples of 188
 * bytes, the last one and the one before a loss excepted, so that packets which are aligned stay so.
 * <p><b>Ownership:</b> a buffer, pooled and direct, is the subscriber's from {@code onNext} on.
 * <p><b>Threading:</b> a subscription waits, reads and emits on its own thread.
 * <p><b>Demand:</b> nothing is read without demand: the writer of a pipe then waits, a driver's ring fills up. The pace is
 * that of the writer and of the subscriber.
 * <p><b>Holds:</b> the buffer that is being filled.
 * <p><b>Discard:</b> that buffer is released on cancel and on error.
 * <p><b>Losses:</b> a ring of a driver that was full is one loss of unknown size, on the kernel's account.
 * <p><b>End:</b> completes when the last writer has closed the pipe, or the source is closed. A FIFO without a writer is waited for.
 * <p><b>Paced:</b> a pipe whose writer waits is read at the pace of its PCRs, as {@link FileSource} does it.
 * <p><b>Errors:</b> {@code onError} with an {@link io.dmxflux.dmx.sys.ErrnoException}; of a paced one with an {@link
 * IllegalArgumentException} of one line if it is no transport stream, or has no PCR.
 */
public final class PipeSource implements Source {

    private final String name;
    private final Supplier<InputPipe> opener;
    private final FileAccounts accounts = new FileAccounts();
    private final ClosableStream stream;
    private final @Nullable Duration longest;

    private PipeSource(String name, Supplier<InputPipe> opener, @Nullable Duration longest) {
        this.name = name;
        this.opener = opener;
        this.longest = longest;
        stream = new ClosableStream(name, accounts);
    }

    /**
     * Reads a FIFO or a {@code dvrN} node.
     *
     * @param path opened at every subscription
     * @return its bytes
     */
    public static PipeSource of(Path path) {
        Check.given(path, "path");
        return new PipeSource("file:" + path, () -> InputPipe.open(path), null);
    }

    /**
     * Reads the standard input of the process.
     *
     * @return its bytes, for one subscriber
     */
    public static PipeSource standardInput() {
        return new PipeSource("-", InputPipe::standardInput, null);
    }

    /**
     * Reads the same at the pace of its PCRs.
     *
     * @param longestBuffer how much of the stream a buffer may have, up to 64 484 bytes
     * @return its packets, in buffers that are emitted when their last packet is due
     * @throws IllegalArgumentException if it is negative
     */
    public PipeSource paced(Duration longestBuffer) {
        Check.argument(
                !Check.given(longestBuffer, "longestBuffer").isNegative(),
                "longestBuffer",
                longestBuffer,
                "not negative");
        return new PipeSource(name, opener, longestBuffer);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        Duration atMost = longest;
        return stream.admit(
                atMost == null
                        ? Flux.using(PipeSource::thread, this::read, Scheduler::dispose, false)
                        : Flux.defer(() -> pacedBuffers(atMost)));
    }

    private Flux<ByteBuf> pacedBuffers(Duration atMost) {
        OneReader reader = new OneReader();
        Playback playback = Playback.ofInput(name, reader::open);
        return FileSource.play(playback, BufferReader.Clock.SYSTEM, atMost, BufferReader.MOST_BYTES, accounts, stream)
                .doOnCancel(reader::wakeUp);
    }

    @Override
    public long skippedBytes() {
        return accounts.skippedBytes();
    }

    private Flux<ByteBuf> read(Scheduler thread) {
        Reading reading = new Reading();
        return Flux.generate(() -> stream.open(reading::open), Reading::next, Reading::close)
                .doOnCancel(reading::wakeUp)
                .subscribeOn(thread);
    }

    private static Scheduler thread() {
        return Schedulers.newSingle(new DefaultThreadFactory("dmxflux-pipe", true));
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(0, accounts.overflows(), 0, 0, 0);
    }

    @Override
    public SourceBook book() {
        return accounts.book();
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return stream.whenClosed();
    }

    @Override
    public String toString() {
        return name;
    }

    /** One subscription. */
    private final class Reading {

        /** Of a packet whose end has not come. */
        private final byte[] rest = new byte[TsPacket.LENGTH];

        private int restBytes;
        private @Nullable Loss lossBefore;
        private @Nullable Loss lossBehind;
        private boolean ended;
        private volatile @Nullable InputPipe pipe;

        Reading open() {
            pipe = opener.get();
            return this;
        }

        /** Emits one buffer, or completes: a step of {@code Flux.generate}. */
        Reading next(SynchronousSink<ByteBuf> sink) {
            ByteBuf buffer = PacketBuffers.allocate(BufferReader.MOST_BYTES).writeBytes(rest, 0, restBytes);
            restBytes = 0;
            boolean filled = false;
            try {
                fill(buffer, Objects.requireNonNull(pipe));
                filled = buffer.isReadable();
            } finally {
                if (!filled) {
                    accounts.closed(buffer.readableBytes());
                    buffer.release();
                }
            }
            if (filled) {
                sink.next(Loss.mark(buffer, lossBefore));
                lossBefore = lossBehind;
                lossBehind = null;
            }
            if (ended) {
                sink.complete();
            }
            return this;
        }

        /** Waits for a whole packet, and takes what is there besides; less only before a loss and at the end. */
        private void fill(ByteBuf buffer, InputPipe from) {
            while (!ended && lossBehind == null && (isShort(buffer) || buffer.isWritable() && from.isReady())) {
                ended = isShort(buffer) && !from.await();
                if (!ended) {
                    take(buffer, from);
                }
            }
            if (!ended && lossBehind == null) {
                restBytes = buffer.readableBytes() % TsPacket.LENGTH;
                buffer.writerIndex(buffer.writerIndex() - restBytes);
                buffer.getBytes(buffer.writerIndex(), rest, 0, restBytes);
            }
        }

        private static boolean isShort(ByteBuf buffer) {
            return buffer.readableBytes() < TsPacket.LENGTH;
        }

        private void take(ByteBuf buffer, InputPipe from) {
            int read = from.read(buffer.memoryAddress() + buffer.writerIndex(), buffer.writableBytes());
            buffer.writerIndex(buffer.writerIndex() + Math.max(0, read));
            accounts.read(Math.max(0, read));
            ended = read == InputPipe.END;
            if (read == InputPipe.OVERFLOW) {
                accounts.overflowed();
                Loss loss = Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
                if (buffer.isReadable()) {
                    lossBehind = loss;
                } else {
                    lossBefore = Loss.sum(lossBefore, loss);
                }
            }
        }

        void wakeUp() {
            InputPipe open = pipe;
            if (open != null) {
                open.wakeUp();
            }
        }

        void close() {
            accounts.closed(restBytes);
            restBytes = 0;
            Objects.requireNonNull(pipe).close();
            stream.released();
        }
    }

    /** A subscription that reads at the pace of the PCRs: on one thread, woken from any. */
    private final class OneReader implements StreamInput {

        private volatile @Nullable InputPipe pipe;
        private volatile boolean cancelled;

        OneReader open() {
            pipe = opener.get();
            return this;
        }

        @Override
        public int read(ByteBuf target) {
            InputPipe open = Objects.requireNonNull(pipe);
            while (!cancelled && open.await()) {
                int read = open.read(target.memoryAddress() + target.writerIndex(), target.writableBytes());
                if (read == InputPipe.END) {
                    return END;
                }
                if (read > 0) {
                    target.writerIndex(target.writerIndex() + read);
                    return read;
                }
            }
            return END;
        }

        void wakeUp() {
            cancelled = true;
            InputPipe open = pipe;
            if (open != null) {
                open.wakeUp();
            }
        }

        @Override
        public void close() {
            Objects.requireNonNull(pipe).close();
        }
    }
}
