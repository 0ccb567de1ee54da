package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.DeadLettersContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.Store;
import io.aforo.domain.intake.RejectionReason;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

final class CsvDeadLettersTest implements DeadLettersContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
  }

  @Override
  public DeadLetters deadLetters() {
    return new Log(new CsvStores(directory.toString(), 1).deadLetters());
  }

  @Override
  public List<DeadLetter> stored() {
    return CsvLogs.first(directory.resolve("dead_letters"), List.of("topic", "partition", "offset"))
        .stream()
        .map(CsvDeadLettersTest::letter)
        .toList();
  }

  private static DeadLetter letter(NamedCsvRecord row) {
    return new DeadLetter(
        RejectionReason.valueOf(row.getField("reason")),
        new SourceRecord(
            row.getField("topic"),
            Integer.parseInt(row.getField("partition")),
            Long.parseLong(row.getField("offset")),
            CsvLogs.time(row, "record_time", -1),
            Base64.getDecoder().decode(row.getField("key")),
            Base64.getDecoder().decode(row.getField("value"))),
        row.getField("error_class"),
        row.getField("detail"));
  }

  private record Log(Store<DeadLetter> log) implements DeadLetters {

    @Override
    public void write(List<DeadLetter> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
