// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Sinks;

/** Each byte that came is passed on, held, or on one account, behind every buffer of a stream with faults. */
@ExtendWith(LeakCheck.class)
class AlignmentBookTest {

    private final AlignPackets align = new AlignPackets();
    private long in;
    private long out;

    private void assertBalanced(String when) {
        StageBook book = align.book();
        assertThat(out
                        + book.policy().bytes()
                        + book.foreign().bytes()
                        + book.framing().bytes()
                        + book.closed().bytes()
                        + book.heldBytes())
                .as("%s: %s", when, book)
                .isEqualTo(in);
    }

    /** Packets of 188, 204 or 192 bytes, garbage between them, in buffers of any length, before some of which bytes are lost. */
    private static byte[] stream(Random random, int stride) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] packets = CraftedPacket.run(1, 300);
        for (int packet = 0; packet < 300; packet++) {
            bytes.write(packets, packet * 188, 188);
            byte[] between = new byte[stride - 188];
            random.nextBytes(between);
            bytes.writeBytes(between);
            if (packet == 100) {
                bytes.writeBytes(new byte[37]);
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyByteIsOnOneAccount(long seed) {
        Random random = new Random(seed);
        byte[] stream = stream(random, new int[] {188, 204, 192}[(int) (seed % 3)]);
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        BaseSubscriber<ByteBuf> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            protected void hookOnError(Throwable failure) {} // the one of the test

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                out += buffer.readableBytes();
                buffer.release();
            }
        };
        source.asFlux().transform(align).subscribe(subscriber);
        int at = 0;
        boolean cut = false;
        while (at < stream.length) {
            int length = Math.min(1 + random.nextInt(3000), stream.length - at);
            ByteBuf buffer = Unpooled.copiedBuffer(stream, at, length);
            at += length;
            if (random.nextInt(5) == 0) {
                at = Math.min(stream.length, at + random.nextInt(900)); // lost behind this one
            }
            if (cut) {
                Loss.Account account = random.nextBoolean() ? Loss.Account.POLICY : Loss.Account.KERNEL;
                buffer = Loss.mark(buffer, Loss.of(account, Loss.UNKNOWN));
            }
            cut = random.nextInt(5) == 0;
            in += length;
            source.tryEmitNext(buffer).orThrow();
            assertBalanced("behind byte " + at);
        }
        switch ((int) (seed % 3)) {
            case 0 -> source.tryEmitComplete().orThrow();
            case 1 -> source.tryEmitError(new IllegalStateException("the end")).orThrow();
            default -> subscriber.cancel();
        }
        assertBalanced("at the end");
        assertThat(align.book().heldBytes()).isZero();
    }
}
