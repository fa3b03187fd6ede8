// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.dmx.frontend.SecStep;
import java.util.HexFormat;

/**
 * The messages of a master that expects no answer.
 * <pre>
 *   framing  address  command  data ...        DiSEqC and EN 50494; E1 as framing: sent again
 *   E0       10       38       F2
 *   70       data     data     data            EN 50607, which has neither address nor command
 * </pre>
 */
final class DiseqcMessage {

    /** Any LNB, switch or SMATV. */
    static final int TO_ALL = 0x10;

    static final int FIRST = 0xE0;
    private static final String FIRST_HEX = "E0";
    private static final String AGAIN_HEX = "E1";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private DiseqcMessage() {}

    static SecStep.Message of(int... message) {
        byte[] bytes = new byte[message.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message[i];
        }
        return new SecStep.Message(HEX.formatHex(bytes));
    }

    /** The same as a repeated transmission; a burst, and a message of EN 50607, have no such form and stay what they are. */
    static SecStep repeated(SecStep step) {
        return step instanceof SecStep.Message first && first.message().startsWith(FIRST_HEX)
                ? new SecStep.Message(AGAIN_HEX + first.message().substring(FIRST_HEX.length()))
                : step;
    }
}
