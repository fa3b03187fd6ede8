// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.InstalledProgram;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.op.CheckContinuity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** HTTP Live Streaming of what was, by the rules of RFC 8216. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class ShiftedPlaylistTest {

    private static final Pattern SEGMENT = Pattern.compile("#EXTINF:([0-9.]+),\n(kept-[0-9]+\\.ts)\n");

    @TempDir
    private Path directory;

    private ServedRelays keeping() {
        return ServedRelays.keeping(
                        ViewerLimits.DEFAULT, new TimeShiftSettings(directory, Duration.ofHours(1), 0), "sim:")
                .listed();
    }

    private static List<String> segments(String playlist) {
        List<String> names = new ArrayList<>();
        Matcher segments = SEGMENT.matcher(playlist);
        while (segments.find()) {
            assertThat(Math.round(Double.parseDouble(segments.group(1)))).isBetween(1L, 8L);
            names.add(segments.group(2));
        }
        return names;
    }

    /** Waits until so many segments of a moment are there. */
    private static String playlist(ServedRelays served, String path, int count) {
        return await().atMost(ServedRelays.PATIENCE)
                .until(() -> served.text(path), text -> segments(text).size() >= count);
    }

    /** A moment that is kept: where a busy machine begins to keep later than it was asked, not the first that comes to mind. */
    private static Instant begun(ServedRelays served) {
        return await().atMost(ServedRelays.PATIENCE)
                .until(() -> nowIfKept(served), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Instant> nowIfKept(ServedRelays served) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        boolean isKept = served.ask("HEAD", "sim-1.ts?at=" + now).statusCode() == 200;
        return isKept ? Optional.of(now) : Optional.empty();
    }

    private static byte[] segment(ServedRelays served, String name) throws Exception {
        HttpResponse<byte[]> answer = served.ask("GET", "sim-1/" + name);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("video/mp2t");
        return answer.body();
    }

    @Test
    void aPlaylistOfAMomentGrowsAndLosesNothing() throws Exception {
        try (ServedRelays served = keeping()) {
            String path = "sim-1/index.m3u8?at=" + begun(served);
            String first = playlist(served, path, 2);
            assertThat(first)
                    .startsWith("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:8\n#EXT-X-PLAYLIST-TYPE:EVENT\n")
                    .contains("#EXT-X-PROGRAM-DATE-TIME:")
                    .doesNotContain("ENDLIST");
            String second = playlist(served, path, segments(first).size() + 1);
            assertThat(second).startsWith(first);

            byte[] one = segment(served, segments(second).get(0));
            byte[] two = segment(served, segments(second).get(1));
            assertThat(segment(served, segments(second).get(0)))
                    .as("read again")
                    .isEqualTo(one);
            assertThat(TsPacket.pid(Unpooled.wrappedBuffer(two), 0)).as("PAT").isZero();
            CheckContinuity check = new CheckContinuity();
            Flux.<ByteBuf>just(Unpooled.wrappedBuffer(one), Unpooled.wrappedBuffer(two))
                    .transform(check)
                    .subscribe(ByteBuf::release);
            assertThat(check.stats().continuityErrors()).as("gaps").isZero();

            String tag = served.ask("HEAD", "sim-1/" + segments(second).get(0))
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            assertThat(served.ask("GET", "sim-1/" + segments(second).get(0), "If-None-Match", tag)
                            .statusCode())
                    .isEqualTo(304);
            assertThat(served.ask("GET", "sim-1/kept-1.ts").statusCode()).isEqualTo(404);
            assertThat(served.shift.orElseThrow().kept().values())
                    .extracting(KeptBook::players)
                    .as("all from one address")
                    .containsExactly(1);
        }
    }

    @Test
    void aTimeAgoLeadsToItsMomentAndASpanThatIsOverEnds() throws Exception {
        try (ServedRelays served = keeping()) {
            Instant moment = begun(served);
            playlist(served, "sim-1/index.m3u8?at=" + moment, 2);

            String master = served.text("sim-1/index.m3u8?at=-3s");
            Matcher variant = Pattern.compile("#EXT-X-STREAM-INF:BANDWIDTH=[0-9]{5,}\n(index\\.m3u8\\?at=\\S+Z)\n")
                    .matcher(master);
            assertThat(variant.find()).as(master).isTrue();
            assertThat(segments(playlist(served, "sim-1/" + variant.group(1), 1)))
                    .isNotEmpty();

            String span = await().atMost(ServedRelays.PATIENCE)
                    .until(
                            () -> served.text("sim-1/index.m3u8?at=" + moment + "&until=" + moment.plusSeconds(3)),
                            text -> text.endsWith("#EXT-X-ENDLIST\n"));
            assertThat(segments(span)).hasSizeBetween(1, 2);
            assertThat(served.text("sim-1/index.m3u8?at=" + moment + "&until=" + moment))
                    .startsWith("until: ")
                    .contains("(expected: behind at: ");
            assertThat(served.ask("GET", "sim-1/index.m3u8?at=" + moment + "&until=soon")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(served.ask("GET", "sim-1/index.m3u8?at=-2h").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aRestartGoesOnWithTheSameNumbersBehindADiscontinuity() throws Exception {
        Instant moment;
        List<String> before;
        byte[] first;
        try (ServedRelays served = keeping()) {
            moment = begun(served);
            before = segments(playlist(served, "sim-1/index.m3u8?at=" + moment, 2));
            first = segment(served, before.get(0));
        }
        try (ServedRelays served = keeping()) {
            String after = playlist(served, "sim-1/index.m3u8?at=" + moment, before.size() + 2);
            assertThat(segments(after)).startsWith(before.toArray(String[]::new));
            assertThat(after.substring(after.indexOf(before.get(before.size() - 1))))
                    .contains("#EXT-X-DISCONTINUITY\n");
            assertThat(segment(served, before.get(0))).isEqualTo(first);
        }
    }

    @Test
    void ffmpegPlaysItAndSeeks() throws Exception {
        InstalledProgram.assume("ffmpeg", "ffmpeg", "-version");
        try (ServedRelays served = keeping()) {
            Instant moment = begun(served);
            playlist(served, "sim-1/index.m3u8?at=" + moment, 3);
            for (String seek : List.of("0", "6")) {
                Process player = new ProcessBuilder(
                                "timeout",
                                "60",
                                "ffmpeg",
                                "-v",
                                "quiet",
                                "-ss",
                                seek,
                                "-i",
                                served.url("sim-1/index.m3u8?at=" + moment),
                                "-t",
                                "4",
                                "-f",
                                "framecrc",
                                "-")
                        .start();
                String frames = new String(player.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(frames.lines().filter(line -> line.startsWith("0,")))
                        .as("pictures from " + seek + " s on")
                        .hasSizeGreaterThan(40);
                assertThat(player.waitFor()).isZero();
            }
        }
    }
}
