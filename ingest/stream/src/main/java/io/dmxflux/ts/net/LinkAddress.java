// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.Inet6Address;

/**
 * An IPv6 address of a link.
 *
 * @param address without a scope
 * @param flags IFA_F_TENTATIVE and so on
 */
record LinkAddress(Inet6Address address, int flags) {

    static final int LENGTH = 16;
    private static final int IFA_F_OPTIMISTIC = 0x04;
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;

    /** Tells whether the kernel looks whether another host has it. */
    boolean isTentative() {
        return (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC | IFA_F_DADFAILED)) == IFA_F_TENTATIVE;
    }

    /** Tells whether another host has it. */
    boolean isDuplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }
}
