/**
 * Events from and to Kafka: Avro through a schema registry, of our own schema or of any by a
 * mapping, and JSON. What one record holds never harms the next: a fault of the data is a dead
 * letter, a fault of the infrastructure fails the job.
 */
package io.aforo.adapters.kafka;
