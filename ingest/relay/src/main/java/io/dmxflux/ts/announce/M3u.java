// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.psi.HarmlessText;
import java.util.Map;

/**
 * An M3U playlist as it is written, entry by entry.
 * <pre>
 *   #EXTM3U url-tvg="http://192.168.1.10:8080/epg.xml"
 *   #EXTINF:-1 tvg-id="1.1019.10301" tvg-chno="1",France 5
 *   udp://@239.255.2.1:5004
 * </pre>
 *
 * <p>A comma ends the attributes for VLC wherever it stands, and the name for Jellyfin begins behind the last one: names and
 * values have none.
 */
final class M3u {

    private final StringBuilder text = new StringBuilder("#EXTM3U");

    M3u() {
        this(Map.of());
    }

    /** A playlist of nothing. */
    M3u(Map<String, String> attributes) {
        add(attributes);
        text.append('\n');
    }

    /** Appends an entry. */
    M3u entry(Map<String, String> attributes, String title, String address) {
        text.append("#EXTINF:-1");
        add(attributes);
        text.append(',').append(harmless(title)).append('\n').append(address).append('\n');
        return this;
    }

    private void add(Map<String, String> attributes) {
        attributes.forEach((name, value) -> text.append(' ')
                .append(name)
                .append("=\"")
                .append(harmless(value))
                .append('"'));
    }

    private static String harmless(String value) {
        return HarmlessText.title(value.replace(',', ' '));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
