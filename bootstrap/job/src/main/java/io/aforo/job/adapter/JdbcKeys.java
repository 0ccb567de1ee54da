package io.aforo.job.adapter;

import io.aforo.adapters.jdbc.JdbcConnectionSettings;
import io.aforo.adapters.jdbc.JdbcPassword;
import java.util.Map;

/** How keys become a connection, for source and sink alike. */
final class JdbcKeys {

  private JdbcKeys() {}

  /**
   * @throws IllegalArgumentException if a password stands in the URL or among the properties
   */
  static JdbcConnectionSettings settings(
      String url,
      String user,
      SecretReference password,
      String driver,
      Map<String, String> properties) {
    var source = password.source();
    JdbcPassword onTheWorker = () -> source.read();
    return new JdbcConnectionSettings(url, user, onTheWorker, driver, properties);
  }
}
