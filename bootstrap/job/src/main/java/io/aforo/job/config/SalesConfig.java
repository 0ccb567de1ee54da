package io.aforo.job.config;

import io.aforo.job.adapter.InputConfig;
import java.util.Objects;

/**
 * The input of sales.
 *
 * @param deduplicate whether a sale id seen before in its store is counted once only
 */
public record SalesConfig(InputConfig input, boolean deduplicate) {

  public SalesConfig {
    Objects.requireNonNull(input, "input");
  }
}
