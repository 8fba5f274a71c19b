package com.example.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is, below the repository
 * @param text what it says
 */
record Document(Path path, String text) {

	private static final Path REPOSITORY = Path.of("..");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	static Document read(String path) {
		try {
			return new Document(Path.of(path), Files.readString(REPOSITORY.resolve(path)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Document> all() {
		List<Document> documents = new ArrayList<>(List.of(read("README.md")));
		documents.addAll(below("docs", ".md"));
		return documents;
	}

	static List<Document> below(String folder, String ending) {
		try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
			return files.map((file) -> REPOSITORY.relativize(file).toString())
				.filter((file) -> file.endsWith(ending))
				.sorted()
				.map(Document::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static boolean exists(Path path) {
		return Files.exists(REPOSITORY.resolve(path));
	}

	/**
	 * Return the fenced blocks.
	 * @param language the language after the fence, empty for none
	 * @return their texts
	 */
	List<String> blocks(String language) {
		return BLOCK.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	List<String> lines() {
		return this.text.lines().toList();
	}

	/**
	 * Return the commands in blocks that are of no language, one a line.
	 * @param program what is run
	 * @return the whole lines
	 */
	List<String> commands(String program) {
		return blocks("").stream().flatMap(String::lines).filter((line) -> line.startsWith(program + " ")).toList();
	}

	List<String> links() {
		return LINK.matcher(withoutBlocks())
			.results()
			.map((link) -> link.group(1))
			.filter((link) -> !link.contains("://"))
			.toList();
	}

	Path resolve(String link) {
		return this.path.resolveSibling(link).normalize();
	}

	/**
	 * Whether a link's part behind {@code #} is a heading here.
	 * @param anchor that part
	 * @return whether there is one
	 */
	boolean hasAnchor(String anchor) {
		Matcher headings = HEADING.matcher(withoutBlocks());
		return headings.results().map((heading) -> anchor(heading.group(1))).anyMatch(anchor::equals);
	}

	private String withoutBlocks() {
		return BLOCK.matcher(this.text).replaceAll("");
	}

	/**
	 * As GitHub does.
	 */
	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
