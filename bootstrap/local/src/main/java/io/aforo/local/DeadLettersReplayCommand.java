package io.aforo.local;

import io.aforo.adapters.kafka.KafkaReplays;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.job.Judge;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Sends refused records again. The archive is read twice: first every letter is judged, then those
 * that pass are sent, so that nothing is sent before all can be judged.
 */
@Command(
    name = "replay",
    customSynopsis = {
      "aforo dead-letters replay --config=FILE [OPTIONS]",
      "       aforo dead-letters replay TOPIC/PARTITION/OFFSET --config=FILE [OPTIONS]"
    },
    description = {
      "Sends refused records again, after the fix.",
      "With their own key, value and time, to their own topic and partition; only those that would"
          + " be accepted now, and were not sent again before. The dead letters stay where they"
          + " are.",
      "A job that resumes from a checkpoint, or starts without state, reads the records behind it"
          + " again by itself. Sales and readings are known by their ids, and count once; events"
          + " without ids, such as activities, would count twice, so they are left, unless"
          + " --may-count-twice is given.",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing to do; letters that were left are counted",
      "1:a failure, or the one record that was named was left",
      "2:wrong usage or configuration"
    },
    mixinStandardHelpOptions = true)
final class DeadLettersReplayCommand implements Callable<Integer> {

  private static final int BATCH_RECORDS = 500;
  private static final long BATCH_BYTES = 8 << 20;

  @CommandLine.Mixin private LetterSource source;

  @CommandLine.Mixin private LetterFilterOptions filter;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--dry-run",
      description = "Say what would be sent, and send nothing.")
  private boolean isDryRun;

  @CommandLine.Option(
      names = "--again",
      description =
          "Send those too that were sent again before. Sales and readings that were counted are"
              + " known by their ids, and are not counted twice.")
  private boolean isAgain;

  @CommandLine.Option(
      names = "--may-count-twice",
      description =
          "Send those too that the job does not know by ids: activities, and sales with"
              + " sales.deduplicate: false. It is safe only where the job has read the originals by"
              + " the old rules, and has completed a checkpoint behind them: then it does not read"
              + " them again.")
  private boolean mayCountTwice;

  @CommandLine.Option(
      names = "--force",
      description = "Send without asking whether they would be accepted.")
  private boolean isForced;

  @CommandLine.Option(
      names = "--value",
      paramLabel = "FILE",
      description = "Send the bytes of this file in place of the value; for one record.")
  private Path valueFile;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private PrintWriter out;
  private Progress progress;

  @Override
  public Integer call() throws IOException {
    PlacesAndOverrides arguments = PlacesAndOverrides.of(overrides);
    Optional<RecordPlace> place = arguments.place();
    LetterFilter wanted = place.map(LetterFilter::of).orElseGet(filter::filter);
    if (place.isPresent() && !filter.filter().equals(LetterFilter.all())) {
      throw new UsageException("either one record can be named, or a filter");
    }
    if (valueFile != null && place.isEmpty()) {
      throw new UsageException("--value is for one record: name it as TOPIC/PARTITION/OFFSET");
    }
    Optional<byte[]> value = readValue();
    JobConfig config = source.load(arguments.overrides());
    if (config.kafka().isEmpty()) {
      throw new UsageException(
          source.file() + " names no Kafka, so there is nowhere to send records again");
    }
    out = spec.commandLine().getOut();
    progress = new Progress(out, System.console() != null);
    try (DeadLetterArchive archive = source.open(config);
        KafkaReplays replays = KafkaReplays.open(Adapters.kafkaSettings(config.deployment()))) {
      Plan plan = new Plan(Judge.of(config), replays, value);
      progress.start("Judged");
      archive.read(wanted, kept -> progress.show(plan.add(kept), -1));
      if (plan.total == 0) {
        if (place.isPresent()) {
          throw new UsageException(
              "there is no dead letter " + place.get() + " in " + source.name(config));
        }
        out.println(source.none(config));
        return CommandLine.ExitCode.OK;
      }
      progress.end(plan.total);
      if (!isAgain && !plan.accepted.isEmpty()) {
        leaveOutSentBefore(plan, replays);
      }
      if (!isDryRun && !plan.accepted.isEmpty()) {
        send(plan, archive, wanted, replays);
      }
      tell(plan);
      return place.isPresent() && plan.accepted.isEmpty()
          ? CommandLine.ExitCode.SOFTWARE
          : CommandLine.ExitCode.OK;
    }
  }

  private Optional<byte[]> readValue() throws IOException {
    if (valueFile == null) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(valueFile)) {
      throw new UsageException("--value: there is no file " + valueFile);
    }
    return Optional.of(Files.readAllBytes(valueFile));
  }

  private void leaveOutSentBefore(Plan plan, KafkaReplays replays) {
    progress.start("Looked for earlier replays");
    long[] looked = {0};
    plan.sentBefore =
        replays.sentBefore(
            plan.accepted,
            read -> {
              looked[0] = read;
              progress.show(read, -1);
            });
    plan.accepted.removeAll(plan.sentBefore);
    progress.end(looked[0]);
  }

  private void send(
      Plan plan, DeadLetterArchive archive, LetterFilter wanted, KafkaReplays replays) {
    progress.start("Sent");
    Batch batch = new Batch(replays);
    // A letter can be kept twice in between, or be gone; what was planned is sent, once.
    Set<RecordPlace> left = new HashSet<>(plan.accepted);
    archive.read(
        wanted,
        kept -> {
          if (kept.doubt().isEmpty() && left.remove(RecordPlace.of(kept.letter().record()))) {
            batch.add(plan.edited(kept.letter().record()));
            progress.show(batch.sent, (double) batch.sent / plan.accepted.size());
          }
        });
    batch.flush();
    plan.accepted.removeAll(left);
    plan.accepted.removeAll(batch.tooLarge);
    plan.tooLarge = batch.tooLarge;
    progress.end(batch.sent);
  }

  private void tell(Plan plan) {
    out.println();
    line(plan.accepted.size(), isDryRun ? "would be sent again" : "sent again");
    plan.accepted.stream()
        .map(RecordPlace::topic)
        .distinct()
        .filter(topic -> !plan.judge.knowsRepeats(topic))
        .sorted()
        .forEach(
            topic ->
                out.println(
                    "          "
                        + plan.unknownAgain(topic)
                        + ": one that was counted already counts twice"));
    if (!plan.sentBefore.isEmpty()) {
      line(plan.sentBefore.size(), "left: sent again before (--again sends them once more)");
    }
    plan.withoutIds.forEach(
        (topic, count) ->
            line(
                count,
                "left: "
                    + plan.unknownAgain(topic)
                    + ": one that the job reads again, or has counted, would count twice"
                    + " (--may-count-twice sends them)"));
    byTopic(plan.tooLarge)
        .forEach(
            (topic, count) ->
                line(
                    count,
                    "left: too large to send again: the header aforo.replay-of comes on top;"
                        + " raise max.message.bytes of "
                        + Texts.printable(topic)));
    plan.refused.forEach(
        (reason, count) -> line(count, "left: would be refused again with " + reason));
    plan.unsendable.forEach((why, count) -> line(count, "cannot be replayed: " + why));
    out.flush();
  }

  /** How many there are of each topic. */
  private static Map<String, Long> byTopic(Set<RecordPlace> places) {
    Map<String, Long> counts = new TreeMap<>();
    places.forEach(place -> counts.merge(place.topic(), 1L, Long::sum));
    return counts;
  }

  private void line(long count, String text) {
    out.printf("%9s %s%n", Texts.count(count), text);
  }

  /** What is to become of each letter. */
  private final class Plan {

    private final Judge judge;
    private final KafkaReplays replays;
    private final Optional<byte[]> value;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Set<RecordPlace> accepted = new HashSet<>();
    private final Map<RejectionReason, Long> refused = new TreeMap<>();
    private final Map<String, Long> unsendable = new TreeMap<>();
    private final Map<String, Long> withoutIds = new TreeMap<>();
    private Set<RecordPlace> sentBefore = Set.of();
    private Set<RecordPlace> tooLarge = Set.of();
    private long total;

    private Plan(Judge judge, KafkaReplays replays, Optional<byte[]> value) {
      this.judge = judge;
      this.replays = replays;
      this.value = value;
    }

    /** Judges a letter, and says how many there were. */
    private long add(Kept kept) {
      total++;
      DeadLetter letter = kept.letter();
      Optional<String> obstacle =
          kept.doubt().map(Texts::printable).or(() -> obstacle(letter.record()));
      if (obstacle.isPresent()) {
        unsendable.merge(obstacle.get(), 1L, Long::sum);
        return total;
      }
      Optional<RejectionReason> refusal = isForced ? Optional.empty() : refusal(letter);
      if (refusal.isPresent()) {
        refused.merge(refusal.get(), 1L, Long::sum);
      } else if (!mayCountTwice && !judge.knowsRepeats(letter.record().topic())) {
        withoutIds.merge(letter.record().topic(), 1L, Long::sum);
      } else {
        accepted.add(RecordPlace.of(letter.record()));
      }
      return total;
    }

    /** Why the job does not know the events of a topic when they come again. */
    private String unknownAgain(String topic) {
      String input = judge.input(topic).orElseThrow();
      return input.equals("activity")
          ? "activities of " + Texts.printable(topic) + " have no ids"
          : input + " of " + Texts.printable(topic) + " are not known by ids (sales.deduplicate)";
    }

    private Optional<String> obstacle(SourceRecord record) {
      String topic = Texts.printable(record.topic());
      if (record.topic().startsWith("table:")) {
        return Optional.of("results that a database refused as rows of " + topic.substring(6));
      }
      if (judge.input(record.topic()).isEmpty()) {
        return Optional.of(
            topic + " is no topic of events that this configuration reads (a file, rules, others)");
      }
      int there = partitions.computeIfAbsent(record.topic(), replays::partitions);
      return record.partition() < there
          ? Optional.empty()
          : Optional.of(
              there == 0
                  ? "there is no topic " + topic
                  : topic + " has no partition " + record.partition());
    }

    private Optional<RejectionReason> refusal(DeadLetter letter) {
      // Only the job knows which ids are taken; an edited value may have another.
      if (letter.reason() == RejectionReason.ID_CONFLICT && value.isEmpty()) {
        return Optional.of(letter.reason());
      }
      Ingested<?> verdict = judge.judge(edited(letter.record())).orElseThrow();
      return verdict instanceof Ingested.Rejected<?> rejected
          ? Optional.of(rejected.letter().reason())
          : Optional.empty();
    }

    private SourceRecord edited(SourceRecord record) {
      return value
          .map(
              bytes ->
                  new SourceRecord(
                      record.topic(),
                      record.partition(),
                      record.offset(),
                      record.timestamp(),
                      record.key(),
                      bytes))
          .orElse(record);
    }
  }

  /** Records on their way. */
  private static final class Batch {

    private final KafkaReplays replays;
    private final Set<RecordPlace> tooLarge = new HashSet<>();
    private List<SourceRecord> records = new ArrayList<>();
    private long bytes;
    private long sent;

    private Batch(KafkaReplays replays) {
      this.replays = replays;
    }

    private void add(SourceRecord record) {
      records.add(record);
      bytes += record.key().length + (long) record.value().length;
      if (records.size() == BATCH_RECORDS || bytes > BATCH_BYTES) {
        flush();
      }
    }

    private void flush() {
      Set<RecordPlace> left = replays.send(records);
      tooLarge.addAll(left);
      sent += records.size() - left.size();
      records = new ArrayList<>();
      bytes = 0;
    }
  }
}
