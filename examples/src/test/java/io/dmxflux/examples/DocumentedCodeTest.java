// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** The code in the pages of packages: compiled and run here, and the same there but for its line breaks. */
@ExtendWith(LeakCheck.class)
@SuppressWarnings("NullAway") // what a page shows is without annotations of nullness
class DocumentedCodeTest {

    private static final Path SOURCE = Path.of("src/test/java/io/dmxflux/examples/DocumentedCodeTest.java");

    // region: operator
    static Flux<ByteBuf> operate(Flux<ByteBuf> buffers) {
        return Flux.defer(
                () -> { // its state is of one subscription
                    Loss.Reader losses = new Loss.Reader();
                    Loss[] missing = new Loss[1];
                    return buffers.handle((buffer, sink) -> {
                        missing[0] = Loss.sum(missing[0], losses.next(buffer));
                        if (isUnwanted(buffer)) {
                            missing[0] = Loss.sum(missing[0], Loss.of(Loss.Account.POLICY, buffer.readableBytes()));
                            buffer.release(); // handle() requests another
                        } else {
                            sink.next(Loss.mark(buffer, missing[0]));
                            missing[0] = null;
                        }
                    });
                });
    }
    // endregion

    private static boolean isUnwanted(ByteBuf buffer) {
        return buffer.getByte(0) == 0;
    }

    private static ByteBuf filledWith(int value) {
        return Unpooled.directBuffer(188).writeBytes(new byte[188]).setByte(0, value);
    }

    @Test
    void theOperatorPassesOnTheLossOfWhatItDrops() {
        Flux<ByteBuf> buffers = Flux.defer(() -> Flux.just(
                filledWith(1),
                Loss.mark(filledWith(0), Loss.of(Loss.Account.NETWORK, 1316)),
                filledWith(0),
                filledWith(2),
                filledWith(3)));
        Flux<String> operated = operate(buffers).map(buffer -> {
            String told = buffer.getByte(0) + " " + Loss.before(buffer);
            buffer.release();
            return told;
        });

        for (int subscription = 0; subscription < 2; subscription++) {
            assertThat(operated.collectList().block())
                    .containsExactly("1 null", "2 missing: network 1316 bytes, policy 376 bytes", "3 null");
        }
    }

    @Test
    void everyBufferComesHome() {
        // region: test
        SimulatedDmxDevice device = SimulatedDmxDevice.playing(
                Playback.ofSample().looped().unpaced().open());
        DmxBufferPool pool = DmxBufferPool.negotiate(
                device,
                DmxBufferPoolConfig.builder().overload(OverloadPolicy.HOLD).build());
        DmxFlux.of(pool, PesFilter.fullTs())
                .take(100)
                .doOnNext(ByteBuf::release)
                .blockLast();
        assertThat(pool.close(Duration.ofSeconds(5))).isEmpty(); // nothing was still lent
        pool.whenClosed().toCompletableFuture().join(); // unmapped, device closed
        PoolStats stats = pool.stats();
        assertThat(stats.lent() + stats.leakedBuffers() + stats.droppedBuffers())
                .isZero();
        assertThat(stats.deliveredBuffers()).isEqualTo(100);
        // endregion
    }

    @ParameterizedTest
    @CsvSource({
        "operator, ../ingest/stream/src/main/java/io/dmxflux/ts/op/package-info.java",
        "test, ../core/src/main/java/io/dmxflux/dmx/device/sim/package-info.java",
    })
    void theCodeOfThePageIsTheCodeHere(String region, Path page) throws Exception {
        assertThat(codeOf(page)).containsExactly(withoutSpace(region(region)));
    }

    private static String region(String name) throws Exception {
        String source = Files.readString(SOURCE);
        int start = source.indexOf('\n', source.indexOf("// region: " + name + "\n"));
        return source.substring(start, source.indexOf("// endregion", start));
    }

    /** The blocks of code, as a reader of the page sees them. */
    private static List<String> codeOf(Path page) throws Exception {
        List<String> blocks = new ArrayList<>();
        String text = Files.readString(page).replace("\n *", "\n");
        for (int at = text.indexOf("<pre>"); at >= 0; at = text.indexOf("<pre>", at + 1)) {
            String block = text.substring(at + "<pre>".length(), text.indexOf("</pre>", at))
                    .replace("&lt;", "<")
                    .replace("&gt;", ">");
            blocks.add(withoutSpace(block.startsWith("{@code") ? block.substring(6, block.lastIndexOf('}')) : block));
        }
        return blocks;
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }
}
