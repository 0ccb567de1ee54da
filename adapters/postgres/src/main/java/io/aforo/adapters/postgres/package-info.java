/**
 * The stores in Postgres: guarded upserts, migrations and read queries.
 *
 * <p>{@link io.aforo.adapters.postgres.PostgresStores} writes, {@link
 * io.aforo.adapters.postgres.PostgresTables} reads, {@link
 * io.aforo.adapters.postgres.PostgresSchema} sets up and checks the tables. The database is one of
 * encoding UTF8, of Postgres 14 or newer.
 */
package io.aforo.adapters.postgres;
