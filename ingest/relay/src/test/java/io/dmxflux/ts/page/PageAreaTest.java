// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageAreaTest {

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");
    private static final Pattern OWN_IMPORT = Pattern.compile("from '\\./([^']+)'");
    private static final Pattern LIBRARY_IMPORT = Pattern.compile("(?:from |import\\()'([^./][^']*)'");
    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>");

    private final HttpClient client = HttpClient.newHttpClient();
    private final PageAssets assets = PageAssets.read();
    private final PageBench bench = new PageBench(0, 6, true);

    @AfterAll
    void close() {
        bench.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bench.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageNamesFilesThatAreThereAndMayBeKeptForEver() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
        List<String> paths = ASSET.matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(paths).hasSizeGreaterThan(4);
        for (String path : paths) {
            HttpResponse<String> asset = get(path);
            assertThat(asset.statusCode()).as(path).isEqualTo(200);
            assertThat(asset.headers().firstValue("cache-control").orElse("")).contains("immutable");
        }
    }

    @Test
    void everyModuleAndEveryLibraryThatIsImportedIsServed() {
        String map = assets.importMap();
        for (String name : modules()) {
            String text = text(name);
            assertThat(OWN_IMPORT.matcher(text).results().map(found -> found.group(1)))
                    .as(name)
                    .allMatch(imported -> assets.named(imported).isPresent());
            assertThat(LIBRARY_IMPORT.matcher(text).results().map(found -> '"' + found.group(1) + '"'))
                    .as(name)
                    .allMatch(map::contains);
        }
    }

    @Test
    void everyFileBesideThePageIsServed() throws Exception {
        Path folder = Path.of(
                Objects.requireNonNull(PageArea.class.getResource("app.js")).toURI());
        try (Stream<Path> files = Files.list(Objects.requireNonNull(folder.getParent()))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".class")))
                    .hasSizeGreaterThan(20)
                    .allMatch(name -> assets.named(name).isPresent());
        }
    }

    private List<String> modules() {
        return Stream.of("app.js", "services.js", "clock.js", "player.js", "detail.js", "ui.js")
                .toList();
    }

    private String text(String name) {
        return new String(assets.named(name).orElseThrow().plain(), StandardCharsets.UTF_8);
    }

    @Test
    void whatTheClientHasIsNotSentAgainAndWhatItUnpacksIsPacked() throws Exception {
        String path = assets.path("app.js");
        HttpResponse<String> packed = get(path, "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("vary").orElse("")).isEqualToIgnoringCase("accept-encoding");
        String tag = get(path).headers().firstValue("etag").orElseThrow();
        assertThat(packed.headers().firstValue("etag").orElseThrow()).isNotEqualTo(tag);
        assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void noPathLeavesTheFilesOfThePage() throws Exception {
        String folder = "assets/" + assets.version() + '/';
        for (String path : List.of(
                folder + "PageArea.class",
                folder + "..%2FPageArea.class",
                folder + "%2e%2e/logback.xml",
                folder + "lib/app.js",
                "assets/0/app.js",
                folder)) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    /** Or the browser refuses the import map, and the page stays empty. */
    @Test
    void thePolicyAllowsTheImportMapByItsHashAndNothingElseInline() throws Exception {
        HttpResponse<String> page = get("");
        Matcher map = IMPORT_MAP.matcher(page.body());
        assertThat(map.find()).isTrue();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain(" style=").doesNotContain(" onclick=");
    }

    @Test
    void withoutJavaScriptItIsATableThatSaysWhatIsWrong() throws Exception {
        assertThat(get("").body())
                .contains("<th scope=\"row\">arte HD</th>")
                .contains(
                        "<td>black: nothing comes of PID 5201 (video), which its PMT has; check its encoder or multiplexer</td>");
    }

    @Test
    void whatStreamsSayOfThemselvesIsTextAndNothingElse() {
        BenchState hostile = new BenchState(1, false, Instant.EPOCH, "<script>alert(1)</script>\u0001&\"'");
        assertThat(PlainPage.of(XMLOutputFactory.newDefaultFactory(), assets, hostile.at(0)))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;\uFFFD&amp;")
                .doesNotContain("<script>alert");
    }
}
