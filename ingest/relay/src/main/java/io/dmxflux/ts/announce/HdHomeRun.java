// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dmxflux.ts.psi.StreamCoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The services as those of a tuner of the kind HDHomeRun, which Plex, Jellyfin and Emby read.
 *
 * <p><b>What differs from such a tuner:</b> it has no UDP discovery: its address is typed in. It transcodes nothing, so that
 * the model is none that Jellyfin asks that of (HDTC).
 * <p><b>Source:</b> what these programs read; the check of the device's number is that of SiliconDust's libhdhomerun.
 */
final class HdHomeRun {

    private static final String MODEL = "HDHR4-2DT";
    private static final String FIRMWARE = "hdhomerun4_dvbt";
    private static final String FIRMWARE_VERSION = "20200101";

    /** More than anybody watches: programs refuse to open another stream beyond it. */
    private static final int TUNERS = 32;

    private static final int FIRST_DIGITS = 0x10;
    private static final int DIGITS = 8;
    private static final int[] CHECK = {10, 5, 15, 6, 7, 12, 1, 11, 9, 2, 8, 13, 4, 3, 14, 0};

    private HdHomeRun() {}

    /** {@code /discover.json}. */
    record Device(
            @JsonProperty("FriendlyName") String friendlyName,
            @JsonProperty("Manufacturer") String manufacturer,
            @JsonProperty("ModelNumber") String modelNumber,
            @JsonProperty("FirmwareName") String firmwareName,
            @JsonProperty("FirmwareVersion") String firmwareVersion,
            @JsonProperty("DeviceID") String deviceId,
            @JsonProperty("DeviceAuth") String deviceAuth,
            @JsonProperty("BaseURL") String baseUrl,
            @JsonProperty("LineupURL") String lineupUrl,
            @JsonProperty("TunerCount") int tunerCount) {}

    /** An entry of {@code /lineup.json}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Channel(
            @JsonProperty("GuideNumber") String guideNumber,
            @JsonProperty("GuideName") String guideName,
            @JsonProperty("VideoCodec") @Nullable String videoCodec,
            @JsonProperty("AudioCodec") @Nullable String audioCodec,
            @JsonProperty("HD") @Nullable Integer hd,
            @JsonProperty("DRM") @Nullable Integer drm,
            @JsonProperty("URL") String url) {}

    /** {@code /lineup_status.json}. */
    record Status(
            @JsonProperty("ScanInProgress") int scanInProgress,
            @JsonProperty("ScanPossible") int scanPossible,
            @JsonProperty("Source") String source,
            @JsonProperty("SourceList") List<String> sourceList) {

        /** There is nothing to scan: the services are those of the relay's inputs. */
        static final Status IDLE = new Status(0, 0, "Antenna", List.of("Antenna"));
    }

    static Device device(String host, String baseUrl, String lineupUrl) {
        return new Device(
                "dmxflux " + host,
                "dmxflux",
                MODEL,
                FIRMWARE,
                FIRMWARE_VERSION,
                deviceId(host),
                "dmxflux",
                baseUrl,
                lineupUrl,
                TUNERS);
    }

    static List<Channel> lineup(List<ServedService> services, Function<ServedService, String> url) {
        Map<ServedService, String> numbers = ChannelNumbers.of(services);
        return services.stream()
                .map(service -> new Channel(
                        numbers.getOrDefault(service, ""),
                        service.title(),
                        codec(service.video()),
                        codec(service.audio()),
                        service.hd() ? 1 : null,
                        service.scrambled() ? 1 : null,
                        url.apply(service)))
                .toList();
    }

    /** Returns what a coding is called there. */
    private static @Nullable String codec(@Nullable StreamCoding coding) {
        return coding == null
                ? null
                : switch (coding) {
                    case MPEG_1_VIDEO, MPEG_2_VIDEO -> "MPEG2";
                    case H_264 -> "H264";
                    case MPEG_AUDIO -> "MPEG";
                    case AAC, MPEG_4_AUDIO -> "AAC";
                    case AC_3, E_AC_3 -> "AC3";
                    default -> coding.title();
                };
    }

    /** Makes a number that stays the same for a host: two digits as such tuners have them, five of the host, and the check. */
    static String deviceId(String host) {
        CRC32 hash = new CRC32();
        hash.update(host.getBytes(StandardCharsets.UTF_8));
        long id = (long) FIRST_DIGITS << 24 | (hash.getValue() & 0xFFFFF) << 4;
        return String.format(Locale.ROOT, "%08X", id | checkDigit(id));
    }

    /** Returns what the digits amount to, each second one by the table; 0 of a number that is valid. */
    static int checkDigit(long id) {
        int sum = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = (int) (id >>> 4 * (DIGITS - 1 - i)) & 0x0F;
            sum ^= i % 2 == 0 ? CHECK[digit] : digit;
        }
        return sum;
    }
}
