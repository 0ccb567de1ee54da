package io.aforo.job.adapter;

import io.aforo.adapters.datagen.Datagen;
import io.aforo.application.intake.Ingested;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** Made-up events. */
final class DatagenSource implements SourceAdapter {

  private static final Section<Keys> KEYS =
      Section.of("datagen", Keys.class, Datagen.class, "datagen-source.schema.json");

  /** See the schema. */
  record Keys(int rate, long rows, long seed, Instant start) implements Serializable {

    Keys {
      // What cannot be is told when the configuration is read.
      new Datagen.Settings(rate, rows, seed, start);
    }
  }

  @Override
  public String name() {
    return KEYS.name();
  }

  @Override
  public Optional<Section<?>> settings() {
    return Optional.of(KEYS);
  }

  /** Each subtask would make up another part of the day. */
  @Override
  public int mostSubtasks() {
    return 1;
  }

  @Override
  public <E> Source<Ingested<E>, ?, ?> open(Opening<E> opening) {
    Keys keys = opening.input().settings(KEYS);
    return Datagen.source(
        opening.kind(),
        new Datagen.Settings(keys.rate(), keys.rows(), keys.seed(), keys.start()),
        opening.type());
  }
}
