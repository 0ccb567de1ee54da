package io.aforo.adapters.kafka;

import java.io.Serializable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;

/**
 * The schemas that one thread of a source has asked the registry for, for another one that must not
 * wait for it.
 */
final class KnownSchemas implements WriterSchemas.Registry, Serializable {

  private static final long serialVersionUID = 1L;

  /** Nobody has asked for it yet. Nobody ever sees one, so there is only one. */
  static final class NotKnown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final NotKnown INSTANCE = new NotKnown();

    private NotKnown() {
      super("not asked for yet", null, false, false);
    }
  }

  private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /** The same registry, of which what it answers is known from then on. */
  WriterSchemas.Registry learningFrom(WriterSchemas.Registry registry) {
    return id -> {
      Schema schema = registry.byId(id);
      schemas.put(id, schema);
      return schema;
    };
  }

  /**
   * @throws NotKnown if it was not asked for
   */
  @Override
  public Schema byId(int id) {
    Schema schema = schemas.get(id);
    if (schema == null) {
      throw NotKnown.INSTANCE;
    }
    return schema;
  }
}
