package com.example.documentation;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.yaml.snakeyaml.Yaml;

/**
 * The manifests, read as what Kubernetes takes them for: a field that it does not know is
 * an error.
 */
final class KubernetesManifests {

	static final String FOLDER = "docs/kubernetes";

	static final String KUSTOMIZATION = FOLDER + "/kustomization.yaml";

	private static final ObjectMapper MAPPER = new ObjectMapper()
		.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

			@Override
			public Boolean hasAnySetter(Annotated setter) {
				// The models would take a misspelt field for an addition
				return false;
			}

		});

	private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of("v1/ConfigMap", ConfigMap.class,
			"v1/Service", Service.class, "apps/v1/Deployment", Deployment.class,
			"autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class, "policy/v1/PodDisruptionBudget",
			PodDisruptionBudget.class, "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class);

	private final List<HasMetadata> manifests = Document.below(FOLDER, ".yaml")
		.stream()
		.filter((document) -> !document.toString().equals(KUSTOMIZATION))
		.map((document) -> read(document.text()))
		.toList();

	/**
	 * Read a manifest.
	 * @param yaml the text
	 * @return the object
	 * @throws IllegalArgumentException if its kind or one of its fields is not known
	 */
	static HasMetadata read(String yaml) {
		Map<String, Object> fields = new Yaml().load(yaml);
		String kind = fields.get("apiVersion") + "/" + fields.get("kind");
		Class<? extends HasMetadata> type = TYPES.get(kind);
		if (type == null) {
			throw new IllegalArgumentException("Unknown kind: " + kind);
		}
		return MAPPER.convertValue(fields, type);
	}

	List<HasMetadata> all() {
		return this.manifests;
	}

	<T extends HasMetadata> T get(Class<T> type) {
		return this.manifests.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
	}

	/**
	 * Return the configuration of the application.
	 * @return the text of its {@code application.yml}
	 */
	String configuration() {
		return Objects.requireNonNull(get(ConfigMap.class).getData().get("application.yml"));
	}

}
