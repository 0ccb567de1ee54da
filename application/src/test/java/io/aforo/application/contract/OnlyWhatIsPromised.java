package io.aforo.application.contract;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips the tests of a contract that are about something which the store does not promise. */
final class OnlyWhatIsPromised implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<Object> test = context.getTestInstance();
    if (test.isEmpty()) {
      // The container of a parameterised test; each of its invocations is asked for.
      return ConditionEvaluationResult.enabled("asked for each invocation");
    }
    StoreContract store = (StoreContract) test.get();
    List<Promise> missing =
        AnnotationSupport.findAnnotation(context.getElement(), Promised.class).stream()
            .flatMap(needed -> Arrays.stream(needed.value()))
            .filter(promise -> !store.promises().contains(promise))
            .toList();
    return missing.isEmpty()
        ? ConditionEvaluationResult.enabled("all that it needs is promised")
        : ConditionEvaluationResult.disabled(
            missing.stream()
                .map(Promise::toString)
                .collect(joining(", ", "the store does not promise ", "")));
  }
}
