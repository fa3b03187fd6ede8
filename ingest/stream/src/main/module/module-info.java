// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Transport streams as a library. A descriptor of its own, since Netty's modules are resolved only where one requires them;
 * the module of Netty's native library, which differs by machine, is left to the command line.
 */
module io.dmxflux.ts {
    requires transitive io.dmxflux.dmx;
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires com.sun.jna;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires static micrometer.core;
    requires static org.jspecify;

    exports io.dmxflux.ts;
    exports io.dmxflux.ts.analysis;
    exports io.dmxflux.ts.channel;
    exports io.dmxflux.ts.es;
    exports io.dmxflux.ts.hls;
    exports io.dmxflux.ts.guide;
    exports io.dmxflux.ts.inspect;
    exports io.dmxflux.ts.log;
    exports io.dmxflux.ts.meter;
    exports io.dmxflux.ts.net;
    exports io.dmxflux.ts.op;
    exports io.dmxflux.ts.psi;
    exports io.dmxflux.ts.scan;
    exports io.dmxflux.ts.sink;
    exports io.dmxflux.ts.source;
    exports io.dmxflux.ts.split;
    exports io.dmxflux.ts.tr101290;
}
