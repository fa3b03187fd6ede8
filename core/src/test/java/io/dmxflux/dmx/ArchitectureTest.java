// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.pool.BufferDrain;

/** The packages follow the path of the data, and import upstream only. */
@AnalyzeClasses(
        packages = {"io.dmxflux.dmx", "io.dmxflux.packet", "io.dmxflux.check"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IMPORTS_POINT_UPSTREAM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("sys")
            .definedBy("io.dmxflux.dmx.sys..")
            .layer("device")
            .definedBy("io.dmxflux.dmx.device..")
            .layer("frontend")
            .definedBy("io.dmxflux.dmx.frontend..")
            .layer("pool")
            .definedBy("io.dmxflux.dmx.pool..")
            .layer("flux")
            .definedBy("io.dmxflux.dmx.flux..")
            .whereLayer("flux")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("pool")
            .mayOnlyBeAccessedByLayers("flux")
            .whereLayer("device")
            .mayOnlyBeAccessedByLayers("pool", "flux")
            .whereLayer("sys")
            .mayOnlyBeAccessedByLayers("device", "frontend", "pool", "flux")
            .whereLayer("frontend")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER =
            slices().matching("io.dmxflux.dmx.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_SYS_KNOWS_JNA = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.dmx.sys..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_THE_FLUX_AND_THE_FRONTEND_KNOW_REACTOR = noClasses()
            .that()
            .resideOutsideOfPackages("io.dmxflux.dmx.flux..", "io.dmxflux.dmx.frontend")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "org.reactivestreams..");

    @ArchTest
    static final ArchRule THE_DEVICE_KNOWS_NO_NETTY = noClasses()
            .that()
            .resideInAnyPackage("io.dmxflux.dmx.sys..", "io.dmxflux.dmx.device..", "io.dmxflux.dmx.frontend..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule THE_SIMULATED_DRIVER_IS_KNOWN_TO_NOBODY = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.dmx.device.sim..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dmxflux.dmx.device.sim..");

    @ArchTest
    static final ArchRule THE_SIMULATED_FRONTEND_IS_KNOWN_TO_NOBODY = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.dmx.frontend.sim..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dmxflux.dmx.frontend.sim..");

    @ArchTest
    static final ArchRule A_RECORDING_KNOWS_PACKETS_AND_IS_KNOWN_TO_SIMULATED_DRIVERS_ALONE = classes()
            .that()
            .resideInAPackage("io.dmxflux.dmx.recording..")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("io.dmxflux.dmx.recording..", "io.dmxflux.dmx.device.sim..", "io.dmxflux.dmx.frontend.sim..")
            .andShould()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.dmx.recording..",
                    "io.dmxflux.packet..",
                    "io.dmxflux.check..",
                    "io.netty.buffer..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule PACKETS_KNOW_BUFFERS_AND_NOTHING_ELSE = classes()
            .that()
            .resideInAPackage("io.dmxflux.packet..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.dmxflux.packet..",
                    "io.netty.buffer..",
                    "io.netty.util.internal..", // the limit of Netty's memory
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule CHECKS_KNOW_NOTHING = classes()
            .that()
            .resideInAPackage("io.dmxflux.check..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.dmxflux.check..", "java..", "org.jspecify..");

    private static final String DRIVER_QUEUE = "io.dmxflux.dmx.pool.DriverQueue";

    @ArchTest
    static final ArchRule ONLY_THE_DRIVERS_QUEUE_DEQUEUES = noClasses()
            .that()
            .resideOutsideOfPackage("io.dmxflux.dmx.device..")
            .and()
            .doNotHaveFullyQualifiedName(DRIVER_QUEUE)
            .should()
            .callMethodWhere(target(owner(assignableTo(DmxDevice.class))).and(target(name("dequeue"))));

    @ArchTest
    static final ArchRule ONLY_THE_DRAIN_HAS_IT_DEQUEUE = noClasses()
            .that()
            .areNotAssignableTo(BufferDrain.class)
            .should()
            .callMethodWhere(target(owner(assignableTo(DRIVER_QUEUE))).and(target(name("dequeue"))));

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = classes()
            .should()
            .haveNameNotMatching(".*(?i:util|utils|helper|helpers|manager|common|impl)(\\$.*)?")
            .andShould()
            .resideOutsideOfPackages("..util..", "..common..", "..impl..", "..helper..", "..internal..");
}
