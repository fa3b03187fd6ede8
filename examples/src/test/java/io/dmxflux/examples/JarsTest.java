// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the built jars. Skipped before they are built. */
class JarsTest {

    private static final Path ROOT = Path.of("..");

    @BeforeAll
    static void built() {
        assumeThat(System.getProperty("java.class.path"))
                .as("built jars, which mvn package makes")
                .contains("dmxflux-stream-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "ingest/stream", "ingest/relay", "ingest"})
    void eachJarHasTheLicence(String module) throws IOException {
        try (JarFile jar = new JarFile(jar(module).toFile());
                InputStream licence = jar.getInputStream(Objects.requireNonNull(jar.getEntry("META-INF/LICENSE")))) {
            assertThat(new String(licence.readAllBytes()))
                    .isEqualTo(Files.readString(ROOT.resolve("core/src/main/resources/META-INF/LICENSE")));
        }
    }

    @Test
    void noPackageIsInTwoJars() throws IOException {
        List<String> packages = new ArrayList<>();
        for (String module : List.of("core", "ingest/stream", "ingest/relay")) {
            packages.addAll(packages(module));
        }
        assertThat(packages).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void theStreamsModuleExportsEachOfItsPackages() throws IOException {
        ModuleDescriptor module = ModuleFinder.of(jar("ingest/stream"))
                .find("io.dmxflux.ts")
                .orElseThrow()
                .descriptor();
        assertThat(module.isAutomatic()).isFalse();
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(module.packages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "ingest/stream"})
    void theLibraryLeavesLoggingToItsUser(String module) throws IOException {
        assertThat(entries(module)).noneMatch(name -> name.contains("simplelogger") || name.contains("log4j"));
    }

    private static List<String> packages(String module) throws IOException {
        return entries(module).stream()
                .filter(name -> name.matches(".*/[^/]*\\.class"))
                .map(name -> name.substring(0, name.lastIndexOf('/')))
                .distinct()
                .toList();
    }

    private static List<String> entries(String module) throws IOException {
        try (JarFile jar = new JarFile(jar(module).toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    private static Path jar(String module) throws IOException {
        Path target = ROOT.resolve(module).resolve("target");
        assumeThat(target).as("what this build made").exists();
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("dmxflux.*(?<!-tests|-sources|-javadoc)\\.jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("original-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
