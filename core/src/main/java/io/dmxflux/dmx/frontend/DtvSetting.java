// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

/**
 * A property and the value to set.
 *
 * @param property which
 * @param value the 32 bits that the driver takes, in its unit
 */
public record DtvSetting(DtvProperty property, int value) {

    /**
     * Makes a setting of a word.
     *
     * @param property which
     * @param value the word
     * @return the setting
     */
    static DtvSetting of(DtvProperty property, Parameter value) {
        return new DtvSetting(property, value.number());
    }
}
