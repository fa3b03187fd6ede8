// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpOption;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.http.TlsFiles;
import io.dmxflux.ts.plan.ConfigBlock;
import io.dmxflux.ts.plan.ConfigFile;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what one file says of the HTTP servers, noting where. */
final class HttpReader {

    /** Those of {@code http:}; metrics have one of their own. */
    private static final Set<String> KEYS = Stream.of(HttpOption.values())
            .filter(option -> option != HttpOption.METRICS)
            .map(HttpOption::inFile)
            .collect(Collectors.toUnmodifiableSet());

    private static final String HTTP = "http";
    private static final String AN_ADDRESS = "ADDRESS:PORT, as in 127.0.0.1:8080";

    private final ConfigFile file;
    private final Map<Object, Integer> lines;
    private final Map<HttpKey, HttpAddress> addresses = new EnumMap<>(HttpKey.class);

    /**
     * Prepares to read.
     *
     * @param file what to read
     * @param lines where to note on which line an option is
     */
    HttpReader(ConfigFile file, Map<Object, Integer> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Reads {@code http:} and {@code metrics:}. */
    HttpSettings read(ConfigBlock all) {
        all.value("metrics", AN_ADDRESS, text -> HttpAddress.parse("metrics", text))
                .ifPresent(address -> note(HttpKey.METRICS, address, all.line("metrics")));
        Optional<Node> http = all.find(HTTP);
        if (http.isEmpty()) {
            return HttpSettings.at(addresses);
        }
        if (http.get() instanceof ScalarNode) { // the address alone
            all.value(HTTP, AN_ADDRESS, text -> HttpAddress.parse(HTTP, text))
                    .ifPresent(address -> note(HttpKey.HTTP, address, all.line(HTTP)));
            return HttpSettings.at(addresses);
        }
        return read(ConfigBlock.of(file, HTTP, http.get(), KEYS), all.line(HTTP));
    }

    private HttpSettings read(ConfigBlock block, int line) {
        for (HttpOption option : HttpOption.values()) {
            if (block.has(option.inFile())) {
                lines.put(option, block.line(option.inFile()));
            }
        }
        value(block, HttpOption.HTTP, AN_ADDRESS, text -> HttpAddress.parse("address", text))
                .ifPresent(address -> addresses.put(HttpKey.HTTP, address));
        if (addresses.isEmpty()) {
            throw file.error(line, "address", "missing", AN_ADDRESS + ", or metrics: beside http:");
        }
        Optional<Path> tokenFile = value(block, HttpOption.TOKEN_FILE, "a file", Path::of);
        boolean isPublic = block.flag(HttpOption.PUBLIC.inFile());
        if (isPublic && tokenFile.isPresent()) {
            throw file.error(
                    block.line(HttpOption.PUBLIC.inFile()),
                    HttpOption.PUBLIC.inFile(),
                    "with a token-file",
                    "one of the two");
        }
        return new HttpSettings(
                addresses,
                tokenFile,
                isPublic,
                tls(block),
                all(block, HttpOption.HOSTS, "a list of names", HttpSettings::host),
                all(block, HttpOption.CORS, "a list of sites", HttpSettings::origin),
                value(block, HttpOption.TIMESHIFT, TimeShiftSettings.EXPECTED, TimeShiftSettings::parse));
    }

    private void note(HttpKey key, HttpAddress address, int line) {
        addresses.put(key, address);
        lines.put(key.option(), line);
    }

    private static <T> Optional<T> value(
            ConfigBlock block, HttpOption option, String expected, Function<String, T> read) {
        return block.value(option.inFile(), expected, read);
    }

    private Optional<TlsFiles> tls(ConfigBlock block) {
        Optional<Path> cert = value(block, HttpOption.CERT, "a file", Path::of);
        Optional<Path> key = value(block, HttpOption.KEY, "a file", Path::of);
        if (cert.isPresent() != key.isPresent()) {
            HttpOption there = cert.isPresent() ? HttpOption.CERT : HttpOption.KEY;
            HttpOption missing = cert.isPresent() ? HttpOption.KEY : HttpOption.CERT;
            throw file.error(block.line(there.inFile()), there.inFile(), "alone", missing.inFile() + ": beside it");
        }
        return cert.flatMap(certificates -> key.map(secret -> new TlsFiles(certificates, secret)));
    }

    private static Set<String> all(ConfigBlock block, HttpOption option, String expected, UnaryOperator<String> parse) {
        List<String> words = block.words(option.inFile(), expected, parse);
        return Set.copyOf(words);
    }
}
