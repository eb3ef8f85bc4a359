// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Holds the structure that ARCHITECTURE.md describes, over the modules that the gateway ships. */
@AnalyzeClasses(packages = "io.ringrank", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String GATEWAY = "io.ringrank.gateway..";
    private static final String SCHEDULER = "io.ringrank.scheduler..";
    private static final String BACKEND = "io.ringrank.backend..";
    private static final String APP = "io.ringrank.gateway.app..";
    private static final String CLI = "io.ringrank.gateway.cli..";

    private static final DescribedPredicate<JavaClass> MAIN =
            DescribedPredicate.describe("a main", type -> type.getSimpleName().endsWith("Main"));

    /** Where a thread may wait: commands, and the start and stop of a server. */
    private static final DescribedPredicate<JavaClass> MAY_WAIT =
            resideInAPackage(CLI).or(resideInAPackage(APP)).or(MAIN);

    @ArchTest
    static final ArchRule scheduler_packages_have_no_cycles =
            slices().matching("io.ringrank.scheduler.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule backend_packages_have_no_cycles =
            slices().matching("io.ringrank.backend.llamacpp.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule gateway_packages_have_no_cycles =
            slices().matching("io.ringrank.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_scheduler_knows_no_other_module_and_no_transport = noClasses().that()
            .resideInAPackage(SCHEDULER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY, BACKEND, "io.vertx..", "io.netty..", "com.fasterxml..",
                    "java.net..", "java.sql..", "java.lang.foreign..");

    @ArchTest
    static final ArchRule the_backend_does_not_know_the_gateway = noClasses().that()
            .resideInAPackage(BACKEND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY, "io.vertx..", "java.sql..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_composition_root_knows_the_backend = noClasses().that()
            .resideInAPackage(GATEWAY)
            .and()
            .resideOutsideOfPackage(APP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BACKEND);

    @ArchTest
    static final ArchRule the_data_plane_does_not_know_the_control_plane = noClasses().that()
            .resideInAnyPackage("io.ringrank.gateway.rerank..", "io.ringrank.gateway.dialect..",
                    "io.ringrank.gateway.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.ringrank.gateway.control..", APP, CLI);

    @ArchTest
    static final ArchRule control_packages_have_no_cycles =
            slices().matching("io.ringrank.gateway.control.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sql_stays_in_the_store_and_in_tables = noClasses().that()
            .resideOutsideOfPackage("io.ringrank.gateway.control.store..")
            .and()
            .haveSimpleNameNotEndingWith("Table")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..");

    @ArchTest
    static final ArchRule native_memory_stays_behind_one_wall = noClasses().that()
            .resideOutsideOfPackage("io.ringrank.backend.llamacpp.ffi..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    @ArchTest
    static final ArchRule the_gateway_never_waits_on_an_event_loop = noClasses().that()
            .resideInAPackage(GATEWAY)
            .and(DescribedPredicate.not(MAY_WAIT))
            .should()
            .callMethodWhere(DescribedPredicate.describe("a call that waits",
                    call -> waits(call.getTargetOwner(), call.getName())));

    @ArchTest
    static final ArchRule only_mains_end_the_process =
            noClasses().that(DescribedPredicate.not(MAIN))
                    .should()
                    .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule names_say_what_a_class_does = noClasses().should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)(\\$.*)?")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule loggers_are_private_constants = fields().that()
            .haveRawType("org.slf4j.Logger")
            .should()
            .bePrivate()
            .andShould()
            .beStatic()
            .andShould()
            .beFinal();

    @ArchTest
    static final ArchRule nothing_static_can_change =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule every_package_says_what_it_does = classes().that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");

    private static boolean waits(JavaClass owner, String method) {
        boolean future = (owner.isAssignableTo(Future.class) && method.equals("get"))
                || (owner.isAssignableTo(CompletableFuture.class) && method.equals("join"));
        boolean vertx = owner.isAssignableTo(io.vertx.core.Future.class) && method.equals("await");
        boolean thread = owner.isEquivalentTo(Thread.class)
                && (method.equals("sleep") || method.equals("join"));
        return future || vertx || thread;
    }
}
