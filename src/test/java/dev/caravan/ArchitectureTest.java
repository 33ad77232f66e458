package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The layout that the design promises, held by the compiler's own output. */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.caravan");
  private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.caravan");

  @Test
  void onlyTheCamelPackageKnowsCamel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.caravan.camel..")
        .and()
        .doNotBelongToAnyOf(Caravan.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(MAIN);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.caravan.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void dialectsAreFreeOfHttpAndLogging() {
    noClasses()
        .that()
        .resideInAPackage("dev.caravan.dialect..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "org.apache.hc..", "io.vertx..", "org.slf4j..")
        .check(MAIN);
  }

  @Test
  void nothingPrintsStackTraces() {
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(ALL);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
    noClasses().should().callMethod(Thread.class, "sleep", Duration.class).check(ALL);
  }

  @Test
  void noTestIsDisabled() {
    noClasses().should().beAnnotatedWith(Disabled.class).check(ALL);
    noMethods().should().beAnnotatedWith(Disabled.class).check(ALL);
  }

  @Test
  void onlyOneClassStandsAtTheRoot() {
    classes()
        .that()
        .resideInAPackage("dev.caravan")
        .and()
        .areTopLevelClasses()
        .should()
        .be(Caravan.class)
        .check(MAIN);
  }
}
