// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.dmxflux.ts.event.RelayEventVisitor;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.split.SplitEvent;
import java.io.PrintStream;
import java.io.PrintWriter;

/** The application's packages import only upstream: relays, then what is made of them, then the command line. */
@AnalyzeClasses(packages = "io.dmxflux.ts", importOptions = ImportOption.DoNotIncludeTests.class)
class RelayArchitectureTest {

    @ArchTest
    static final ArchRule importsPointUpstream = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("plan")
            .definedBy("io.dmxflux.ts.plan..")
            .layer("books")
            .definedBy("io.dmxflux.ts.books..")
            .layer("event")
            .definedBy("io.dmxflux.ts.event..")
            .layer("text")
            .definedBy("io.dmxflux.ts.text..")
            .layer("relay")
            .definedBy("io.dmxflux.ts.relay..")
            .layer("watch")
            .definedBy("io.dmxflux.ts.watch..")
            .layer("config")
            .definedBy("io.dmxflux.ts.config..")
            .layer("http")
            .definedBy("io.dmxflux.ts.http..")
            .layer("metrics")
            .definedBy("io.dmxflux.ts.metrics..")
            .layer("viewer")
            .definedBy("io.dmxflux.ts.viewer..")
            .layer("announce")
            .definedBy("io.dmxflux.ts.announce..")
            .layer("state")
            .definedBy("io.dmxflux.ts.state..")
            .layer("page")
            .definedBy("io.dmxflux.ts.page..")
            .layer("detail")
            .definedBy("io.dmxflux.ts.detail..")
            .layer("doctor")
            .definedBy("io.dmxflux.ts.doctor..")
            .layer("cli")
            .definedBy("io.dmxflux.ts.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("detail")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("announce")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("viewer")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("config", "metrics", "viewer", "announce", "state", "page", "detail", "cli")
            .whereLayer("watch")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("page")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("state")
            .mayOnlyBeAccessedByLayers("page", "cli")
            .whereLayer("text")
            .mayOnlyBeAccessedByLayers("config", "announce", "state", "detail", "cli", "viewer")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers(
                    "watch", "config", "metrics", "viewer", "announce", "state", "detail", "doctor", "cli")
            .whereLayer("event")
            .mayOnlyBeAccessedByLayers(
                    "text",
                    "relay",
                    "watch",
                    "config",
                    "metrics",
                    "viewer",
                    "announce",
                    "state",
                    "detail",
                    "doctor",
                    "cli")
            .whereLayer("books")
            .mayOnlyBeAccessedByLayers("event", "text", "relay", "watch", "metrics", "viewer", "state", "cli")
            .whereLayer("plan")
            .mayOnlyBeAccessedByLayers(
                    "event",
                    "text",
                    "relay",
                    "watch",
                    "state",
                    "config",
                    "http",
                    "announce",
                    "viewer",
                    "doctor",
                    "cli");

    private static final String[] BELOW_THE_COMMAND_LINE = {
        "io.dmxflux.ts.plan..",
        "io.dmxflux.ts.viewer..",
        "io.dmxflux.ts.books..",
        "io.dmxflux.ts.event..",
        "io.dmxflux.ts.text..",
        "io.dmxflux.ts.relay..",
        "io.dmxflux.ts.watch..",
        "io.dmxflux.ts.config..",
        "io.dmxflux.ts.http..",
        "io.dmxflux.ts.metrics..",
        "io.dmxflux.ts.announce..",
        "io.dmxflux.ts.doctor.."
    };

    @ArchTest
    static final ArchRule textOfEventsIsMadeInOnePlace = classes()
            .that()
            .implement(RelayEventVisitor.class)
            .or()
            .implement(SplitEvent.Visitor.class)
            .should()
            .resideInAPackage("io.dmxflux.ts.text..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideInAnyPackage(BELOW_THE_COMMAND_LINE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(PrintStream.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(PrintWriter.class);

    @ArchTest
    static final ArchRule onlyTheCommandLineReadsArguments = noClasses()
            .that(not(resideInAPackage("io.dmxflux.ts.cli..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule whatIsReadByMachinesIsWrittenDownstreamOfRelays = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.dmxflux.ts.plan..",
                    "io.dmxflux.ts.books..",
                    "io.dmxflux.ts.event..",
                    "io.dmxflux.ts.relay..",
                    "io.dmxflux.ts.watch..",
                    "io.dmxflux.ts.config..",
                    "io.dmxflux.ts.metrics..",
                    "io.dmxflux.ts.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    /** What a simulated tuner receives is written like a configuration. */
    private static final String YAML_OF_PLANS = "io\\.dmxflux\\.ts\\.plan\\.(Config|Transponder).*";

    @ArchTest
    static final ArchRule onlyConfigurationReadsYaml = noClasses()
            .that(not(resideInAPackage("io.dmxflux.ts.config..")).and(not(nameMatching(YAML_OF_PLANS))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.yaml..");

    /** What viewers go back in is no input and no output of a plan. */
    private static final String OWN_LOG = "io\\.dmxflux\\.ts\\.viewer\\.(KeptInput|ShiftedService).*";

    @ArchTest
    static final ArchRule inputsOpenTheirOwnSources = noClasses()
            .that(resideInAnyPackage(BELOW_THE_COMMAND_LINE)
                    .and(not(assignableTo(InputUri.class)))
                    .and(not(nameMatching(OWN_LOG))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.dmxflux.ts.source..")
                    .and(simpleNameEndingWith("Source"))
                    .and(not(nameMatching(".*\\.Source"))));

    @ArchTest
    static final ArchRule outputsOpenTheirOwnSinks = noClasses()
            .that(resideInAnyPackage(BELOW_THE_COMMAND_LINE)
                    .and(not(assignableTo(OutputUri.class)))
                    .and(not(nameMatching(
                            OutputUri.class.getPackageName().replace(".", "\\.") + "\\.(OutputUri|NamedOutput).*")))
                    .and(not(nameMatching(OWN_LOG))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.dmxflux.ts.sink..")
                    .and(simpleNameEndingWith("Sink"))
                    .and(not(nameMatching(".*\\.Sink"))));
}
