package io.aforo.adapters.inmemory;

import io.aforo.application.contract.DeadLettersContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.DeadLetters;
import java.util.List;
import java.util.Set;

final class InMemoryDeadLettersTest implements DeadLettersContract {

  private final InMemoryDeadLetters letters = new InMemoryDeadLetters();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public DeadLetters deadLetters() {
    return letters;
  }

  @Override
  public List<DeadLetter> stored() {
    return letters.letters();
  }
}
