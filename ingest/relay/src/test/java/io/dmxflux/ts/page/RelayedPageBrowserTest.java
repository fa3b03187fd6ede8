// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.TsPacket;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, before a relay in a process of its own: the simulated driver with the sample, and once with a fault. */
@Tag("browser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayedPageBrowserTest {

    private static final Pattern URL = Pattern.compile("http: (http://\\S+)");
    private static final String GROUP = "239.255.78." + (ProcessHandle.current().pid() & 0xFF);

    /** When packets of the second input begin to be missing, in time of the stream. */
    private static final Duration FAULT = Duration.ofSeconds(14);

    private static final Duration LENGTH = Duration.ofSeconds(24);
    private static final int PACKETS_MISSING = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static Process relay;
    private static Path errors;

    @BeforeAll
    static void start() throws Exception {
        browser = new Browser();
        errors = directory.resolve("errors.txt");
        Path faulty = directory.resolve("faulty.ts");
        write(faulty);
        configure(5004);
        relay = new ProcessBuilder(words(
                        "relay",
                        "--config",
                        config().toString(),
                        "--http",
                        "127.0.0.1:0",
                        "--timeshift",
                        "kept?keep=1h"))
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        await().atMost(PATIENCE)
                .until(() -> URL.matcher(Files.readString(errors)).find());
        Matcher url = URL.matcher(Files.readString(errors));
        assertThat(url.find()).isTrue();
        browser.open(url.group(1));
        browser.awaitText(".services", "dmxflux");
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (relay != null) {
            relay.destroy();
            relay.waitFor();
        }
    }

    @AfterEach
    void isQuiet() {
        browser.assertQuiet();
    }

    private static Path config() {
        return directory.resolve("relay.yaml");
    }

    private static void configure(int... ports) throws IOException {
        StringBuilder text = new StringBuilder("inputs:\n  - from: 'sim:'\n    outputs:\n");
        for (int port : ports) {
            text.append("      - to: udp://")
                    .append(GROUP)
                    .append(':')
                    .append(port)
                    .append("?iface=lo&ttl=0\n");
        }
        text.append("  - from: sim:faulty.ts\n    outputs:\n");
        text.append("      - {to: 'udp://").append(GROUP).append(":5099?iface=lo&ttl=0', service: 1}\n");
        Path beside = Files.writeString(directory.resolve("next.yaml"), text);
        Files.move(beside, config(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= 24) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath(), "io.dmxflux.ts.cli.Dmxflux"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** With paths that another working directory does not change. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The sample for a while, in which some packets are missing once. */
    private static void write(Path file) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(TsPacket.LENGTH);
        byte[] octets = new byte[TsPacket.LENGTH];
        int missing = PACKETS_MISSING;
        try (StreamFeed feed = Playback.ofSample().looped().open();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            while (feed.dueNanos() < LENGTH.toNanos()) {
                packet.clear();
                feed.read(packet, Long.MAX_VALUE);
                packet.flip().get(octets);
                boolean hasPayload = (octets[3] & 0x10) != 0;
                boolean isOfVideo = (octets[1] & 0x1F) == 1 && (octets[2] & 0xFF) == 0;
                if (missing > 0 && hasPayload && isOfVideo && feed.dueNanos() > FAULT.toNanos()) {
                    missing--;
                } else {
                    out.write(octets);
                }
            }
        }
        assertThat(missing).isZero();
    }

    private static String logged() {
        return String.valueOf(browser.run("return (async () => (await (await fetch('api/log')).text()))()"));
    }

    private static String state(String script) {
        return String.valueOf(
                browser.run("return (async () => { const state = await (await fetch('api/state')).json(); return "
                        + script + "; })()"));
    }

    @Test
    @Order(1)
    void aFaultOfTheDriverShowsOnTheRightAccount() {
        Instant opened = Instant.parse(state("state.startedAt"));
        await("a loss by the signal on the page")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> browser.text(".input:nth-child(2) .ledger").contains("signal ≥"));
        Duration shown = Duration.between(opened, Instant.now()).minus(FAULT);
        System.out.printf(
                "page: a fault of the simulated driver shows after %d ms, with the start of the relay%n",
                shown.toMillis());
        // what a busy machine loses by itself stands beside it, and may be the first thing to look at
        assertThat(browser.text(".input:nth-child(2) .ledger")).containsPattern("signal ≥ [1-9].*socket 0");
        browser.awaitText(".problems", "lost by ");
        await("the line of the log").atMost(PATIENCE).until(() -> logged().contains("lost by signal: at least "));
        assertThat(browser.text(".input:nth-child(1) .ledger")).contains("signal 0");
    }

    @Test
    @Order(2)
    void thePictureOfAServiceMoves() {
        String service = state("Object.entries(state.services).find(([id, each]) => each.input === 'sim'"
                + " && Object.values(each.streams).some(stream => stream.codec === 'H.264'))[0]");
        browser.run("location.hash = '/services/" + service + "'");
        browser.awaitText(".player", "play");
        browser.click(".play");
        await("the player's clock").atMost(PATIENCE).until(() -> played() > 4);
        assertThat((Long) browser.run("return document.querySelector('video').videoWidth"))
                .isPositive();
        browser.awaitText(".plots", "interval");
        browser.assertAccessible("while a service plays");
        browser.screenshot("page");
        browser.run("document.activeElement.blur()");
        browser.press("p");
        await().atMost(PATIENCE).until(() -> browser.count("video") == 0);
    }

    @Test
    @Order(3)
    void thePlayerGoesBackInTimeAndIsLiveAgain() {
        String service = state("Object.entries(state.services).find(([id, each]) => each.input === 'sim'"
                + " && Object.values(each.streams).some(stream => stream.codec === 'H.264'))[0]");
        browser.run("location.hash = '/services/" + service + "'");
        browser.awaitText(".timeline .when", "live");
        await("enough to go back in").atMost(PATIENCE).until(() -> keptSeconds() > 25);
        browser.run("const line = document.querySelector('.timeline input'); line.value = Number(line.max) - 20;"
                + " line.dispatchEvent(new Event('input', {bubbles: true}));"
                + " line.dispatchEvent(new Event('change', {bubbles: true}))");
        browser.awaitText(".timeline .when", " back");
        browser.click(".play");
        await("the player's clock").atMost(PATIENCE).until(() -> played() > 2);
        assertThat(browser.text(".timeline .when")).contains(" back");
        browser.assertAccessible("while what was is played");
        browser.run("document.activeElement.blur()");
        browser.press("v");
        browser.awaitText(".timeline .when", "live");
        await("the live picture").atMost(PATIENCE).until(() -> played() > 1);
        browser.press("p");
        await().atMost(PATIENCE).until(() -> browser.count("video") == 0);
    }

    private static long keptSeconds() {
        Object seconds = browser.run("const line = document.querySelector('.timeline input');"
                + " return line ? Number(line.max) - Number(line.min) : 0");
        return seconds instanceof Number number ? number.longValue() : 0;
    }

    private static double played() {
        Object time = browser.run("return document.querySelector('video')?.currentTime ?? 0");
        return time instanceof Number number ? number.doubleValue() : 0;
    }

    @Test
    @Order(4)
    void whatABrowserDoesNotPlayIsSaidWithTheAddressForOthers() {
        String service = state("Object.entries(state.services).find(([id, each]) => each.input === 'sim'"
                + " && Object.values(each.streams).some(stream => stream.codec.startsWith('MPEG-2')))[0]");
        browser.run("location.hash = '/services/" + service + "'");
        browser.awaitText(".player", "Not in this browser");
        assertThat(browser.run("return document.querySelector('.links a').href"))
                .asString()
                .endsWith(service + ".ts");
    }

    @Test
    @Order(5)
    void aReloadOfTheConfigurationKeepsThePage() throws IOException {
        long outputs = browser.count(".row.output");
        browser.run("window.sameAsBefore = true");
        configure(5004, 5005);
        await("one more output").atMost(PATIENCE).until(() -> browser.count(".row.output") == outputs + 1);
        assertThat(browser.run("return window.sameAsBefore")).isEqualTo(true);
        assertThat(browser.count(".lost")).isZero();
    }
}
