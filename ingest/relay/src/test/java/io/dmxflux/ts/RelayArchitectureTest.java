// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The application's packages import only upstream: relays, then what is made of them, then the command line. */
@AnalyzeClasses(packages = "io.dmxflux.ts", importOptions = ImportOption.DoNotIncludeTests.class)
class RelayArchitectureTest {

    @ArchTest
    static final ArchRule importsPointUpstream = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("relay")
            .definedBy("io.dmxflux.ts.relay..")
            .layer("config")
            .definedBy("io.dmxflux.ts.config..")
            .layer("announce")
            .definedBy("io.dmxflux.ts.announce..")
            .layer("doctor")
            .definedBy("io.dmxflux.ts.doctor..")
            .layer("cli")
            .definedBy("io.dmxflux.ts.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("announce")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers("config", "announce", "doctor", "cli");
}
