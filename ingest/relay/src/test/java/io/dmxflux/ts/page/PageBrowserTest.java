// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page in a browser, before head ends of all sizes that are not there. */
@Tag("browser")
class PageBrowserTest {

    private static final List<String> THEMES = List.of("dark", "light");
    private static final double WATCHED_SECONDS = 6;

    private static PageBench bench;
    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = new Browser();
        bench = new PageBench(0, 6, true);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
            bench.close();
        }
    }

    @AfterEach
    void isQuiet() {
        browser.assertQuiet();
    }

    private static void show(int services, boolean broken) {
        bench.show(services, broken);
        browser.open(bench.url());
        browser.awaitText(".services", "Das Erste HD");
    }

    @Test
    void itShowsHeadEndsOfAllSizesInBothThemes() {
        for (String theme : THEMES) {
            for (int width : new int[] {1440, 390}) {
                browser.show(width, theme);
                for (int services : new int[] {1, 6, 200}) {
                    show(services, services == 6);
                    assertThat(browser.count(".row.service")).isEqualTo(services);
                    browser.screenshot("overview-" + services + "-" + width + "-" + theme);
                }
            }
        }
        browser.show(1440, "dark");
    }

    @Test
    void whatIsWrongComesFirstWithItsReasonAndWhatToDo() {
        show(200, true);
        assertThat(browser.text(".problems li:first-child")).contains("SWR Fernsehen HD");
        assertThat(browser.text(".problems"))
                .contains("black: nothing comes of PID 5201 (video), which its PMT has")
                .contains("check its encoder or multiplexer")
                .contains("8 services off air");
        assertThat(browser.text(".input:last-child .signal")).contains("no lock, tuned again", "C/N \u2013");
        show(6, false);
        assertThat(browser.count(".problems")).isZero();
    }

    @Test
    void theSignalOfATunerHasAPast() {
        show(6, true);
        assertThat(browser.count(".input .figure canvas")).isEqualTo(2);
        browser.run("location.hash = '/inputs/dvb-0'");
        browser.awaitText(".levels", "13.0 dB to 15.0 dB");
        assertThat(browser.text(".levels")).contains("\u221247.9 dBm to \u221246.7 dBm");
        browser.run(
                "const spark = document.querySelector('.input .figure canvas'), box = spark.getBoundingClientRect();"
                        + "spark.dispatchEvent(new PointerEvent('pointermove', {bubbles: true, clientX: box.left + box.width / 2}))");
        await().atMost(Browser.PATIENCE).until(() -> browser.count(".figure .past") == 2);
        browser.screenshot("signal-1440-dark");
        browser.run("document.querySelector('.input .figure canvas').dispatchEvent(new PointerEvent('pointerleave'))");
        await().atMost(Browser.PATIENCE).until(() -> browser.count(".figure .past") == 0);
    }

    @Test
    void noRuleOfAccessibilityIsViolated() {
        for (String theme : THEMES) {
            browser.show(1440, theme);
            show(6, true);
            browser.assertAccessible("overview, " + theme);
            browser.run("location.hash = '/services/dvb-0-28106'");
            browser.awaitText(".plots", "interval");
            await().atMost(Browser.PATIENCE).until(() -> browser.count(".plots canvas") == 2);
            browser.assertAccessible("detail, " + theme);
            browser.screenshot("detail-1440-" + theme);
            browser.show(390, theme);
            browser.screenshot("detail-390-" + theme);
        }
        browser.show(1440, "dark");
    }

    @Test
    void allOfItGoesByKeyboard() {
        show(6, true);
        browser.press("/");
        browser.awaitText("dialog", "found");
        browser.press("0x13ED"); // 5101
        browser.awaitText(".found", "PID 5101");
        browser.press("\n");
        browser.awaitText(".detail h2", "arte HD");
        browser.escape();
        await().atMost(Browser.PATIENCE).until(() -> browser.count(".detail") == 0);
        browser.press("j");
        browser.press("\n");
        await().atMost(Browser.PATIENCE).until(() -> browser.count(".detail") == 1);
        browser.escape();
        browser.press("?");
        browser.awaitText("dialog", "next and previous row");
        browser.escape();
        browser.press("t");
        await().atMost(Browser.PATIENCE)
                .until(() -> "light".equals(browser.run("return document.documentElement.dataset.theme")));
        browser.press("t");
    }

    @Test
    void aLostConnectionIsToldAndMadeAgain() {
        PageBench first = new PageBench(0, 6, false);
        browser.open(first.url());
        browser.awaitText(".services", "Das Erste HD");
        first.close();
        browser.awaitText(".lost", "connection lost");
        try (PageBench again = new PageBench(URI.create(first.url()).getPort(), 6, false)) {
            await().atMost(Browser.PATIENCE).until(() -> browser.count(".lost") == 0);
            assertThat(browser.text("time")).isNotEmpty();
            browser.open("about:blank");
            assertThat(again.url()).isEqualTo(first.url());
        }
        browser.forgetLog(); // the browser itself tells of requests that were refused
    }

    /** The figure is told, and is no condition: it depends on the machine. */
    @Test
    void howMuchScriptingTwoHundredServicesTake() {
        show(200, true);
        double before = browser.metric("ScriptDuration");
        double task = browser.metric("TaskDuration");
        double begin = browser.metric("Timestamp");
        await().atMost(Browser.PATIENCE).until(() -> browser.metric("Timestamp") - begin > WATCHED_SECONDS);
        double seconds = browser.metric("Timestamp") - begin;
        System.out.printf(
                "page: 200 services: %.0f ms scripting, %.0f ms in all a second%n",
                1e3 * (browser.metric("ScriptDuration") - before) / seconds,
                1e3 * (browser.metric("TaskDuration") - task) / seconds);
        assertThat(browser.count(".row.service")).isEqualTo(200);
    }
}
