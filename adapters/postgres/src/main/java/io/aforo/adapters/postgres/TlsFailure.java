package io.aforo.adapters.postgres;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;

/** Why two ends would not speak to each other in secret; time mends none of it. */
enum TlsFailure {
  /** It is something else. */
  NONE,
  /** The server has no TLS, and it is asked for. */
  NOT_OFFERED,
  /** The server's certificate is for other names. */
  OTHER_NAME,
  /** The server's certificate is not signed by a trusted one, or not valid now. */
  NOT_TRUSTED,
  /** A file of certificates or keys is not there. */
  NO_FILE;

  static TlsFailure of(SQLException error) {
    String message = error.getMessage() == null ? "" : error.getMessage();
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    // Messages come in many languages; names of classes and protocols are in all of them.
    if (state.equals("08004") && message.contains("SSL")) {
      return NOT_OFFERED;
    }
    if (message.contains("HostnameVerifier")) {
      return OTHER_NAME;
    }
    if (!state.startsWith("08")) {
      return NONE;
    }
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return NOT_TRUSTED;
      }
      if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
        return NO_FILE;
      }
    }
    return NONE;
  }

  /** What to change; the empty text where it is something else. */
  String advice(PostgresSettings settings) {
    PostgresTls tls = settings.tls();
    return switch (this) {
      case NONE -> "";
      case NOT_OFFERED ->
          "postgres.tls.mode is "
              + tls.mode().label()
              + ", but the server does not offer TLS: turn it on there (ssl = on), or ask for less.";
      case OTHER_NAME ->
          "The server's certificate is not for the name "
              + settings.host()
              + ": set postgres.host to a name that it is for, or have one issued for this name."
              + " postgres.tls.mode verify-ca would take any name.";
      case NOT_TRUSTED ->
          "The server's certificate is not valid, or not signed by "
              + (tls.rootCertificate().isEmpty()
                  ? "one that Java trusts: set postgres.tls.rootCertificate to the file of the"
                      + " certificate that signed it."
                  : "one in the file "
                      + tls.rootCertificate()
                      + ": set postgres.tls.rootCertificate to the file of the one that did.");
      case NO_FILE ->
          "Each machine that connects needs the files of postgres.tls.rootCertificate,"
              + " .clientCertificate and .clientKey, as far as they are set.";
    };
  }
}
