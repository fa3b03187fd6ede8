// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.channel.Channel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Channels that a scan has found as entries of an M3U playlist, for VLC with the same tuner.
 * <pre>
 *   #EXTINF:-1 tvg-chno="1",Das Erste HD
 *   #EXTVLCOPT:program=10301
 *   dvb-s2://frequency=11493750000:polarization=H:srate=22000000
 * </pre>
 */
public final class ScannedPlaylist {

    /** What stands before the first entry. */
    public static final String HEAD = new M3u().toString();

    private static final int HZ_PER_MHZ = 1_000_000;

    private ScannedPlaylist() {}

    /**
     * Writes entries.
     *
     * @param channels of a multiplex
     * @return lines
     */
    public static String entries(List<Channel> channels) {
        M3u entries = new M3u();
        channels.forEach(channel -> entries.entry(
                channel.shownNumber().map(number -> Map.of("tvg-chno", number)).orElse(Map.of()),
                channel.name().isEmpty() ? "#" + channel.serviceId() : channel.name(),
                "#EXTVLCOPT:program=" + channel.serviceId() + "\n" + address(channel.tuning())));
        return entries.toString().substring(HEAD.length());
    }

    private static String address(Tuning tuning) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("frequency", tuning.frequencyHz());
        if (tuning instanceof TerrestrialTuning terrestrial) {
            bandwidth(terrestrial.bandwidthHz(), options);
            terrestrial.plp().ifPresent(plp -> options.put("plp-id", plp));
        } else if (tuning instanceof SatelliteTuning satellite) {
            options.put("polarization", satellite.polarization().name().charAt(0));
            options.put("srate", satellite.symbolRate());
            satellite.stream().ifPresent(stream -> options.put("stream", stream));
        } else if (tuning instanceof CableTuning cable && cable.symbolRate() > 0) {
            options.put("srate", cable.symbolRate());
        } else if (tuning instanceof IsdbTuning isdb) {
            bandwidth(isdb.bandwidthHz(), options);
        }
        StringBuilder address = new StringBuilder(scheme(tuning)).append("://");
        options.forEach((name, value) -> address.append(address.charAt(address.length() - 1) == '/' ? "" : ":")
                .append(name + "=" + value));
        return address.toString();
    }

    private static void bandwidth(int hertz, Map<String, Object> options) {
        if (hertz > 0) {
            options.put("bandwidth", hertz / HZ_PER_MHZ);
        }
    }

    private static String scheme(Tuning tuning) {
        return switch (tuning.system()) {
            case DVB_C_B -> "cqam";
            case DVB_C_C -> "isdb-c";
            case DVB_C_A, DVB_T, DVB_T2, DVB_S, DVB_S2, ATSC, ISDB_T, ISDB_S ->
                tuning.system().uriName();
        };
    }
}
