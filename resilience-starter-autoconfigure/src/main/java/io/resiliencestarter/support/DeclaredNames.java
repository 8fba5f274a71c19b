package io.resiliencestarter.support;

import java.util.Set;

/**
 * Names that a user has given to what he declares, as binding finds them.
 */
public final class DeclaredNames {

	private DeclaredNames() {
	}

	/**
	 * Whether a name is another spelling of one that is declared. An environment variable
	 * that overrides a setting cannot spell the dashes of the name, so that binding finds
	 * a second one that is the same.
	 * @param name the name
	 * @param names all of them
	 * @return whether another one differs from it in dashes only
	 */
	public static boolean isAlias(String name, Set<String> names) {
		return names.stream().anyMatch((other) -> !other.equals(name) && other.replace("-", "").equals(name));
	}

}
