package io.aforo.job;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.NotifierAdapter;
import io.aforo.job.adapter.SinkAdapter;
import io.aforo.job.adapter.SourceAdapter;
import java.io.Console;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directions that dependencies may take, and what the inside never touches. */
class ArchitectureTest {

  private static final String DOMAIN = "io.aforo.domain";
  private static final String APPLICATION = "io.aforo.application";
  private static final String INWARD_PORTS = "io.aforo.application.port.in";
  private static final String OUTWARD_PORTS = "io.aforo.application.port.out";
  private static final String BOOTSTRAP = "io.aforo.job";
  private static final String REGISTRATIONS = BOOTSTRAP + ".adapter";
  private static final String ADAPTERS = "io.aforo.adapters";

  private static final JavaClasses AFORO =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.aforo");

  /** Each package right below that of the adapters. */
  static Stream<String> adapters() {
    return AFORO.that(resideInAnyPackage(ADAPTERS + "..")).stream()
        .map(type -> type.getPackageName().substring(ADAPTERS.length() + 1).split("[.]")[0])
        .distinct()
        .map(name -> ADAPTERS + "." + name);
  }

  static Stream<String> packages() {
    return Stream.concat(
        Stream.of(DOMAIN, APPLICATION, INWARD_PORTS, OUTWARD_PORTS, BOOTSTRAP), adapters());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackageThatARuleNamesHasClasses(String name) {
    assertThat(AFORO.that(resideInAnyPackage(name + ".."))).as(name).isNotEmpty();
  }

  @Test
  void everyAdapterIsSeen() {
    assertThat(adapters())
        .contains(ADAPTERS + ".flink", ADAPTERS + ".kafka", ADAPTERS + ".postgres")
        .hasSizeGreaterThan(6);
  }

  @Test
  void theDomainDependsOnTheJdkAndItselfOnly() {
    classes()
        .that()
        .resideInAPackage(DOMAIN + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", DOMAIN + "..")
        .allowEmptyShould(false)
        .check(AFORO);
  }

  /** So that another kind touches the domain, and one line of the configuration's grammar. */
  @Test
  void theKindsOfWindowsAreKnownToTheDomainOnly() {
    Class<?>[] kinds = Windowing.class.getPermittedSubclasses();
    assertThat(kinds).isNotEmpty();
    noClasses()
        .that()
        .resideOutsideOfPackage(DOMAIN + "..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(kinds)
        .allowEmptyShould(false)
        .check(AFORO);
  }

  @Test
  void theApplicationDependsOnTheDomainAndItselfOnly() {
    classes()
        .that()
        .resideInAPackage(APPLICATION + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", DOMAIN + "..", APPLICATION + "..")
        .allowEmptyShould(false)
        .check(AFORO);
  }

  @Test
  void theInsideNeverReadsAClock() {
    insideNever(
        "reads a clock",
        access ->
            isMember(access, System.class, "currentTimeMillis", "nanoTime")
                || isOwnedBy(access, Clock.class, InstantSource.class)
                || (isOwnedByPackage(access, "java.time") && access.getName().equals("now"))
                || (isOwnedByPackage(access, "java.util")
                    && access.getName().equals("<init>")
                    && access.getTargetOwner().getSimpleName().matches("Date|GregorianCalendar"))
                || isNamed(access, "java.util.Calendar", "getInstance"));
  }

  @Test
  void theInsideNeverRollsDice() {
    insideNever(
        "is random",
        access ->
            isMember(access, UUID.class, "randomUUID")
                || isMember(access, Math.class, "random")
                || isMember(access, StrictMath.class, "random")
                || isMember(access, Collections.class, "shuffle")
                || isOwnedBy(
                    access,
                    Random.class,
                    SplittableRandom.class,
                    ThreadLocalRandom.class,
                    RandomGenerator.class,
                    SecureRandom.class));
  }

  @Test
  void theInsideNeverLogsOrPrints() {
    insideNever(
        "logs or prints",
        access ->
            isMember(access, System.class, "out", "err", "getLogger", "console")
                || access.getName().equals("printStackTrace")
                || isOwnedBy(access, Console.class));
    noClasses()
        .that(inside())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .allowEmptyShould(false)
        .check(AFORO);
  }

  @Test
  void theInsideNeverTouchesFilesSocketsOrTheEnvironment() {
    insideNever(
        "reads its surroundings",
        access ->
            isMember(access, System.class, "in", "getenv", "getProperty", "getProperties")
                || isOwnedBy(access, ProcessBuilder.class, Runtime.class));
    noClasses()
        .that(inside())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..")
                .or(
                    describe(
                        "files",
                        type ->
                            type.getName()
                                .matches(
                                    "java\\.io\\.(File.*|RandomAccessFile|PrintStream|Console)"))))
        .allowEmptyShould(false)
        .check(AFORO);
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void anAdapterDependsOnNoOtherAdapterAndNotOnBootstrap(String adapter) {
    noClasses()
        .that()
        .resideInAPackage(adapter + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    ADAPTERS + "..", BOOTSTRAP + "..", "io.aforo.local..", "io.aforo.broker..")
                .and(not(resideInAnyPackage(adapter + ".."))))
        .allowEmptyShould(false)
        .check(AFORO);
  }

  /** So that another source or sink touches its own folder and its registration. */
  @Test
  void whichSourcesAndSinksThereAreIsKnownToTheirRegistrationsOnly() {
    noClasses()
        .that()
        .resideInAPackage(BOOTSTRAP + "..")
        .and()
        .resideOutsideOfPackage(REGISTRATIONS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ADAPTERS + "..").and(not(resideInAnyPackage(ADAPTERS + ".flink.."))))
        .allowEmptyShould(false)
        .check(AFORO);
  }

  @Test
  void aRegistrationIsKnownToTheListOfThemOnly() {
    classes()
        .that()
        .areAssignableTo(SourceAdapter.class)
        .or()
        .areAssignableTo(SinkAdapter.class)
        .or()
        .areAssignableTo(NotifierAdapter.class)
        .and()
        .areNotInterfaces()
        .should()
        .onlyHaveDependentClassesThat(
            equivalentTo(Adapters.class)
                .or(assignableTo(SourceAdapter.class))
                .or(assignableTo(SinkAdapter.class))
                .or(assignableTo(NotifierAdapter.class))
                // The records of their keys.
                .or(resideInAnyPackage(REGISTRATIONS).and(isNested())))
        .allowEmptyShould(false)
        .check(AFORO);
  }

  private static DescribedPredicate<JavaClass> isNested() {
    return describe("nested", JavaClass::isNestedClass);
  }

  @ParameterizedTest
  @MethodSource("ports")
  void portsAreInterfacesAndTheValuesThatTheyCarry(String ports) {
    classes()
        .that()
        .resideInAPackage(ports)
        .and()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .beInterfaces()
        .orShould()
        .beRecords()
        .orShould()
        .beEnums()
        .allowEmptyShould(false)
        .check(AFORO);
  }

  static Stream<String> ports() {
    return Stream.of(INWARD_PORTS, OUTWARD_PORTS);
  }

  @Test
  void thePackagesOfTheInsideHaveNoCycles() {
    slices()
        .matching(DOMAIN + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false)
        .check(AFORO);
    slices()
        .matching(APPLICATION + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false)
        .check(AFORO);
  }

  private static void insideNever(String what, Predicate<JavaAccess<?>> forbidden) {
    noClasses()
        .that(inside())
        .should()
        .accessTargetWhere(describe("it " + what, forbidden::test))
        .allowEmptyShould(false)
        .check(AFORO);
  }

  private static DescribedPredicate<JavaClass> inside() {
    return resideInAnyPackage(DOMAIN + "..", APPLICATION + "..").as("are inside");
  }

  private static boolean isMember(JavaAccess<?> access, Class<?> owner, String... names) {
    return isOwnedBy(access, owner) && Stream.of(names).anyMatch(access.getName()::equals);
  }

  private static boolean isNamed(JavaAccess<?> access, String owner, String name) {
    return access.getTargetOwner().getName().equals(owner) && access.getName().equals(name);
  }

  private static boolean isOwnedBy(JavaAccess<?> access, Class<?>... owners) {
    return Stream.of(owners).anyMatch(access.getTargetOwner()::isAssignableTo);
  }

  private static boolean isOwnedByPackage(JavaAccess<?> access, String name) {
    return access.getTargetOwner().getPackageName().startsWith(name);
  }
}
