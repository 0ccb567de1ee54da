package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class IntakeFunctionTest {

  @Test
  void stateOfAnotherGenerationIsRefusedForGoodSinceItWouldKeepOldRowsFromBeingComputedAnew()
      throws Exception {
    OperatorSubtaskState ofOne;
    try (OneInputStreamOperatorTestHarness<?, ?> first = harness(1)) {
      first.open();
      ofOne = first.snapshot(1, 1);
    }

    try (OneInputStreamOperatorTestHarness<?, ?> second = harness(2)) {
      assertThatThrownBy(() -> second.initializeState(ofOne))
          .isInstanceOf(StateOfAnotherGeneration.class)
          .hasMessage(
              "the savepoint or checkpoint is of generation 1, and the configuration's generation is"
                  + " 2. Another generation computes everything anew, from the beginning of the"
                  + " inputs: start it without state (no -s). To go on with this state, set"
                  + " generation back to 1.");
    }
    try (OneInputStreamOperatorTestHarness<?, ?> again = harness(1)) {
      assertThatCode(() -> again.initializeState(ofOne)).doesNotThrowAnyException();
    }
  }

  private static OneInputStreamOperatorTestHarness<Ingested<Sale>, Ingested.Accepted<Sale>> harness(
      int generation) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new ProcessOperator<>(
            new IntakeFunction<Sale>("sales", false, Optional.empty(), generation)));
  }
}
