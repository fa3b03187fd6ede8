// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.InstalledProgram;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTP Live Streaming of the simulated driver's services, by the rules of RFC 8216, and as ffmpeg plays it. */
@ExtendWith(LeakCheck.class)
@Timeout(240)
class LivePlaylistTest {

    private static final Pattern SEGMENT = Pattern.compile("#EXTINF:([0-9.]+),\n([0-9]+\\.ts)\n");

    @Test
    void thePlaylistKeepsToTheRules() throws Exception {
        try (ServedRelays served = new ServedRelays(ViewerLimits.DEFAULT, "sim:").listed()) {
            HttpResponse<byte[]> first = served.ask("GET", "sim-1/index.m3u8");
            assertThat(first.headers().firstValue("Content-Type")).contains("application/vnd.apple.mpegurl");
            assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
            String before = new String(first.body(), StandardCharsets.UTF_8);
            assertValid(before);
            List<String> old = segments(before);
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> segments(served.text("sim-1/index.m3u8")).size() > old.size() + 1);
            String after = served.text("sim-1/index.m3u8");
            assertValid(after);
            assertThat(sequence(after)).isEqualTo(sequence(before));
            assertThat(segments(after))
                    .as("what both have has the same numbers")
                    .startsWith(old.toArray(String[]::new));
            for (String segment : old) {
                assertSegment(served, segment);
            }
        }
    }

    private static void assertValid(String playlist) {
        assertThat(playlist).startsWith("#EXTM3U\n#EXT-X-VERSION:3\n").doesNotContain("ENDLIST");
        long target = number(playlist, "#EXT-X-TARGETDURATION");
        Matcher segments = SEGMENT.matcher(playlist);
        while (segments.find()) {
            double seconds = Double.parseDouble(segments.group(1));
            assertThat(Math.round(seconds))
                    .as("EXTINF")
                    .isLessThanOrEqualTo(target)
                    .isPositive();
        }
        assertThat(segments(playlist)).isNotEmpty();
    }

    private static void assertSegment(ServedRelays served, String segment) throws Exception {
        HttpResponse<byte[]> answer = served.ask("GET", "sim-1/" + segment);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("video/mp2t");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        ByteBuf packets = Unpooled.wrappedBuffer(answer.body());
        assertThat(packets.readableBytes() % TsPacket.LENGTH).isZero();
        assertThat(TsPacket.pid(packets, 0)).as("PAT").isZero();
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(served.ask("GET", "sim-1/" + segment, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> head = served.ask("HEAD", "sim-1/" + segment);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private static List<String> segments(String playlist) {
        List<String> names = new ArrayList<>();
        Matcher segments = SEGMENT.matcher(playlist);
        while (segments.find()) {
            names.add(segments.group(2));
        }
        return names;
    }

    private static long sequence(String playlist) {
        return number(playlist, "#EXT-X-MEDIA-SEQUENCE");
    }

    private static long number(String playlist, String tag) {
        Matcher line = Pattern.compile("(?m)^" + tag + ":(\\d+)$").matcher(playlist);
        assertThat(line.find()).as(tag + " in " + playlist).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void segmentsEndWhenNobodyAsksAndNumbersGoOn() throws Exception {
        ViewerLimits limits = new ViewerLimits(
                10,
                1 << 20,
                Duration.ofSeconds(5),
                64 << 20,
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(6)); // longer than the first segment
        try (ServedRelays served = new ServedRelays(limits, "sim:").listed()) {
            long before = sequence(served.text("sim-2/index.m3u8"));
            assertThat(served.book("sim-2").players()).isEqualTo(1);
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.relays.runningStats().get(0).outputs().size() == 1);
            assertThat(served.book("sim-2").players()).isZero();
            String again = served.text("sim-2/index.m3u8");
            assertThat(sequence(again)).isGreaterThan(before);
            assertThat(again).contains("#EXT-X-DISCONTINUITY\n");
        }
    }

    @Test
    void playersKeepThePlaylistOfWhatIsAwayUntilItsPatienceEnds(@TempDir Path directory) throws Exception {
        ViewerLimits limits = new ViewerLimits(
                10,
                1 << 20,
                Duration.ofSeconds(5),
                64 << 20,
                Duration.ofMillis(300),
                Duration.ofSeconds(4),
                Duration.ofSeconds(12));
        String input = "sim:" + BundledSample.at(directory.resolve("b.ts"));
        try (ServedRelays served = new ServedRelays(limits, "sim:", input).listed()) {
            String path = served.relays.live().slugs().of(input) + "-1/";
            String before = served.text(path + "index.m3u8");
            served.relays.change(ServedRelays.plans("sim:"));

            HttpResponse<byte[]> away = served.ask("GET", path + "index.m3u8");
            assertThat(away.statusCode()).isEqualTo(200);
            List<String> kept = segments(new String(away.body(), StandardCharsets.UTF_8));
            assertThat(kept).containsAll(segments(before));
            assertThat(served.ask("GET", path + kept.get(0)).statusCode()).isEqualTo(200);
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.text(path + "index.m3u8").contains("#EXT-X-ENDLIST"));

            served.relays.change(ServedRelays.plans("sim:", input));
            await().atMost(ServedRelays.PATIENCE)
                    .until(() -> served.text(path + "index.m3u8"), text -> !text.contains("#EXT-X-ENDLIST"));
            served.listed();
            assertThat(sequence(served.text(path + "index.m3u8"))).isGreaterThan(sequence(before));
        }
    }

    /** All at once, as each takes as long as what it plays. */
    @Test
    void ffmpegPlaysThem() throws Exception {
        InstalledProgram.assume("ffmpeg", "ffmpeg", "-version");
        try (ServedRelays served = new ServedRelays(ViewerLimits.DEFAULT, "sim:").listed()) {
            Map<String, Process> players = new LinkedHashMap<>();
            for (String path : List.of("sim-1.ts", "sim-2.ts", "sim-3.ts", "sim-1/index.m3u8", "sim-3/index.m3u8")) {
                players.put(path, ffmpeg(served.url(path)));
            }
            for (Map.Entry<String, Process> player : players.entrySet()) {
                Process process = player.getValue();
                String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(lines).as(player.getKey()).isEmpty();
                assertThat(process.waitFor()).as(player.getKey()).isZero();
            }
        }
    }

    private static Process ffmpeg(String url) throws IOException {
        return new ProcessBuilder(
                        "timeout", "60", "ffmpeg", "-v", "error", "-xerror", "-i", url, "-t", "8", "-f", "null", "-")
                .redirectErrorStream(true)
                .start();
    }
}
