package io.aforo.application.contract;

/**
 * What a store can promise beyond keeping every record that is written to it once. The ports ask
 * for all that their contracts name; a store that cannot look at what it holds, such as a topic,
 * promises less, and says so.
 */
public enum Promise {
  /** Writing the same record again changes nothing. */
  IDEMPOTENT("writing the same record again changes nothing"),
  /** Of several states of one key that are written in their order, the last one is read. */
  UPSERT("the state of a key that is written last is read"),
  /** What was written first for a key stays, whatever is written for it later. */
  FIRST_WINS("a record that is there already is left as it is"),
  /**
   * A row is replaced only where (generation, revision, rank of the status) does not go down, in
   * whatever order rows come.
   */
  GUARD("a poorer row never replaces a richer one"),
  /** All of a batch is kept, or none; no reader sees a part. */
  WHOLE_BATCHES("a batch is kept and seen whole or not at all"),
  /** The row of a session takes the place of those within it, and is MERGED within another. */
  ABSORPTION("sessions absorb the rows within them");

  private final String meaning;

  Promise(String meaning) {
    this.meaning = meaning;
  }

  @Override
  public String toString() {
    return name() + " (" + meaning + ")";
  }
}
