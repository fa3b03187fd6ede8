// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

/**
 * A network interface, as the kernel describes it.
 *
 * @param index its number, 1 or more; a new one is never given to two at a time, but can be given again
 * @param name its name
 * @param flags IFF_UP, IFF_RUNNING and so on
 * @param hardware ARPHRD_ETHER and so on
 */
record NetworkLink(int index, String name, int flags, int hardware) {

    static final int IFF_UP = 1;
    static final int IFF_RUNNING = 0x40;
    private static final int IFF_LOOPBACK = 8;
    private static final int ARPHRD_TUNNEL = 768;
    private static final int ARPHRD_IP6GRE = 823;
    private static final int ARPHRD_NONE = 0xFFFE;

    /** Tells whether it is switched on. */
    boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Tells whether it has a carrier, or does not know. */
    boolean isRunning() {
        return (flags & IFF_RUNNING) != 0;
    }

    boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Tells whether it is a tunnel, such as the kernel's modules make by themselves in every namespace. */
    boolean isTunnel() {
        return hardware >= ARPHRD_TUNNEL && hardware <= ARPHRD_IP6GRE && !isLoopback() || hardware == ARPHRD_NONE;
    }
}
