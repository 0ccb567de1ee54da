package io.aforo.adapters.flink;

import io.aforo.domain.intake.RejectionReason;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What an operator has to know of changes of rules, beside what the use case says of them.
 *
 * @param type how they are kept
 * @param input the name of the input that a change comes from, first part of its counters' names
 * @param refusal why a change is a dead letter that the use case refuses
 * @param <C> the changes
 */
record Changes<C>(TypeInformation<C> type, Names<C> input, RejectionReason refusal)
    implements Serializable {

  /**
   * Names a change's input.
   *
   * @param <C> the changes
   */
  @FunctionalInterface
  interface Names<C> extends Serializable {
    String of(C change);
  }
}
