// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

/** What the first header of an elementary stream says. */
public sealed interface StreamFormat permits VideoFormat, AudioFormat {

    /**
     * Returns the codec.
     *
     * @return its usual name, such as "H.264" or "AAC-LC"
     */
    String codec();

    /**
     * Names the format as people do.
     *
     * @return such as "H.264 High 1920x1080 50i", "MP2 192 kbit/s" or "AC-3 5.1"
     */
    String name();
}
