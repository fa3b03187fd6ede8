// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a screen. A test that asks for one is skipped where Debian's is not installed. */
final class Browser implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final int PHONE_WIDTH = 390;
    private static final int HEIGHT = 900;

    private final ChromeDriver driver;

    Browser() {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "chromium and chromium-driver are installed");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--autoplay-policy=no-user-gesture-required");
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, console);
        Logger.getLogger("org.openqa.selenium")
                .setLevel(Level.SEVERE); // it looks for bindings of DevTools that are not used
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        show(1440, "dark");
    }

    /** Sets width and theme. */
    void show(int width, String theme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        HEIGHT,
                        "deviceScaleFactor",
                        width == PHONE_WIDTH ? 2 : 1,
                        "mobile",
                        width == PHONE_WIDTH));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    void open(String url) {
        driver.get(url);
    }

    /** Waits for text in an element that may come, or change. */
    void awaitText(String selector, String text) {
        await(selector + " to say " + text)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> text(selector).contains(text));
    }

    /** Returns the text of all elements, a line each, also of those that are scrolled away. */
    String text(String selector) {
        return String.valueOf(run(
                "return [...document.querySelectorAll(arguments[0])].map(node => node.textContent).join('\\n')",
                selector));
    }

    long count(String selector) {
        return (Long) Objects.requireNonNull(run("return document.querySelectorAll(arguments[0]).length", selector));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void press(CharSequence... keys) {
        WebElement focused = driver.switchTo().activeElement();
        focused.sendKeys(keys);
    }

    void escape() {
        press(Keys.ESCAPE);
    }

    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Returns a figure of the page's, such as {@code ScriptDuration} in seconds. */
    double metric(String name) {
        driver.executeCdpCommand("Performance.enable", Map.of());
        List<?> all = (List<?>) Objects.requireNonNull(
                driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics"));
        return all.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> name.equals(each.get("name")))
                .mapToDouble(each -> ((Number) Objects.requireNonNull(each.get("value"))).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    /** Returns where the file is. */
    Path screenshot(String name) {
        try {
            Files.createDirectories(SHOTS);
            return Files.write(SHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No script failed, and no file was missing. */
    void assertQuiet() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(LogEntry::toString)
                .as("console")
                .isEmpty();
    }

    /** Forgets what the console has said so far. */
    void forgetLog() {
        driver.manage().logs().get(LogType.BROWSER);
    }

    /** No rule of axe-core for WCAG 2.2 AA is violated. */
    void assertAccessible(String what) {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object violations = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; axe.run(document).then(found => done("
                        + "found.violations.map(rule => rule.id + ': ' + rule.nodes.slice(0, 3).map(node => node.html + ' '"
                        + " + node.any.map(each => each.message).join(' ')).join(' | '))), failure => done([String(failure)]))");
        assertThat((List<?>) violations).as(what).isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
