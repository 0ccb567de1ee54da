package io.aforo.adapters.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates of a day, made by the keytool of the JDK, as files. */
final class Certificates {

  private static final String PASSWORD = "change-it";

  private final Path directory;
  private final Path store;

  Certificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("all.p12");
  }

  /** A certificate that signs itself, and can sign others. */
  void authority(String alias) throws Exception {
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-ext", "bc:c");
  }

  /** A certificate that an authority has signed. */
  void signed(String alias, String authority, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-signer", authority));
    arguments.addAll(List.of(options));
    keytool(arguments.toArray(String[]::new));
  }

  /** Its certificate alone, in PEM. */
  Path certificate(String alias) throws Exception {
    Certificate certificate = open().getCertificate(alias);
    return pem(alias + ".pem", "CERTIFICATE", certificate.getEncoded());
  }

  /** Its key in PEM, readable by its owner alone. */
  Path key(String alias) throws Exception {
    return secret(pem(alias + ".key", "PRIVATE KEY", encodedKey(alias)));
  }

  /** Its key as PKCS #8 in DER. */
  Path pkcs8(String alias) throws Exception {
    return secret(Files.write(directory.resolve(alias + ".pk8"), encodedKey(alias)));
  }

  /** Its key and certificates as PKCS #12, under the alias that the driver looks for. */
  Path pkcs12(String alias, String password) throws Exception {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    KeyStore all = open();
    one.setKeyEntry(
        "user",
        all.getKey(alias, PASSWORD.toCharArray()),
        password.toCharArray(),
        all.getCertificateChain(alias));
    Path file = directory.resolve(alias + ".p12");
    try (var out = Files.newOutputStream(file)) {
      one.store(out, password.toCharArray());
    }
    return secret(file);
  }

  private byte[] encodedKey(String alias) throws Exception {
    return open().getKey(alias, PASSWORD.toCharArray()).getEncoded();
  }

  private KeyStore open() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private Path pem(String name, String kind, byte[] content) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(content),
                kind);
    return Files.writeString(directory.resolve(name), text);
  }

  private static Path secret(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1", "-noprompt"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Path output = directory.resolve("keytool.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed:\n" + Files.readString(output));
    }
  }
}
