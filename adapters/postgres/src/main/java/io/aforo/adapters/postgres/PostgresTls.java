package io.aforo.adapters.postgres;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/**
 * Whether connections are encrypted, and how the server and its client prove who they are. Paths
 * are those of files on the machine that connects; they are read for each connection. Holds no
 * secret.
 *
 * @param mode what is asked of the server
 * @param rootCertificate file of the certificates (PEM) that must have signed the server's; the
 *     empty text for those that Java trusts. Only where the server's certificate is verified
 * @param clientCertificate file of the client's certificate (PEM); the empty text for none, or if
 *     the key's file holds it
 * @param clientKey file of its key: PKCS #8 in DER ({@code .pk8}), or PKCS #12 with the certificate
 *     ({@code .p12}, {@code .pfx}); the empty text for none
 * @param clientKeyPassword where the key's password is to be found, if it has one
 */
public record PostgresTls(
    Mode mode,
    String rootCertificate,
    String clientCertificate,
    String clientKey,
    PasswordSource clientKeyPassword)
    implements Serializable {

  /** What is asked of the server, the least first. */
  public enum Mode {
    /** Never encrypted. */
    DISABLE,
    /** Encrypted if the server can; who listens in may prevent it. */
    PREFER,
    /** Encrypted, with whoever answers. */
    REQUIRE,
    /** Encrypted, with a server whose certificate is signed by a trusted one. */
    VERIFY_CA,
    /** Besides, the certificate is for the name by which the server is connected to. */
    VERIFY_FULL;

    /** As libpq spells it: {@code verify-full}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @throws IllegalArgumentException naming the labels that there are
     */
    public static Mode ofLabel(String label) {
      return Arrays.stream(values())
          .filter(mode -> mode.label().equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "mode must be one of "
                          + String.join(", ", labels())
                          + ", was '"
                          + label
                          + "'"));
    }

    private static List<String> labels() {
      return Arrays.stream(values()).map(Mode::label).toList();
    }

    boolean isVerifying() {
      return this == VERIFY_CA || this == VERIFY_FULL;
    }
  }

  /** Like libpq's variable, though libpq has none for this. */
  private static final String KEY_PASSWORD_VARIABLE = "PGSSLPASSWORD";

  /**
   * @throws IllegalArgumentException if one of them would have no effect with the others
   */
  public PostgresTls {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(clientKeyPassword, "clientKeyPassword");
    if (!rootCertificate.isEmpty() && !mode.isVerifying()) {
      throw new IllegalArgumentException(
          "must not name a rootCertificate with mode "
              + mode.label()
              + ", which verifies nothing\ndid you mean: mode: verify-full");
    }
    if (clientKey.isEmpty() != clientCertificate.isEmpty() && !isPkcs12(clientKey)) {
      throw new IllegalArgumentException(
          "must name both clientCertificate and clientKey, or neither; a clientKey of PKCS #12 (.p12,"
              + " .pfx) holds both");
    }
    if (!clientKey.isEmpty() && mode == Mode.DISABLE) {
      throw new IllegalArgumentException("must not name a clientKey with mode disable");
    }
    if (!clientKey.isEmpty() && mode.isVerifying() && rootCertificate.isEmpty()) {
      throw new IllegalArgumentException(
          "must name a rootCertificate beside a clientKey with mode " + mode.label());
    }
  }

  /** A mode with nothing else. */
  public static PostgresTls of(Mode mode) {
    return new PostgresTls(mode, "", "", "", PasswordSource.environment(KEY_PASSWORD_VARIABLE));
  }

  public PostgresTls withRootCertificate(String path) {
    return new PostgresTls(mode, path, clientCertificate, clientKey, clientKeyPassword);
  }

  public PostgresTls withClient(String certificate, String key, PasswordSource keyPassword) {
    return new PostgresTls(mode, rootCertificate, certificate, key, keyPassword);
  }

  /** Tells the driver; a password of the key is read now. */
  void addTo(Properties properties) {
    properties.setProperty("sslmode", mode.label());
    if (!rootCertificate.isEmpty()) {
      properties.setProperty("sslrootcert", rootCertificate);
    } else if (mode.isVerifying()) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    // Set where they are empty too, or the driver looks into the home directory.
    properties.setProperty("sslcert", clientCertificate);
    properties.setProperty("sslkey", clientKey);
    if (!clientKey.isEmpty()) {
      clientKeyPassword
          .read()
          .ifPresent(password -> properties.setProperty("sslpassword", password));
    }
  }

  private static boolean isPkcs12(String path) {
    return path.endsWith(".p12") || path.endsWith(".pfx");
  }
}
