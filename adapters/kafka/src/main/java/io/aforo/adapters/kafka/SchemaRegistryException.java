package io.aforo.adapters.kafka;

/**
 * Thrown where the schema registry does not answer, or refuses to: a fault of the infrastructure or
 * of the settings, not of a record. The message names the registry and what it said.
 */
public final class SchemaRegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SchemaRegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
