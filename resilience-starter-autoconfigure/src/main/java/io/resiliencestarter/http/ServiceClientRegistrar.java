package io.resiliencestarter.http;

import java.util.Set;

import io.resiliencestarter.support.DeclaredNames;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * Registers a client for each declared service. It is a candidate only where its service
 * is asked for by name, so that it is never in the way of a client of the application.
 */
class ServiceClientRegistrar implements BeanDefinitionRegistryPostProcessor {

	private final Environment environment;

	private final Class<?> type;

	private final Class<? extends FactoryBean<?>> factory;

	private ServiceClientRegistrar(Environment environment, Class<?> type, Class<? extends FactoryBean<?>> factory) {
		this.environment = environment;
		this.type = type;
		this.factory = factory;
	}

	/**
	 * Create a registrar.
	 * @param <T> the type of client
	 * @param environment tells the services
	 * @param type the type of client
	 * @param factory creates a client, given the name of its service
	 * @return the registrar
	 */
	static <T> ServiceClientRegistrar of(Environment environment, Class<T> type,
			Class<? extends FactoryBean<T>> factory) {
		return new ServiceClientRegistrar(environment, type, factory);
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Set<String> services = ServicesProperties.declaredIn(this.environment).keySet();
		for (String service : services) {
			String beanName = service + this.type.getSimpleName();
			if (!DeclaredNames.isAlias(service, services) && !registry.containsBeanDefinition(beanName)) {
				registry.registerBeanDefinition(beanName, definition(service));
			}
		}
	}

	private RootBeanDefinition definition(String service) {
		RootBeanDefinition definition = new RootBeanDefinition(this.factory);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, service);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, service));
		definition.setDefaultCandidate(false);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		// Else the factory is created early, by whoever asks which types there are
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, this.type);
		definition.setLazyInit(true);
		return definition;
	}

}
