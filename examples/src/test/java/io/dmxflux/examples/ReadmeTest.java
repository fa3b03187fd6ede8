// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's Java is the examples' Java: each block names the region it was taken from. */
class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Path SOURCES = Path.of("src/main/java/io/dmxflux/examples");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- example: (\\w+) (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyJavaBlockIsARegionOfAnExample() throws Exception {
        String readme = Files.readString(README);
        List<Matcher> blocks =
                BLOCK.matcher(readme).results().map(ReadmeTest::reread).toList();
        assertThat(blocks).as("blocks that name their region").hasSize((int)
                readme.lines().filter("```java"::equals).count());
        assertThat(blocks).isNotEmpty();
        for (Matcher block : blocks) {
            assertThat(block.group(3)).isEqualTo(region(block.group(1), block.group(2)));
        }
    }

    @Test
    void everyPackageIsInTheTableOfModules() throws Exception {
        String readme = Files.readString(README);
        List<String> packages = new ArrayList<>();
        for (String module : List.of("core", "ingest/stream", "ingest/kafka", "ingest/relay", "examples")) {
            packages.addAll(packages(Path.of("..", module, "src/main/java")));
        }
        assertThat(packages)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    private static List<String> packages(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"Netty, netty", "Reactor, reactor"})
    void theVersionsAreThoseThatAreTested(String name, String property) throws Exception {
        String pom = Files.readString(Path.of("../pom.xml"));
        assertThat(Files.readString(README))
                .contains("| " + name + " | " + version(pom, property + ".oldest") + " to "
                        + version(pom, property + ".version") + " |");
    }

    private static String version(String pom, String property) {
        Matcher matcher = Pattern.compile("<" + Pattern.quote(property) + ">([0-9.]*[0-9])")
                .matcher(pom);
        assertThat(matcher.find()).as(property).isTrue();
        return matcher.group(1);
    }

    @Test
    void theOptionsOfTheModulePathAreThoseThatAreTested() throws Exception {
        assertThat(Files.readString(README))
                .contains(ModulePathTest.NATIVE_ACCESS)
                .contains("--add-modules io.netty.transport.epoll.linux.x86_64");
    }

    private static Matcher reread(MatchResult found) {
        Matcher matcher = BLOCK.matcher(found.group());
        assertThat(matcher.matches()).isTrue();
        return matcher;
    }

    private static String region(String example, String name) throws IOException {
        String source = Files.readString(SOURCES.resolve(example + ".java"));
        int start = source.indexOf("// region: " + name + "\n");
        assertThat(start).as("region " + name + " of " + example).isNotNegative();
        String region = source.substring(source.indexOf('\n', start) + 1, source.indexOf("// endregion", start));
        return region.stripTrailing().stripIndent() + "\n";
    }
}
