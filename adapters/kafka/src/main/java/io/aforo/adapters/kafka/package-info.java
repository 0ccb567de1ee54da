/**
 * Events from and to Kafka, as Avro through a schema registry. What one record holds never harms
 * the next: a fault of the data is a dead letter, a fault of the infrastructure fails the job.
 */
package io.aforo.adapters.kafka;
