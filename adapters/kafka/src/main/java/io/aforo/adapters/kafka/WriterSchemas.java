package io.aforo.adapters.kafka;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * What becomes of records by the schema they were written with: a reader, or the reason why there
 * is none. Each schema is fetched and judged once.
 *
 * @param <E> the kind of event
 */
final class WriterSchemas<E> {

  /** Makes the reader of a writer's schema, or refuses it by an {@link InvalidEvent}. */
  interface Judge<E> {
    RecordReader<E> reader(int id, Schema writer);
  }

  /** Schemas by id. */
  interface Registry {

    /**
     * @throws InvalidEvent UNKNOWN_SCHEMA if there is none of this id, INCOMPATIBLE_SCHEMA if it is
     *     not Avro
     */
    Schema byId(int id);
  }

  /** Ids come from records, so anyone can make them up. */
  private static final int REMEMBERED_UNKNOWN = 10_000;

  private final Judge<E> judge;
  private final Registry registry;
  private final Map<Integer, RecordReader<E>> readers = new HashMap<>();
  private final Map<Integer, InvalidEvent> refused = new HashMap<>();
  private final Cache<Integer, InvalidEvent> unknown;

  /** Of the record before: most records have its schema. */
  private int lastId;

  private RecordReader<E> last;

  WriterSchemas(Judge<E> judge, Registry registry, Patience patience, Waiting waiting) {
    this.judge = judge;
    this.registry = registry;
    unknown =
        CacheBuilder.newBuilder()
            .maximumSize(REMEMBERED_UNKNOWN)
            .expireAfterWrite(patience.forgetUnknown())
            .ticker(waiting)
            .build();
  }

  /**
   * @throws InvalidEvent UNKNOWN_SCHEMA, or the judge's reason
   * @throws SchemaRegistryException if the registry cannot be asked
   */
  RecordReader<E> reader(int id) {
    if (last != null && id == lastId) {
      return last;
    }
    RecordReader<E> known = readers.get(id);
    last = known != null ? known : judged(id);
    lastId = id;
    return last;
  }

  private RecordReader<E> judged(int id) {
    InvalidEvent verdict = refused.getOrDefault(id, unknown.getIfPresent(id));
    if (verdict != null) {
      throw verdict;
    }
    try {
      if (id < 0) {
        throw new InvalidEvent(
            RejectionReason.UNKNOWN_SCHEMA, "schema ids are not negative, was " + id);
      }
      RecordReader<E> reader = judge.reader(id, registry.byId(id));
      readers.put(id, reader);
      return reader;
    } catch (InvalidEvent bad) {
      if (bad.reason() == RejectionReason.UNKNOWN_SCHEMA) {
        unknown.put(id, bad);
      } else {
        refused.put(id, bad);
      }
      throw bad;
    }
  }
}
