package io.aforo.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What runs of one deployment keep of their state, so that the next one goes on where the last one
 * was. One run at a time has it.
 */
final class Checkpoints implements AutoCloseable {

  private final Path directory;
  private final FileChannel lock;

  private Checkpoints(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * A checkpoint that was completed.
   *
   * @param path its folder, {@code JOB/chk-N}
   * @param completedAt by the clock of this machine
   */
  record Checkpoint(Path path, Instant completedAt) {

    /** As Flink numbers it. */
    long number() {
      return Long.parseLong(path.getFileName().toString().substring("chk-".length()));
    }
  }

  /**
   * The checkpoints in this folder, which is made if it is not there.
   *
   * @throws UsageException if another run has it
   */
  static Checkpoints in(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        channel.close();
        throw new UsageException(
            "a job with this environment, these inputs and these tables runs already on this machine"
                + " (its state is in "
                + directory
                + "); a second one beside it needs another `environment`");
      }
      return new Checkpoints(directory, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException byThisProcess) {
      return true;
    }
  }

  /** Where Flink is to put them. */
  Path directory() {
    return directory;
  }

  /** The one that was completed last, if there is any. */
  Optional<Checkpoint> newest() {
    try (Stream<Path> tree = Files.walk(directory, 3)) {
      return tree.filter(path -> path.endsWith("_metadata"))
          .map(path -> new Checkpoint(path.getParent(), timeOf(path)))
          .max(Comparator.comparing(Checkpoint::completedAt).thenComparingLong(Checkpoint::number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all that earlier runs have left, but for what belongs to this one. */
  void deleteAllBut(Optional<Checkpoint> kept) {
    Optional<Path> job = kept.map(checkpoint -> checkpoint.path().getParent());
    try (Stream<Path> jobs = Files.list(directory)) {
      for (Path each : jobs.filter(Files::isDirectory).toList()) {
        if (!job.equals(Optional.of(each))) {
          delete(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      // Nothing is there already.
    }
  }

  private static Instant timeOf(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
