package io.aforo.adapters.inmemory;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.DeadLetters;
import java.util.List;

/** Dead letters on the heap; they last as long as the object. Safe for several threads. */
public final class InMemoryDeadLetters implements DeadLetters {

  private final FirstRecords<DeadLetter> letters =
      new FirstRecords<>(
          letter ->
              new NaturalKey(
                  letter.record().topic(), letter.record().partition(), letter.record().offset()));

  @Override
  public void write(List<DeadLetter> batch) {
    letters.write(batch);
  }

  /** All letters so far, in the order of their arrival. */
  public List<DeadLetter> letters() {
    return letters.inOrderOfArrival();
  }

  @Override
  public void close() {}

  private record NaturalKey(String topic, int partition, long offset) {}
}
