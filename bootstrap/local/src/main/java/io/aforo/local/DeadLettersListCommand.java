package io.aforo.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.DeadLetterArchive.Overview;
import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.LetterTable;
import io.aforo.local.screen.Paper;
import io.aforo.local.screen.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Lists dead letters, and counts them. */
@Command(
    name = "list",
    description = {"Lists the records that were refused, and counts them.", ConfigOption.OVERRIDES},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all are listed and counted, be there any or none",
      "1:they could not be read",
      "2:wrong usage or configuration"
    },
    mixinStandardHelpOptions = true)
final class DeadLettersListCommand implements Callable<Integer> {

  private enum Form {
    TABLE,
    CSV,
    JSON
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final List<String> COLUMNS =
      List.of(
          "topic",
          "partition",
          "offset",
          "reason",
          "record_time",
          "refused_at",
          "error_class",
          "detail",
          "key",
          "value");

  @CommandLine.Mixin private LetterSource source;

  @CommandLine.Mixin private LetterFilterOptions filter;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "The most to list (default: ${DEFAULT-VALUE}); all are counted.")
  private int limit;

  @CommandLine.Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "table",
      description =
          "table for people (default), or csv or json for programs: a line for each, with key and"
              + " value in Base64.")
  private Form form;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (limit < 0) {
      throw new UsageException("--limit must not be negative, was " + limit);
    }
    PlacesAndOverrides arguments = PlacesAndOverrides.of(overrides);
    if (arguments.place().isPresent()) {
      throw new UsageException(
          "a single record is shown by: aforo dead-letters show " + arguments.place().get());
    }
    JobConfig config = source.load(arguments.overrides());
    Overview overview;
    try (DeadLetterArchive archive = source.open(config)) {
      overview = archive.overview(filter.filter(), limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (form) {
      case TABLE -> {
        if (overview.total() == 0) {
          out.println(source.none(config));
        } else {
          tell(out, overview, source.name(config));
        }
      }
      case CSV -> {
        // Not closed: standard output is not ours.
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        List<Map<String, Object>> rows = overview.newest().stream().map(this::row).toList();
        csv.writeRecord(COLUMNS);
        rows.forEach(
            row ->
                csv.writeRecord(
                    row.values().stream().map(v -> Texts.printable(v.toString())).toList()));
        csv.flush();
      }
      case JSON -> overview.newest().forEach(kept -> out.println(json(row(kept))));
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static void tell(PrintWriter out, Overview overview, String from) {
    LetterTable.lines(overview, Paper.standard(System.getenv())).forEach(out::println);
    out.println();
    out.println(
        overview.newest().size() == overview.total()
            ? "All " + Texts.count(overview.total()) + " in " + from + " are listed."
            : "The last "
                + Texts.count(overview.newest().size())
                + " of "
                + Texts.count(overview.total())
                + " in "
                + from
                + " are listed.");
  }

  /** By {@link #COLUMNS}. */
  private Map<String, Object> row(Kept kept) {
    SourceRecord record = kept.letter().record();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("topic", record.topic());
    row.put("partition", record.partition());
    row.put("offset", record.offset());
    row.put("reason", kept.letter().reason().name());
    row.put(
        "record_time",
        record.timestamp() < 0 ? "" : Instant.ofEpochMilli(record.timestamp()).toString());
    row.put("refused_at", kept.refusedAt().toString());
    row.put("error_class", kept.letter().errorClass());
    row.put("detail", kept.detail());
    row.put("key", Base64.getEncoder().encodeToString(record.key()));
    row.put("value", Base64.getEncoder().encodeToString(record.value()));
    return row;
  }

  private static String json(Map<String, Object> row) {
    try {
      return JSON.writeValueAsString(row);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
