// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.util.Locale;

/**
 * The scrambling of DVB-S2's physical layer: a carrier is received with the index of its sequence only.
 *
 * <p>Lists of transponders have one of two numbers, and rarely say which: the gold index, which the driver takes, and the root,
 * which is the state that a register has after as many steps.
 *
 * <p><b>Source:</b> ETSI EN 302 307-1 5.5.4: x(i + 18) = x(i + 7) + x(i).
 */
public final class PlsCode {

    private static final int BITS = 18;
    private static final int ALL_ONES = (1 << BITS) - 1;
    private static final int HIGHEST_GOLD = ALL_ONES - 2;
    private static final int TAP = 7;
    private static final String ROOT = "root:";
    private static final String GOLD = "gold:";

    private PlsCode() {}

    /**
     * Reads what a user wrote: {@code 131070} or {@code gold:131070} is a gold index, {@code root:16416} the same as a root.
     *
     * @param written the number
     * @return the gold index, 0 to 262141
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static int parse(String written) {
        String text = Check.given(written, "pls").strip().toLowerCase(Locale.ROOT);
        String digits = text.substring(text.startsWith(ROOT) || text.startsWith(GOLD) ? ROOT.length() : 0);
        Check.argument(
                digits.matches("[0-9]{1,6}"), "pls", written, "a gold index as in 131070, or a root as in root:16416");
        int number = Integer.parseInt(digits);
        if (text.startsWith(ROOT)) {
            return ofRoot(number);
        }
        Check.argument(number <= HIGHEST_GOLD, "pls", written, "a gold index, 0 to " + HIGHEST_GOLD);
        return number;
    }

    /**
     * Returns the gold index of a root.
     *
     * @param root 1 to 262143
     * @return how many steps lead from 1 to it
     * @throws IllegalArgumentException if it is no root
     */
    public static int ofRoot(int root) {
        Check.argument(root >= 1 && root <= ALL_ONES, "pls", ROOT + root, "a root, 1 to " + ALL_ONES);
        int index = 0;
        for (int register = 1; register != root; register = step(register)) {
            index++;
        }
        Check.argument(index <= HIGHEST_GOLD, "pls", ROOT + root, "the root of a gold index of 0 to " + HIGHEST_GOLD);
        return index;
    }

    private static int step(int register) {
        int feedback = (register ^ register >> TAP) & 1;
        return feedback << BITS - 1 | register >> 1;
    }
}
