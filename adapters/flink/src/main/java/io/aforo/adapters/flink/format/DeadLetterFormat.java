package io.aforo.adapters.flink.format;

import io.aforo.application.intake.DeadLetter;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class DeadLetterFormat implements Format<DeadLetter> {

  @Override
  public void write(DeadLetter letter, DataOutputView out) throws IOException {
    Fields.writeText(letter.reason().name(), out);
    Fields.writeRecord(letter.record(), out);
    Fields.writeText(letter.errorClass(), out);
    Fields.writeText(letter.detail(), out);
  }

  @Override
  public DeadLetter read(int version, DataInputView in) throws IOException {
    return new DeadLetter(
        RejectionReason.valueOf(Fields.readText(in)),
        Fields.readRecord(in),
        Fields.readText(in),
        Fields.readText(in));
  }
}
