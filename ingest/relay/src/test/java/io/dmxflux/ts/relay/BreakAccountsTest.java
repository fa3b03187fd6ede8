// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceLosses;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

class BreakAccountsTest {

    private static final int PID = 1;
    private static final int BUFFERS = 60;

    /** A stall shows with the first of up to 32 buffers filled before it; the packets lost are missing behind the last. */
    @ParameterizedTest
    @CsvSource({"10,10,0", "10,11,0", "10,40,0", "10,42,0", "10,50,1", "10,5,1"})
    void aGapBehindTheBuffersFilledBeforeALossIsNotTheSignals(int lossAt, int gapAt, int errors) {
        int[] emitted = {0};
        BooleanSupplier[] excuse = {() -> false};
        CheckContinuity check = new CheckContinuity(() -> excuse[0].getAsBoolean());
        BreakAccounts breaks = new BreakAccounts(stalling(emitted, lossAt), check);
        excuse[0] = breaks::excuses;

        Flux.fromStream(IntStream.range(0, BUFFERS).boxed())
                .map(buffer -> CraftedPacket.buffer(CraftedPacket.run(PID, buffer + (buffer < gapAt ? 0 : 5), 1)))
                .doOnNext(breaks)
                .doOnNext(buffer -> emitted[0]++)
                .transform(check)
                .doOnNext(ReferenceCountUtil::release)
                .blockLast();

        assertThat(check.totals().continuityErrors()).isEqualTo(errors);
    }

    private static Source stalling(int[] emitted, int lossAt) {
        return new Source() {
            @Override
            public Flux<ByteBuf> buffers() {
                return Flux.empty();
            }

            @Override
            public SourceLosses losses() {
                return new SourceLosses(0, 0, 0, emitted[0] < lossAt ? 0 : 1, 0);
            }
        };
    }
}
