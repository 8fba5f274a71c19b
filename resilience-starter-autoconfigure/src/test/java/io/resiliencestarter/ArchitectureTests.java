package io.resiliencestarter;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fences between the packages.
 */
@AnalyzeClasses(packages = "io.resiliencestarter", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] KERNEL = { "..pool..", "..diagnosis..", "..sizing..", "..budget.." };

	@ArchTest
	static final ArchRule kernelIsPlainJava = classes().that()
		.resideInAnyPackage(KERNEL)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.resiliencestarter.pool..",
				"io.resiliencestarter.diagnosis..", "io.resiliencestarter.sizing..", "io.resiliencestarter.budget..");

	@ArchTest
	static final ArchRule kernelHasNoThreadAndNoClock = noClasses().that()
		.resideInAnyPackage(KERNEL)
		.should()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(java.time.Instant.class, "now")
		.orShould()
		.callConstructor(Thread.class, Runnable.class)
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule partsDoNotKnowEachOther = slices().matching("io.resiliencestarter.(db|redis|http|web)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.resiliencestarter.(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule hikariOnlyInDb = noClasses().that()
		.resideOutsideOfPackage("io.resiliencestarter.db..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("com.zaxxer.hikari..");

	@ArchTest
	static final ArchRule lettuceOnlyInRedis = noClasses().that()
		.resideOutsideOfPackage("io.resiliencestarter.redis..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..");

	@ArchTest
	static final ArchRule webFrameworksOnlyInWeb = noClasses().that()
		.resideOutsideOfPackage("io.resiliencestarter.web..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..", "org.springframework.web.servlet..",
				"org.springframework.web.reactive", "org.springframework.web.reactive.result..",
				"org.springframework.web.reactive.function.server..");

	@ArchTest
	static final ArchRule micrometerOnlyInMetrics = noClasses().that()
		.haveNameNotMatching(".*Metrics.*")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..");

	@ArchTest
	static final ArchRule actuatorOnlyInEndpointsAndHealth = noClasses().that()
		.haveNameNotMatching(".*(Endpoint|Health).*")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..");

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackage).distinct())
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

}
