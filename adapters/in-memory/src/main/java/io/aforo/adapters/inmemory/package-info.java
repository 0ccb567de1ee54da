/** A keyed runtime and stores without Flink and without a database. */
package io.aforo.adapters.inmemory;
