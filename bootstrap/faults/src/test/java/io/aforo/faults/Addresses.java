package io.aforo.faults;

/**
 * Where the servers of a run are, for those that watch it: not through the proxies that the job has
 * to live with.
 *
 * @param jdbcUrl of the database that the job writes to
 */
record Addresses(
    String bootstrapServers,
    String schemaRegistryUrl,
    String jdbcUrl,
    String user,
    String password) {}
