/**
 * Any relational database that Flink's JDBC connector knows: tables as inputs, and results as plain
 * upserts. Package-private but for what a deployment names. Nothing here holds a password.
 */
package io.aforo.adapters.jdbc;
