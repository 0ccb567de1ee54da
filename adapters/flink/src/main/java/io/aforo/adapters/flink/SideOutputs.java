package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import org.apache.flink.util.OutputTag;

/** What every function may emit beside its results. */
final class SideOutputs {

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", Formats.DEAD_LETTER);

  static final OutputTag<LateEvent> LATE_EVENTS =
      new OutputTag<>("late-events", Formats.LATE_EVENT);

  private SideOutputs() {}
}
