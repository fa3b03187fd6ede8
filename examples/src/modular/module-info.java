// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** The examples on the module path; the command line adds Netty's native library, as the README says. */
module io.dmxflux.examples {
    requires io.dmxflux.ts;
    requires org.jspecify;
}
