// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Kafka's clients, the log that this is an engine of, and little else. */
@AnalyzeClasses(packages = "io.dmxflux.ts.kafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule anEngineKnowsTheLogAndTheClients = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.kafka..",
                    "io.dmxflux.ts.log..",
                    "io.dmxflux.check..",
                    "io.dmxflux.book..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..",
                    "io.netty.buffer..",
                    "reactor..",
                    "org.reactivestreams..",
                    "org.jspecify..",
                    "javax.net.ssl..",
                    "java..");
}
