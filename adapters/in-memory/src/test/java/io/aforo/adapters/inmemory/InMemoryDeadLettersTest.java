package io.aforo.adapters.inmemory;

import io.aforo.application.contract.DeadLettersContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.DeadLetters;
import java.util.List;

final class InMemoryDeadLettersTest implements DeadLettersContract {

  private final InMemoryDeadLetters letters = new InMemoryDeadLetters();

  @Override
  public DeadLetters deadLetters() {
    return letters;
  }

  @Override
  public List<DeadLetter> stored() {
    return letters.letters();
  }
}
