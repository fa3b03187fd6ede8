// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All files that the page is made of, and nothing else: what is not listed cannot be asked for.
 *
 * <p><b>Holds:</b> each file twice, plain and compressed: 1 MB.
 * <p><b>Threading:</b> immutable.
 */
final class PageAssets {

    /** Beside this class. */
    private static final String OWN =
            "app.js buffers.js clock.js connection.js detail.js dialog.js format.js header.js icon.svg inputs.js"
                    + " keys.js marks.js outputs.js page.css pids.js places.js player.js reason.js search.js services.js"
                    + " signal.js spark.js store.js tables.js theme.js theming.js timeline.js trends.js ui.js";

    /** By the name that modules import them by: the file's name here, and where it is on the class path. */
    private static final Map<String, Library> LIBRARIES = libraries();

    private static final int VERSION_DIGITS = 12;

    private final Map<String, PageAsset> byName;
    private final String version;

    private record Library(String name, String resource) {}

    private PageAssets(Map<String, PageAsset> byName, String version) {
        this.byName = byName;
        this.version = version;
    }

    private static Map<String, Library> libraries() {
        Map<String, Library> all = new LinkedHashMap<>();
        String webjars = "/META-INF/resources/webjars/";
        all.put("preact", new Library("preact.js", webjars + "preact/10.26.4/dist/preact.module.js"));
        all.put("preact/hooks", new Library("hooks.js", webjars + "preact/10.26.4/hooks/dist/hooks.module.js"));
        all.put("htm", new Library("htm.js", "/META-INF/resources/_static/htm/3.1.1/dist/htm.module.js"));
        all.put("uplot", new Library("uplot.js", webjars + "uplot/1.6.30/dist/uPlot.esm.js"));
        all.put("uplot.css", new Library("uplot.css", webjars + "uplot/1.6.30/dist/uPlot.min.css"));
        all.put("hls.js", new Library("hls.js", webjars + "hls.js/1.4.12/dist/hls.light.mjs"));
        return all;
    }

    /** Reads all of them. */
    static PageAssets read() {
        Map<String, PageAsset> all = Stream.concat(
                        Stream.of(OWN.split(" ")).map(name -> PageAsset.read(name, name)),
                        LIBRARIES.values().stream().map(library -> PageAsset.read(library.name, library.resource)))
                .collect(Collectors.toMap(PageAsset::name, asset -> asset, (one, other) -> one, LinkedHashMap::new));
        MessageDigest digest = sha256();
        all.values().forEach(asset -> digest.update(asset.plain()));
        String version = HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
        return new PageAssets(all, version);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }

    /** Returns a file. */
    Optional<PageAsset> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns what changes whenever a file does; part of each URL, so that these may be kept for ever. */
    String version() {
        return version;
    }

    /** Returns where a file is, relative to the page. */
    String path(String name) {
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException(name + ": no such file (expected: one of the page)");
        }
        return "assets/" + version + '/' + name;
    }

    /** Returns the import map: where modules find the libraries that they name. */
    String importMap() {
        return LIBRARIES.entrySet().stream()
                .filter(library -> library.getValue().name().endsWith(".js"))
                .map(library -> '"' + library.getKey() + "\":\"./"
                        + path(library.getValue().name()) + '"')
                .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
    }

    /**
     * Returns what the page may do: its own scripts and styles, its own connections, and media that its player makes.
     *
     * @return a value of {@code Content-Security-Policy}
     */
    String securityPolicy() {
        byte[] map = sha256().digest(importMap().getBytes(StandardCharsets.UTF_8));
        String hash = Base64.getEncoder().encodeToString(map);
        return "default-src 'none'; script-src 'self' 'sha256-" + hash + "'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; media-src 'self' blob:; worker-src blob:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'";
    }
}
