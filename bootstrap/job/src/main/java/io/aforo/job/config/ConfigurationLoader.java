package io.aforo.job.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From a file, the environment and arguments to a {@link JobConfig}: layers them, checks the whole
 * against the schema and against what the schema cannot say, and binds it. Nothing stops at the
 * first fault, except a file that cannot be read at all.
 */
final class ConfigurationLoader {

  private static final KeyPath KAFKA = KeyPath.of("kafka");
  private static final KeyPath POSTGRES = KeyPath.of("postgres");
  private static final KeyPath REPORTS = KeyPath.of("reports");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Duration.class, new Parsed<>(Duration.class, Units::duration))
                  .addDeserializer(
                      TemperatureDelta.class,
                      new Parsed<>(TemperatureDelta.class, Units::difference))
                  .addDeserializer(
                      Windowing.class, new Parsed<>(Windowing.class, WindowGrammar::parse)))
          .build();

  private final ConfigurationSchema schema = ConfigurationSchema.SHIPPED;
  private final Draft draft;
  private final JsonNode tree;

  private ConfigurationLoader(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree();
  }

  static JobConfig load(List<String> arguments, Map<String, String> environment) {
    List<String> overrides = new ArrayList<>(arguments);
    Optional<Path> file = Optional.empty();
    for (int at = 0; at < overrides.size(); at++) {
      if (overrides.get(at).equals("--config") && at + 1 < overrides.size()) {
        file = Optional.of(Path.of(overrides.remove(at + 1)));
        overrides.remove(at--);
      } else if (overrides.get(at).startsWith("--config=")) {
        file = Optional.of(Path.of(overrides.remove(at--).substring("--config=".length())));
      }
    }
    return load(file, overrides, environment);
  }

  static JobConfig load(
      Optional<Path> file, List<String> arguments, Map<String, String> environment) {
    Draft draft = new Draft(ConfigurationSchema.SHIPPED);
    file.ifPresent(path -> draft.readYaml(path.toString(), read(path)));
    draft.readEnvironment(environment);
    draft.readArguments(arguments);
    return finish(file.map(Path::toString).orElse("The configuration"), draft);
  }

  /**
   * The configuration that a draft has become.
   *
   * @param name what messages call it
   * @throws ConfigurationException with all that is wrong
   */
  static JobConfig finish(String name, Draft draft) {
    return new ConfigurationLoader(draft).finish(name);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new ConfigurationException(
          file + ": no such file; relative paths start at " + Path.of("").toAbsolutePath(),
          missing);
    } catch (CharacterCodingException binary) {
      throw new ConfigurationException(file + ": not a text in UTF-8", binary);
    } catch (IOException unreadable) {
      throw new ConfigurationException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }

  private JobConfig finish(String name) {
    draft.complete();
    forgetUnused(KAFKA, kafkaUsers());
    forgetUnused(POSTGRES, sinksNamed("postgres"));

    checkSchema();
    checkSilence(KeyPath.of("sales"));
    checkSilence(KeyPath.of("temperatures"));
    JobConfig config = bind();
    checkInputs();
    checkPresence(KAFKA, kafkaUsers());
    checkPresence(POSTGRES, sinksNamed("postgres"));
    checkReportNames();
    checkTopics();

    List<Violation> violations = draft.violations();
    if (violations.isEmpty()) {
      return config;
    }
    throw new ConfigurationException(
        violations.stream()
            .sorted(Violation.BY_PLACE)
            .map(Violation::toString)
            .collect(
                Collectors.joining(
                    "\n\n",
                    name
                        + " is not valid, "
                        + violations.size()
                        + (violations.size() == 1 ? " problem" : " problems")
                        + ":\n\n",
                    "\n")));
  }

  /** An environment that speaks of something which this job does not use is nobody's mistake. */
  private void forgetUnused(KeyPath section, List<String> users) {
    if (users.isEmpty() && draft.isOnlyFromEnvironment(section)) {
      draft.tree().remove(section.toString());
    }
  }

  private List<String> kafkaUsers() {
    List<String> users = sinksNamed("kafka");
    for (String input : List.of("sales", "temperatures")) {
      if (tree.path(input).path("source").asText().startsWith("kafka")) {
        users.add(input + ".source");
      }
    }
    return users;
  }

  /** The keys that name a sink. */
  private List<String> sinksNamed(String sink) {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> sinks : tree.path("sinks").properties()) {
      for (JsonNode named : sinks.getValue()) {
        if (named.asText().equals(sink)) {
          keys.add("sinks." + sinks.getKey());
        }
      }
    }
    return keys;
  }

  private void checkSchema() {
    List<KeyPath> missing = new ArrayList<>();
    Set<KeyPath> wrong = new LinkedHashSet<>();
    Set<String> meant = new HashSet<>();
    for (Error error : schema.validate(tree)) {
      KeyPath key = pathOf(error.getInstanceLocation());
      switch (error.getKeyword()) {
        case "additionalProperties" -> {
          KeyPath unknown = key.child(error.getProperty());
          draft.unknown(unknown, draft.originOf(unknown)).ifPresent(meant::add);
        }
        case "required" -> missing.add(key.child(error.getProperty()));
        default -> wrong.add(key);
      }
    }
    // A name with a slip is one mistake, not two.
    missing.stream().filter(key -> !meant.contains(key.toString())).forEach(this::missing);
    wrong.forEach(this::wrong);
  }

  private static KeyPath pathOf(NodePath location) {
    KeyPath key = KeyPath.ROOT;
    for (int index = 0; index < location.getNameCount(); index++) {
      key = key.child(String.valueOf(location.getElement(index)));
    }
    return key;
  }

  private void missing(KeyPath key) {
    Setting setting = schema.at(key).orElseThrow();
    Origin group = draft.originOf(key.parent());
    List<String> details =
        setting
            .environmentVariable()
            .map(variable -> List.of("or set the environment variable " + variable))
            .orElse(List.of());
    draft
        .violations()
        .add(
            new Violation(
                key,
                group.line() == Origin.NO_LINE ? Origin.NOWHERE : group,
                "is missing; it " + setting.rule(),
                details));
  }

  private void wrong(KeyPath key) {
    Setting setting = schema.at(key).orElseThrow();
    JsonNode value = key.in(tree);
    List<String> details = new ArrayList<>();
    if (value.isNull()) {
      details.add(
          setting.isGroup()
              ? "found: nothing; leave the key out, or write {} for defaults alone"
              : "found: nothing");
    } else {
      details.add("found: " + (schema.isHidden(key) ? "a value that is not shown" : show(value)));
    }
    ConfigurationSchema.nearest(value.asText(), setting.allowed())
        .ifPresent(nearest -> details.add("did you mean: " + nearest));
    draft.refuse(key, setting.rule(), details.toArray(String[]::new));
  }

  private static String show(JsonNode value) {
    if (value.isObject()) {
      return "a group of keys";
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private void checkInputs() {
    if (!tree.has("sales") && !tree.has("temperatures")) {
      draft.refuse(
          KeyPath.ROOT,
          "there must be an input, or there is nothing to do",
          "allowed: sales, temperatures or both; `sales: {}` is enough");
    }
  }

  private void checkPresence(KeyPath section, List<String> users) {
    if (!users.isEmpty() && section.in(tree).isMissingNode()) {
      draft.refuse(section, "is missing, but used by " + String.join(", ", users));
    }
  }

  private void checkReportNames() {
    Map<String, KeyPath> seen = new HashMap<>();
    JsonNode reports = REPORTS.in(tree);
    for (int index = 0; reports.isArray() && index < reports.size(); index++) {
      KeyPath key = REPORTS.child(index).child("name");
      String name = key.in(tree).asText();
      KeyPath first = name.isEmpty() ? null : seen.putIfAbsent(name, key);
      if (first != null) {
        draft.refuse(
            key,
            "must be unique among the reports",
            "found: " + name,
            "first: " + first + " (" + draft.originOf(first).text() + ")");
      }
    }
    // Late events are kept and counted by the name of what they came too late for.
    KeyPath rule = KeyPath.of("temperatures", "rule", "id");
    KeyPath report = seen.get(rule.in(tree).asText());
    if (report != null && tree.path("sales").isObject()) {
      draft.refuse(
          rule,
          "must not be the name of a report",
          "found: " + rule.in(tree).asText(),
          "the report: " + report + " (" + draft.originOf(report).text() + ")");
    }
  }

  /** One topic holds one kind of event: each input would refuse the other's. */
  private void checkTopics() {
    KeyPath sales = KeyPath.of("sales", "topic");
    KeyPath readings = KeyPath.of("temperatures", "topic");
    String topic = sales.in(tree).asText();
    if (!topic.isEmpty() && topic.equals(readings.in(tree).asText())) {
      draft.refuse(readings, "must be another topic than that of the sales", "found: " + topic);
    }
  }

  /** Silence is told by idle partitions: before they are idle, nothing is known of it. */
  private void checkSilence(KeyPath input) {
    KeyPath key = input.child("silence");
    Optional<Duration> silence = bind(key, Duration.class);
    Optional<Duration> idleness = bind(input.child("idleness"), Duration.class);
    if (silence.isEmpty() || idleness.isEmpty() || silence.get().isZero()) {
      return;
    }
    if (silence.get().compareTo(idleness.get()) < 0) {
      draft.refuse(
          key,
          "must be at least as long as idleness, or 0 for never: an input is silent once all its"
              + " partitions are idle",
          "found: silence " + written(key) + ", idleness " + written(input.child("idleness")));
    }
  }

  /** A report does not say what its windows have no use for. */
  private void checkTimes(KeyPath report, Windowing windowing) {
    KeyPath lateness = report.child("lateness");
    KeyPath early = report.child("early");
    String window = report.child("window").in(tree).asText();
    if (windowing.spanMillis() == 0 && draft.isSet(lateness)) {
      draft.refuse(
          lateness,
          "must not be set where windows have no times: nothing is ever late for them",
          "found: " + show(lateness.in(tree)) + ", beside window: " + window);
    }
    long earlyMillis = bind(early, Duration.class).orElse(Duration.ZERO).toMillis();
    long limit = windowing.earlyLimitMillis();
    if (earlyMillis > 0 && limit == 0) {
      draft.refuse(
          early,
          "must not be set where windows are written at a rhythm of their own",
          "found: " + written(early) + ", beside window: " + window,
          "did you mean: `window: running every " + written(early) + "`");
    } else if (earlyMillis > 0 && earlyMillis >= limit) {
      draft.refuse(
          early,
          "must be shorter than the window, or its end would come first",
          "found: " + written(early) + ", beside window: " + window);
    }
  }

  /** A value with a hint where nobody wrote it. */
  private String written(KeyPath key) {
    return show(key.in(tree)) + (draft.isSet(key) ? "" : " (the default)");
  }

  /** The whole; null if any of it is wrong. */
  private JobConfig bind() {
    Optional<KafkaConfig> kafka = bind(KAFKA, KafkaConfig.class);
    Optional<PostgresConfig> postgres = bind(POSTGRES, PostgresConfig.class);
    Optional<SalesConfig> sales = bind(KeyPath.of("sales"), SalesConfig.class);
    // Parts with rules of their own come before what they are in, so that they are judged even
    // where the rest of it is wrong.
    bind(KeyPath.of("temperatures", "rule"), RuleSettings.class);
    Optional<TemperaturesConfig> temperatures =
        bind(KeyPath.of("temperatures"), TemperaturesConfig.class);
    List<SalesReport> reports = new ArrayList<>();
    for (int index = 0; index < REPORTS.in(tree).size(); index++) {
      KeyPath report = REPORTS.child(index);
      bind(report.child("window"), Windowing.class)
          .ifPresent(windowing -> checkTimes(report, windowing));
      bind(report, ReportEntry.class).map(ReportEntry::toReport).ifPresent(reports::add);
    }
    Optional<SinksConfig> sinks = bind(KeyPath.of("sinks"), SinksConfig.class);
    Optional<FlushConfig> flush = bind(KeyPath.of("flush"), FlushConfig.class);
    Optional<Duration> checkpointInterval =
        bind(KeyPath.of("checkpoint", "interval"), Duration.class);
    if (!draft.violations().isEmpty()) {
      return null;
    }
    return new JobConfig(
        tree.get("environment").textValue(),
        tree.get("generation").intValue(),
        kafka,
        postgres,
        sales,
        temperatures,
        reports,
        sinks.orElseThrow(),
        flush.orElseThrow(),
        checkpointInterval.orElseThrow(),
        tree.get("maxParallelism").intValue());
  }

  /** A part of the tree as a value; empty where there is none, or something is wrong with it. */
  private <T> Optional<T> bind(KeyPath key, Class<T> type) {
    JsonNode node = key.in(tree);
    boolean isWrong =
        draft.violations().stream().anyMatch(violation -> violation.key().isWithin(key));
    if (node.isMissingNode() || isWrong) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.treeToValue(node, type));
    } catch (JsonMappingException refused) {
      if (!(refused.getCause() instanceof IllegalArgumentException)) {
        throw new IllegalStateException("the schema allows what cannot be bound", refused);
      }
      KeyPath place = key;
      for (JsonMappingException.Reference step : refused.getPath()) {
        place =
            step.getFieldName() == null
                ? place.child(step.getIndex())
                : place.child(step.getFieldName());
      }
      String[] lines = refused.getCause().getMessage().split("\n");
      String problem = lines[0].startsWith("must ") ? lines[0] : "is not right: " + lines[0];
      draft.refuse(place, problem, Arrays.copyOfRange(lines, 1, lines.length));
      return Optional.empty();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree has no syntax", impossible);
    }
  }

  /** A report as it is written. */
  record ReportEntry(
      String name, Windowing window, List<Dimension> by, Duration lateness, Duration early) {

    SalesReport toReport() {
      Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
      dimensions.addAll(by);
      return new SalesReport(
          name, window, dimensions, WindowLifecycle.ofLateness(lateness), early.toMillis());
    }
  }

  /** Reads a value from its text. */
  private static final class Parsed<T> extends StdScalarDeserializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parser;

    Parsed(Class<T> type, Function<String, T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser source, DeserializationContext context) throws IOException {
      try {
        return parser.apply(source.getText());
      } catch (IllegalArgumentException refused) {
        throw JsonMappingException.from(source, refused.getMessage(), refused);
      }
    }
  }
}
