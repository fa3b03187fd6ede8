// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** An application on the module path; its command line adds Netty's transport, as the README tells. */
module io.dmxflux.examples.modular {
    requires io.dmxflux.dmx;
    requires io.dmxflux.ts;
    requires io.netty.buffer;
    requires reactor.core;
}
