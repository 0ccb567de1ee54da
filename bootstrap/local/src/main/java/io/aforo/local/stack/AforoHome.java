package io.aforo.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory that the build fills: {@code lib} (this program), {@code broker/lib}, {@code
 * registry} and {@code flink/lib}, the class paths of the processes that it starts.
 */
final class AforoHome {

  private final Path directory;

  private AforoHome(Path directory) {
    this.directory = directory;
  }

  /**
   * The directory of the system property {@code aforo.home}, else the one that this class was
   * loaded from: {@code dist/lib/aforo-local.jar} and {@code target/classes} are both understood.
   *
   * @throws IllegalStateException if the broker is not there
   */
  static AforoHome find() {
    String property = System.getProperty("aforo.home");
    Path code = codeLocation();
    Path home =
        property != null
            ? Path.of(property).toAbsolutePath()
            : Files.isDirectory(code) ? code.resolveSibling("dist") : code.getParent().getParent();
    if (!Files.isDirectory(home.resolve("broker/lib"))) {
      throw new IllegalStateException(
          ("%s holds no broker/lib: build it with ./mvnw package,"
                  + " or set the system property aforo.home to the build's dist directory")
              .formatted(home));
    }
    return new AforoHome(home);
  }

  /** Where this class was loaded from: the only entry that {@link ParentWatch} needs. */
  static Path codeLocation() {
    try {
      return Path.of(AforoHome.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  String brokerClassPath() {
    return directory.resolve("broker/lib").resolve("*").toString();
  }

  String flinkClassPath() {
    return directory.resolve("flink/lib").resolve("*").toString();
  }

  /** Where the binaries of Postgres are unpacked, once. */
  Path postgresBinaries() {
    return directory.resolve("postgres");
  }

  Path registryJar() {
    Path registry = directory.resolve("registry");
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(registry, "*-runner.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + registry, e);
    }
    if (jars.size() != 1) {
      throw new IllegalStateException(
          "%s must hold one registry, it holds %s: run ./mvnw clean package"
              .formatted(registry, jars));
    }
    return jars.get(0);
  }
}
