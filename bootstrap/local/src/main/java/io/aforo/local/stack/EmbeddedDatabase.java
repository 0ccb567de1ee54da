package io.aforo.local.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A Postgres server in processes of its own, on 127.0.0.1, with an empty database {@code aforo}
 * that belongs to the role {@code aforo}, which is no superuser.
 *
 * <p>Its directory holds its data, its log and its password, which is generated once. A second,
 * small process stops the server when this one dies.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final String NAME = "database";
  private static final String GUARD = "database-guard";
  private static final String DATABASE = "aforo";
  private static final String USER = "aforo";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);

  private final Path directory;
  private final int port;
  private final boolean fsync;
  private final String password;
  private ChildProcess guard;
  private EmbeddedPostgres server;

  private EmbeddedDatabase(Path directory, int port, boolean fsync, String password) {
    this.directory = directory;
    this.port = port;
    this.fsync = fsync;
    this.password = password;
  }

  /**
   * Starts a server on a free port, over the data that an earlier one left in the directory.
   *
   * @param fsync whether the data survives a crash of the machine; a crash of the server alone it
   *     always survives
   * @throws ComponentException if it does not come up
   */
  public static EmbeddedDatabase start(Path directory, boolean fsync) {
    Path absolute = directory.toAbsolutePath();
    endLeftover(absolute);
    String password = password(absolute);
    return Loopback.startOnFreePorts(
        1,
        ports -> {
          EmbeddedDatabase database = new EmbeddedDatabase(absolute, ports[0], fsync, password);
          database.launch();
          return database;
        });
  }

  /** {@code 127.0.0.1}. */
  public String host() {
    return Loopback.HOST;
  }

  public int port() {
    return port;
  }

  /** {@code 127.0.0.1:PORT}. */
  public String address() {
    return host() + ":" + port;
  }

  /** The database's name. */
  public String database() {
    return DATABASE;
  }

  /** The database's owner. */
  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** The file that holds the password, readable by its owner alone. */
  public Path passwordFile() {
    return passwordFile(directory);
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + address() + "/" + DATABASE;
  }

  /** Ends the server and its children as a crash would (SIGKILL). */
  public void kill() {
    Postmaster.of(data(directory)).ifPresent(Postmaster::kill);
  }

  /** Starts the server again on the same port and data, after ending it if it still runs. */
  public void restart() {
    close();
    launch();
  }

  /** Stops the server: its clients are disconnected. After 5 s it is ended by force. */
  @Override
  public void close() {
    if (server != null) {
      stopServer();
    }
    // Last: until the server is gone, somebody has to watch over it.
    guard.end(STOP_GRACE);
  }

  static void endLeftover(Path directory) {
    ChildProcess.endLeftover(directory, GUARD);
    Postmaster.of(data(directory)).ifPresent(left -> left.stop(STOP_GRACE));
  }

  ProcessHandle guard() {
    return guard.handle();
  }

  List<ProcessHandle> processes() {
    return List.of(guard.handle(), Postmaster.of(data(directory)).orElseThrow().process());
  }

  private void stopServer() {
    Postmaster.of(data(directory))
        .ifPresent(
            running -> {
              try {
                server.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                // The library waits for the pid file to go, which is a little earlier.
                running.awaitEndOrKill(STOP_GRACE);
              }
            });
    server = null;
  }

  private void launch() {
    guard =
        ChildProcess.start(
            new ChildProcess.Launch(
                GUARD,
                directory,
                AforoHome.codeLocation().toString(),
                List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                PostgresGuard.class.getName(),
                List.of(data(directory).toString())));
    try {
      // The library's own lock: the one of a killed server is still held by this process.
      Files.deleteIfExists(data(directory).resolve("epg-lock"));
      server = startServer();
      createDatabase();
    } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
      kill();
      guard.kill();
      throw new ComponentException(
          NAME, "did not start: " + e.getMessage(), logFile(), ChildProcess.tail(logFile()), e);
    }
  }

  private EmbeddedPostgres startServer() throws IOException {
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(logFile().toFile());
    File binaries = AforoHome.find().postgresBinaries().toFile();
    EmbeddedPostgres started =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(binaries)
            .setDataDirectory(data(directory))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(START_TIMEOUT)
            // Long options of initdb.
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("auth-host", "scram-sha-256")
            .setLocaleConfig("auth-local", "scram-sha-256")
            .setLocaleConfig("pwfile", passwordFile(directory).toString())
            .setConnectConfig("password", password)
            .setServerConfig("listen_addresses", Loopback.HOST)
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "50")
            .setServerConfig("shared_buffers", "64MB")
            // What was acknowledged is there after a kill -9.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", fsync ? "on" : "off")
            // A failing statement is logged without the values of its rows.
            .setServerConfig("log_error_verbosity", "terse")
            .setServerConfig("log_min_error_statement", "panic")
            .setErrorRedirector(log)
            .setOutputRedirector(log)
            .start();
    // The library lets everybody write there.
    binaries.setWritable(false, false);
    binaries.setWritable(true, true);
    return started;
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      if (isMissing(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
        // The password is hexadecimal: it needs no quoting.
        statement.execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + password + "'");
      }
      if (isMissing(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
      }
    }
  }

  private static boolean isMissing(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return !rows.next();
    }
  }

  private static Path data(Path directory) {
    return directory.resolve("data");
  }

  private Path logFile() {
    return directory.resolve(NAME + ".log");
  }

  private static Path passwordFile(Path directory) {
    return directory.resolve("password");
  }

  private static String password(Path directory) {
    Path file = passwordFile(directory);
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(directory);
        Files.createFile(file, ownerOnly());
        Files.writeString(file, HexFormat.of().formatHex(random));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
