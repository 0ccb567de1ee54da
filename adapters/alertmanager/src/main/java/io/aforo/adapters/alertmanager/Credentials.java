package io.aforo.adapters.alertmanager;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** How requests say who sends them. Holds no secret. */
public final class Credentials implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Credentials NONE = new Credentials(Scheme.NONE, "", Optional::empty);

  private enum Scheme {
    NONE,
    BASIC,
    BEARER
  }

  private final Scheme scheme;
  private final String user;
  private final Secret secret;

  private Credentials(Scheme scheme, String user, Secret secret) {
    this.scheme = scheme;
    this.user = Objects.requireNonNull(user, "user");
    this.secret = Objects.requireNonNull(secret, "secret");
  }

  /** Requests say nothing. */
  public static Credentials none() {
    return NONE;
  }

  /**
   * A user and a password, by HTTP's basic authentication.
   *
   * @throws IllegalArgumentException if the user's name is empty or holds a colon
   */
  public static Credentials basic(String user, Secret password) {
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("user must not be empty, nor hold a colon, was " + user);
    }
    return new Credentials(Scheme.BASIC, user, password);
  }

  /** A bearer token. */
  public static Credentials bearer(Secret token) {
    return new Credentials(Scheme.BEARER, "", token);
  }

  /**
   * The header {@code Authorization} as it is to be now.
   *
   * @throws RuntimeException if there is no secret where it should be
   */
  Optional<String> header() {
    return switch (scheme) {
      case NONE -> Optional.empty();
      case BASIC -> Optional.of("Basic " + base64(user + ":" + secret.read().orElse("")));
      case BEARER ->
          Optional.of(
              "Bearer "
                  + secret
                      .read()
                      .map(String::strip)
                      .filter(token -> !token.isEmpty())
                      .orElseThrow(() -> new IllegalStateException("there is no bearer token")));
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The scheme and the user, never the secret. */
  @Override
  public String toString() {
    return scheme + (user.isEmpty() ? "" : " " + user);
  }
}
