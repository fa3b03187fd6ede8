// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import org.jspecify.annotations.Nullable;

/** Names {@code transfer_characteristics} (Rec. ITU-T H.273 table 3) that are of high dynamic range. */
final class DynamicRange {

    private DynamicRange() {}

    static @Nullable String of(int transferCharacteristics) {
        return switch (transferCharacteristics) {
            case 16 -> "PQ";
            case 18 -> "HLG";
            default -> null;
        };
    }
}
