package com.example.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunFolder}.
 */
class RunFolderTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path parent;

	@Test
	void folderIsOpenToItsOwnerOnly() throws IOException {
		RunFolder folder = RunFolder.create(this.parent);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path()))).isEqualTo("rwx------");
		folder.close();
	}

	@Test
	void closeDeletesTheFolder() throws IOException {
		RunFolder folder = RunFolder.create(this.parent);
		Files.writeString(folder.path().resolve("data"), "data");
		folder.close();
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void folderWhoseLockIsFreeIsRemoved() throws IOException {
		RunFolder current = RunFolder.create(this.parent);
		Path abandoned = sibling(current, "-abandoned");
		Files.createFile(abandoned.resolve("lock"));
		current.removeAbandonedSiblings();
		assertThat(abandoned).doesNotExist();
		current.close();
	}

	@Test
	void folderOfAnotherLivingRunIsLeftAlone() throws IOException {
		RunFolder other = RunFolder.create(this.parent);
		RunFolder current = RunFolder.create(this.parent);
		current.removeAbandonedSiblings();
		assertThat(other.path()).exists();
		current.close();
		other.close();
	}

	@Test
	void folderWithoutLockIsLeftAlone() throws IOException {
		RunFolder current = RunFolder.create(this.parent);
		Path unknown = sibling(current, "-unknown");
		current.removeAbandonedSiblings();
		assertThat(unknown).exists();
		current.close();
	}

	@Test
	void folderOfAnotherNameIsLeftAlone() throws IOException {
		Path unrelated = Files.createDirectory(this.parent.resolve("unrelated"));
		Files.createFile(unrelated.resolve("lock"));
		RunFolder current = RunFolder.create(this.parent);
		current.removeAbandonedSiblings();
		assertThat(unrelated).exists();
		current.close();
	}

	@Test
	void linkToAFolderIsNotFollowed() throws IOException {
		RunFolder current = RunFolder.create(this.parent);
		Path target = Files.createDirectory(this.parent.resolve("target"));
		Files.createFile(target.resolve("lock"));
		Files.createSymbolicLink(Path.of(current.path() + "-link"), target);
		current.removeAbandonedSiblings();
		assertThat(target.resolve("lock")).exists();
		current.close();
	}

	@Test
	void logTailShowsTheLastLines() throws IOException {
		RunFolder folder = RunFolder.create(this.parent);
		Files.writeString(folder.log("redis"), "1\n2\n3\n\n4\n5\n");
		assertThat(folder.logTail("redis")).contains(String.join(System.lineSeparator(), "2", "3", "4", "5"));
		assertThat(folder.logTail("postgres")).isEmpty();
		folder.close();
	}

	private static Path sibling(RunFolder folder, String suffix) throws IOException {
		return Files.createDirectory(Path.of(folder.path() + suffix));
	}

}
