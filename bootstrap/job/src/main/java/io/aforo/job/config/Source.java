package io.aforo.job.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the events of an input come from. */
public enum Source {
  /** Avro on Kafka, by the schema registry. */
  @JsonProperty("kafka-avro")
  KAFKA_AVRO
}
