// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The languages of DVB, three letters each, as the Web writes them: two letters where there are two.
 *
 * <p><b>Source:</b> ISO 639-2, which has two codes for some languages (deu and ger), and RFC 5646, which takes the shortest.
 */
final class LanguageCode {

    private static final Map<String, String> SHORT = Arrays.stream(Locale.getISOLanguages())
            .filter(code -> code.length() == 2)
            .collect(Collectors.toMap(
                    code -> new Locale(code).getISO3Language(), Function.identity(), (first, second) -> first));

    /** The bibliographic codes, where they are others. */
    private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(
            Map.entry("alb", "sq"),
            Map.entry("arm", "hy"),
            Map.entry("baq", "eu"),
            Map.entry("bur", "my"),
            Map.entry("chi", "zh"),
            Map.entry("cze", "cs"),
            Map.entry("dut", "nl"),
            Map.entry("fre", "fr"),
            Map.entry("geo", "ka"),
            Map.entry("ger", "de"),
            Map.entry("gre", "el"),
            Map.entry("ice", "is"),
            Map.entry("mac", "mk"),
            Map.entry("mao", "mi"),
            Map.entry("may", "ms"),
            Map.entry("per", "fa"),
            Map.entry("rum", "ro"),
            Map.entry("scc", "sr"),
            Map.entry("scr", "hr"),
            Map.entry("slo", "sk"),
            Map.entry("tib", "bo"),
            Map.entry("wel", "cy"));

    private LanguageCode() {}

    /** Returns the code for {@code lang}; empty for languages that are not determined, or no language. */
    static Optional<String> of(String threeLetters) {
        String code = threeLetters.toLowerCase(Locale.ROOT);
        return switch (code) {
            case "und", "zxx", "mul", "mis" -> Optional.empty();
            default -> Optional.of(BIBLIOGRAPHIC.getOrDefault(code, SHORT.getOrDefault(code, code)));
        };
    }
}
