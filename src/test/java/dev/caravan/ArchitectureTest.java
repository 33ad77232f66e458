package dev.caravan;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The layout that the design promises, held by the compiler's own output. */
class ArchitectureTest {
  private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.caravan");
  private static final JavaClasses MAIN = ALL.that(not(liesIn("/test-classes/")));

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
    noClasses().should().callMethodWhere(target(name("printStackTrace"))).check(ALL);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethodWhere(target(name("sleep"))).check(ALL);
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

  private static DescribedPredicate<JavaClass> liesIn(String folder) {
    return DescribedPredicate.describe(
        "lies in " + folder,
        type ->
            type.getSource().map(source -> source.getUri().toString()).orElse("").contains(folder));
  }
}
