package io.aforo.job.adapter;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What adapters need to know of the deployment that they work for.
 *
 * @param environment a label for people, never tested by code
 * @param generation raised only to recompute on purpose; at least 1
 * @param sections the adapters' groups of keys, by name; none holds a secret
 */
public record Deployment(String environment, int generation, Map<String, Serializable> sections)
    implements Serializable {

  public Deployment {
    Objects.requireNonNull(environment, "environment");
    sections = Map.copyOf(sections);
  }

  /** A group of keys, if the configuration has it. */
  public <S extends Serializable> Optional<S> section(Section<S> section) {
    return Optional.ofNullable(sections.get(section.name())).map(section.type()::cast);
  }

  /** The same without some groups of keys, and so without what is on where they are. */
  public Deployment without(Collection<String> names) {
    Map<String, Serializable> others = new HashMap<>(sections);
    others.keySet().removeAll(names);
    return new Deployment(environment, generation, others);
  }

  /**
   * The consumer group of a job of this deployment.
   *
   * @param job the job's name, lower-case words joined by dashes
   */
  public String consumerGroup(String job) {
    return "aforo-" + job + "-" + environment;
  }
}
