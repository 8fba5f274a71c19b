package com.example.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The manifests of {@code docs/kubernetes}: valid, and true to each other and to the
 * configuration they carry.
 */
class KubernetesManifestsTests {

	/**
	 * HikariCP takes up to ten seconds to close connections that are still in use.
	 */
	private static final long CLOSE_SECONDS = 10;

	private final KubernetesManifests manifests = new KubernetesManifests();

	private final Deployment deployment = this.manifests.get(Deployment.class);

	private final Container container = this.deployment.getSpec().getTemplate().getSpec().getContainers().get(0);

	@Test
	void fieldThatKubernetesDoesNotKnowIsFound() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KubernetesManifests
				.read(Document.read("docs/kubernetes/deployment.yaml").text().replace("periodSeconds", "periodSecond")))
			.withMessageContaining("periodSecond");
	}

	@Test
	void eachManifestIsPartOfTheKustomization() {
		Map<String, List<String>> kustomization = new Yaml()
			.load(Document.read(KubernetesManifests.KUSTOMIZATION).text());
		assertThat(kustomization.get("resources"))
			.containsExactlyInAnyOrderElementsOf(Document.below(KubernetesManifests.FOLDER, ".yaml")
				.stream()
				.map((document) -> document.path().getFileName().toString())
				.filter((name) -> !Path.of(KubernetesManifests.KUSTOMIZATION).endsWith(name))
				.toList());
	}

	@Test
	void settingsExist() throws IOException {
		KnownSettings settings = new KnownSettings();
		assertThat(configuration().getPropertyNames()).filteredOn((name) -> name.startsWith("resilience."))
			.isNotEmpty()
			.allMatch(settings::contains);
	}

	@Test
	void probesAskForStateOnly() throws IOException {
		assertThat(setting("management.endpoint.health.group.liveness.include")).isEqualTo("livenessState");
		assertThat(setting("management.endpoint.health.group.readiness.include")).isEqualTo("readinessState");
		assertThat(path(this.container.getLivenessProbe())).isEqualTo("/actuator/health/liveness");
		assertThat(path(this.container.getStartupProbe())).isEqualTo("/actuator/health/liveness");
		assertThat(path(this.container.getReadinessProbe())).isEqualTo("/actuator/health/readiness");
	}

	private static String path(Probe probe) {
		HTTPGetAction request = probe.getHttpGet();
		assertThat(request.getPort().getStrVal()).isEqualTo("management");
		return request.getPath();
	}

	@Test
	void requestsUnderWayEndBeforeThePodIsKilled() throws IOException {
		Duration shutdown = DurationStyle.detectAndParse(setting("spring.lifecycle.timeout-per-shutdown-phase"));
		long preStop = this.container.getLifecycle().getPreStop().getSleep().getSeconds();
		Duration drain = DurationStyle.detectAndParse(setting("resilience.shutdown.drain-timeout"));
		assertThat(setting("server.shutdown")).isEqualTo("graceful");
		assertThat(this.deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
			.isGreaterThan(preStop + shutdown.toSeconds() + drain.toSeconds() + CLOSE_SECONDS);
	}

	@Test
	void budgetCountsAllReplicasThereCanBe() throws IOException {
		int most = autoscaler().getMaxReplicas();
		int surge = this.deployment.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getIntVal();
		assertThat(setting("resilience.budget.mode")).isEqualTo("shared");
		// Those that are stopping are not counted by the deployment, and still connected
		assertThat(Integer.parseInt(setting("resilience.budget.max-replicas")))
			.isGreaterThanOrEqualTo(most + surge + most);
	}

	@Test
	void replicasAreLeftToTheAutoscaler() {
		assertThat(this.deployment.getSpec().getReplicas()).isNull();
		assertThat(autoscaler().getScaleTargetRef().getName()).isEqualTo(this.deployment.getMetadata().getName());
		assertThat(autoscaler().getScaleTargetRef().getKind()).isEqualTo(this.deployment.getKind());
	}

	private HorizontalPodAutoscalerSpec autoscaler() {
		return this.manifests.get(HorizontalPodAutoscaler.class).getSpec();
	}

	@Test
	void credentialsComeFromASecret() {
		assertThat(this.container.getEnv()).filteredOn((variable) -> variable.getName().matches("SPRING_DATA.*"))
			.hasSize(4)
			.allSatisfy((variable) -> {
				assertThat(variable.getValue()).isNull();
				assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull();
			});
	}

	@Test
	void configurationIsMountedWhereItIsLookedFor() {
		assertThat(this.container.getEnv())
			.filteredOn((variable) -> variable.getName().equals("SPRING_CONFIG_ADDITIONAL_LOCATION"))
			.singleElement()
			.satisfies((variable) -> assertThat(variable.getValue())
				.isEqualTo("file:" + this.container.getVolumeMounts().get(0).getMountPath() + "/"));
		Volume volume = this.deployment.getSpec().getTemplate().getSpec().getVolumes().get(0);
		assertThat(volume.getName()).isEqualTo(this.container.getVolumeMounts().get(0).getName());
		assertThat(this.manifests.all()).anySatisfy((manifest) -> {
			assertThat(manifest.getKind()).isEqualTo("ConfigMap");
			assertThat(manifest.getMetadata().getName()).isEqualTo(volume.getConfigMap().getName());
		});
	}

	@Test
	void portsAndLabelsFit() throws IOException {
		Map<String, String> labels = this.deployment.getSpec().getTemplate().getMetadata().getLabels();
		Service service = this.manifests.get(Service.class);
		assertThat(labels).containsAllEntriesOf(this.deployment.getSpec().getSelector().getMatchLabels())
			.containsAllEntriesOf(service.getSpec().getSelector())
			.containsAllEntriesOf(
					this.manifests.get(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels());
		ServiceMonitor monitor = this.manifests.get(ServiceMonitor.class);
		assertThat(service.getMetadata().getLabels())
			.containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
		assertThat(service.getSpec().getPorts()).extracting(ServicePort::getName)
			.containsAll(monitor.getSpec().getEndpoints().stream().map((endpoint) -> endpoint.getPort()).toList());
		assertThat(service.getSpec().getPorts()).extracting((port) -> port.getTargetPort().getStrVal())
			.isSubsetOf(this.container.getPorts().stream().map(ContainerPort::getName).toList());
		assertThat(this.container.getPorts()).filteredOn((port) -> port.getName().equals("management"))
			.singleElement()
			.satisfies((port) -> assertThat(port.getContainerPort()).hasToString(setting("management.server.port")));
	}

	private String setting(String name) throws IOException {
		Object value = configuration().getProperty(name);
		assertThat(value).as(name).isNotNull();
		return String.valueOf(value);
	}

	private EnumerablePropertySource<?> configuration() throws IOException {
		byte[] yaml = this.manifests.configuration().getBytes(StandardCharsets.UTF_8);
		return (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
			.load("application.yml", new ByteArrayResource(yaml))
			.get(0);
	}

}
