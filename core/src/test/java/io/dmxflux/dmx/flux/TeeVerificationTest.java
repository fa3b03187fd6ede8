// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;

/** The fan-out, to one under the rules of Reactive Streams. */
@Test
public class TeeVerificationTest extends DmxFluxVerificationTest {

    @Override
    Flux<ByteBuf> buffers(DmxFlux flux) {
        return flux.tee(1);
    }
}
