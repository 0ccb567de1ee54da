package io.aforo.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A broker, a registry and a database on 127.0.0.1, in a directory of their own.
 *
 * <p>Every process ends with the one that started it, however that ends. What a killed run left
 * behind is ended by the next start in the same directory. Two runs cannot share a directory.
 */
public final class LocalStack implements AutoCloseable {

  private static final String LOCK_FILE = "stack.lock";
  private static final String TEMPORARY_PREFIX = "aforo-";

  /** What happens to the data of an earlier run, and to that of this one. */
  public enum Data {
    /** Kept: the next run goes on with it. Postgres writes through to the disk. */
    KEEP,
    /** Deleted at the start; faster to stop. */
    DISCARD
  }

  private final Path directory;
  private final Data data;
  private final FileChannel lock;
  private EmbeddedBroker broker;
  private EmbeddedRegistry registry;
  private EmbeddedDatabase database;
  private boolean deleteDirectory;
  private boolean closed;

  private LocalStack(Path directory, Data data) {
    this.directory = directory;
    this.data = data;
    this.lock = lock(directory).orElseThrow(() -> new DirectoryInUse(directory));
  }

  /**
   * Starts the three at once, and returns when all are ready.
   *
   * @param listener is told of each component as it gets ready, on the calling thread
   * @throws ComponentException if one does not come up; the others are stopped then
   * @throws DirectoryInUse if another stack runs in the directory
   */
  public static LocalStack start(Path directory, Data data, Consumer<Started> listener)
      throws InterruptedException {
    LocalStack stack = new LocalStack(directory.toAbsolutePath().normalize(), data);
    stack.startOrClose(listener);
    return stack;
  }

  /**
   * Starts the three in a new directory, which is deleted on {@link #close}; directories of this
   * kind whose runs were killed are deleted now.
   *
   * @param listener is told of each component as it gets ready, on the calling thread
   * @throws ComponentException if one does not come up; the others are stopped then
   */
  public static LocalStack startTemporary(Consumer<Started> listener) throws InterruptedException {
    LocalStack stack;
    try {
      Path directory = Files.createTempDirectory(TEMPORARY_PREFIX).toAbsolutePath();
      deleteAbandoned(directory.getParent(), Files.getOwner(directory));
      stack = new LocalStack(directory, Data.DISCARD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack.deleteDirectory = true;
    stack.startOrClose(listener);
    return stack;
  }

  /** Where the data and the logs are: {@code broker}, {@code registry}, {@code database}. */
  public Path directory() {
    return directory;
  }

  /** For Kafka's clients: {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** For clients of the Confluent API: {@code http://127.0.0.1:PORT/apis/ccompat/v7}. */
  public String schemaRegistryUrl() {
    return registry.url();
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  public EmbeddedRegistry registry() {
    return registry;
  }

  /** The database, with its host, port, name, user and password. */
  public EmbeddedDatabase database() {
    return database;
  }

  /** Stops the three at once, by force where it takes longer than 5 s. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<Runnable> stops = new ArrayList<>();
    if (broker != null) {
      stops.add(data == Data.KEEP ? broker::close : broker::kill);
    }
    if (registry != null) {
      stops.add(data == Data.KEEP ? registry::close : registry::kill);
    }
    if (database != null) {
      stops.add(database::close);
    }
    try {
      inParallel(stops);
    } finally {
      release();
    }
  }

  List<ProcessHandle> processes() {
    List<ProcessHandle> processes = new ArrayList<>(database.processes());
    processes.add(broker.process());
    processes.add(registry.process());
    return processes;
  }

  private static void inParallel(List<Runnable> tasks) {
    CompletableFuture.allOf(
            tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, each -> new Thread(each).start()))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private void startOrClose(Consumer<Started> listener) throws InterruptedException {
    boolean started = false;
    try {
      endLeftovers(directory);
      if (data == Data.DISCARD) {
        for (String component : List.of("broker", "registry", "database")) {
          deleteTree(directory.resolve(component));
        }
      }
      startAll(listener);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private void startAll(Consumer<Started> listener) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    CompletionService<Started> starting = new ExecutorCompletionService<>(threads);
    try {
      starting.submit(this::startDatabase);
      starting.submit(this::startBroker);
      starting.submit(this::startRegistry);
      for (int i = 0; i < 3; i++) {
        listener.accept(starting.take().get());
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      // Not interrupted: a component that is half up could not be found to be closed.
      threads.shutdown();
      awaitTermination(threads);
    }
  }

  private Started startBroker() {
    long begin = System.nanoTime();
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    return started("broker", begin, broker.bootstrapServers());
  }

  private Started startRegistry() {
    long begin = System.nanoTime();
    registry = EmbeddedRegistry.start(directory.resolve("registry"));
    return started("registry", begin, registry.url());
  }

  private Started startDatabase() {
    long begin = System.nanoTime();
    database = EmbeddedDatabase.start(directory.resolve("database"), data == Data.KEEP);
    return started("database", begin, database.address());
  }

  private static Started started(String component, long beginNanos, String address) {
    return new Started(component, Duration.ofNanos(System.nanoTime() - beginNanos), address);
  }

  private static void endLeftovers(Path directory) {
    EmbeddedBroker.endLeftover(directory.resolve("broker"));
    EmbeddedRegistry.endLeftover(directory.resolve("registry"));
    EmbeddedDatabase.endLeftover(directory.resolve("database"));
  }

  private static void awaitTermination(ExecutorService threads) {
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(e.getCause());
  }

  /** The system gives the lock back when this process dies, however it dies. */
  private static Optional<FileChannel> lock(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return Optional.of(channel);
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by another stack of this very process.
      return false;
    }
  }

  private void release() {
    try {
      if (deleteDirectory) {
        deleteTree(directory);
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAbandoned(Path parent, UserPrincipal owner) throws IOException {
    try (DirectoryStream<Path> candidates =
        Files.newDirectoryStream(parent, TEMPORARY_PREFIX + "*")) {
      for (Path candidate : candidates) {
        // Pid files are believed, so only one's own.
        if (Files.isRegularFile(candidate.resolve(LOCK_FILE))
            && owner.equals(Files.getOwner(candidate, LinkOption.NOFOLLOW_LINKS))) {
          Optional<FileChannel> lock = lock(candidate);
          if (lock.isPresent()) {
            endLeftovers(candidate);
            deleteTree(candidate);
            lock.get().close();
          }
        }
      }
    }
  }

  private static void deleteTree(Path root) {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Nothing is there already.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
