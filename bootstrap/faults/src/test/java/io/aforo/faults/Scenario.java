package io.aforo.faults;

import java.nio.file.Path;

/**
 * The deployment that the suite breaks: what the job is told to compute, and the oracle knows by
 * heart. The two must be changed together.
 */
final class Scenario {

  static final String SALES = "sales";
  static final String READINGS = "temperature-readings";

  /** Of each topic at the start. */
  static final int PARTITIONS = 4;

  /** Rows that a writer gathers at most: more than the load ever gives it within a flush. */
  static final int FLUSH_ROWS = 5_000;

  /** Milliseconds that a row waits for its batch at most. */
  static final int FLUSH_MILLIS = 200;

  private Scenario() {}

  /**
   * The job's configuration, in YAML. Addresses are those that the job shall use: of proxies, where
   * there are any.
   *
   * @param schemaRegistryUrl base URL of Confluent's API
   * @param passwordFile holds the password of {@code user} and nothing else
   */
  static String yaml(
      String bootstrapServers,
      String schemaRegistryUrl,
      String postgresHost,
      int postgresPort,
      String database,
      String user,
      Path passwordFile) {
    return """
        environment: faults
        generation: 1
        kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s" }
        postgres:
          host: "%s"
          port: %d
          database: "%s"
          user: "%s"
          password: { file: "%s" }
        # No wall clock: event time moves by what was sent alone.
        sales: { topic: %s, outOfOrderness: 5s, idleness: 20s, silence: 0 }
        temperatures: { topic: %s, outOfOrderness: 5s, idleness: 20s, silence: 0 }
        reports:
          - { name: hourly-sales-by-product, window: tumbling 1h, by: [product], lateness: 24h }
          - { name: hourly-sales-by-store, window: tumbling 1h, by: [store], lateness: 24h }
          - { name: hourly-sales, window: tumbling 1h, by: [], lateness: 24h }
          - { name: moving-sales-by-store, window: sliding 1h every 10m, by: [store], lateness: 24h }
          - { name: visits, window: session 30s, by: [customer], lateness: 24h }
        sinks: { results: [postgres], deadLetters: [postgres], lateEvents: [postgres] }
        flush: { rows: %d, every: %dms }
        checkpoint: { interval: 2s }
        """
        .formatted(
            bootstrapServers,
            schemaRegistryUrl,
            postgresHost,
            postgresPort,
            database,
            user,
            passwordFile,
            SALES,
            READINGS,
            FLUSH_ROWS,
            FLUSH_MILLIS);
  }
}
