// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;

/** Packages follow the path of the data and import only upstream. */
@AnalyzeClasses(packages = "io.dmxflux.ts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule tablesKnowPacketsAndNothingElse = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.psi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.psi..",
                    "io.dmxflux.packet..",
                    "io.netty.buffer..",
                    "io.netty.util.collection..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule headersAreReadFromPacketsAlone = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.es..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.es..", "io.dmxflux.packet..", "io.netty.buffer..", "org.jspecify..", "java..");

    @ArchTest
    static final ArchRule anAnalysisKnowsPacketsAndTablesAndNothingElse = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.analysis..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.analysis..",
                    "io.dmxflux.packet..",
                    "io.dmxflux.ts.psi..",
                    "io.dmxflux.ts.es..",
                    "io.netty.buffer..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule aGuideKnowsTablesAndNothingElse = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.guide..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.guide..",
                    "io.dmxflux.packet..",
                    "io.dmxflux.check..",
                    "io.dmxflux.ts.psi..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule aLogKnowsPacketsAndNothingElse = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.log..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.log..",
                    "io.dmxflux.packet..",
                    "io.dmxflux.check..",
                    "io.dmxflux.book..",
                    "io.netty.buffer..",
                    "io.netty.util..",
                    "reactor..",
                    "org.reactivestreams..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule aChannelKnowsTablesAndTuningsAndNothingElse = classes()
            .that()
            .resideInAPackage("io.dmxflux.ts.channel..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.ts.channel..",
                    "io.dmxflux.check..",
                    "io.dmxflux.dmx.frontend..",
                    "io.dmxflux.ts.psi..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule operatorsAndSinksRunOnAnyBuffers = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.dmxflux.ts.op..", "io.dmxflux.ts.split..", "io.dmxflux.ts.net..", "io.dmxflux.ts.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.dmx",
                    "io.dmxflux.dmx.device..",
                    "io.dmxflux.dmx.pool..",
                    "io.dmxflux.dmx.flux..",
                    "io.dmxflux.dmx.recording..");

    @ArchTest
    static final ArchRule operatorsKnowNoSocket = noClasses()
            .that()
            .resideInAnyPackage("io.dmxflux.ts.op..", "io.dmxflux.ts.split..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.dmx.sys..",
                    "io.netty.channel..",
                    "io.dmxflux.ts.net..",
                    "io.dmxflux.ts.sink..",
                    "io.dmxflux.ts.source..");

    @ArchTest
    static final ArchRule sourcesAndSinksDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("io.dmxflux.ts.source..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dmxflux.ts.sink..");

    @ArchTest
    static final ArchRule theLibraryBringsNoLibraryOfTheApplication = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "com.fasterxml.jackson..", "org.yaml..", "org.slf4j..");

    @ArchTest
    static final ArchRule onlySocketsMakeSystemCalls = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.ts.net..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    /** But for the errors, which everybody meets. */
    @ArchTest
    static final ArchRule onlySocketsUseTheCoresSystemCalls = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.ts.net..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.dmxflux.dmx.sys..")
                    .and(not(belongToAnyOf(Errno.class, ErrnoException.class, Cure.class))));

    @ArchTest
    static final ArchRule packagesFormNoCycle = SlicesRuleDefinition.slices()
            .matching("io.dmxflux.ts.(*)..")
            .should()
            .beFreeOfCycles();
}
