// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The hand-off under the rules of Reactive Streams. */
@Test
public class EmitOnVerificationTest extends DmxFluxVerificationTest {

    @Override
    Flux<ByteBuf> buffers(DmxFlux flux) {
        return flux.emitOn(Schedulers.parallel());
    }
}
