package io.aforo.job.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.aforo.application.TrackActivity;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.application.rules.InvalidRules;
import io.aforo.application.rules.RuleFile;
import io.aforo.application.rules.RuleViolation;
import io.aforo.domain.intake.CircuitBreaker;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.KafkaConfig;
import io.aforo.job.adapter.PostgresConfig;
import io.aforo.job.adapter.RuleInputs;
import io.aforo.job.adapter.Section;
import io.aforo.job.adapter.SinkAdapter;
import io.aforo.job.adapter.SourceAdapter;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From a file, the environment and arguments to a {@link JobConfig}: layers them, checks the whole
 * against the schema and against what the schema cannot say, and binds it. Nothing stops at the
 * first fault, except a file that cannot be read at all.
 */
final class ConfigurationLoader {

  private static final KeyPath REPORTS = KeyPath.of("reports");
  private static final KeyPath TEMPERATURES = KeyPath.of("temperatures");
  private static final KeyPath RULES_TOPIC = TEMPERATURES.child("rulesTopic");
  private static final KeyPath SENSORS_TOPIC = TEMPERATURES.child("sensorsTopic");
  private static final KeyPath SENSORS_FILE = TEMPERATURES.child("sensorsFile");

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
                      Windowing.class, new Parsed<>(Windowing.class, WindowGrammar::parse))
                  .addDeserializer(Instant.class, new Parsed<>(Instant.class, Units::instant))
                  .addDeserializer(FieldRule.class, new FieldRules()))
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
    Map<String, List<String>> users = users();
    for (Section<?> section : Adapters.sections()) {
      forgetUnused(KeyPath.of(section.name()), users.get(section.name()));
    }

    checkSchema();
    checkNeededKeys();
    for (String input : ConfigurationSchema.INPUTS) {
      checkSilence(KeyPath.of(input));
      checkSource(input);
    }
    checkRetry();
    checkReferences();
    JobConfig config = bind();
    checkInputs();
    for (Section<?> section : Adapters.sections()) {
      checkPresence(KeyPath.of(section.name()), users.get(section.name()));
    }
    checkReportNames();
    checkTopics();
    checkDeadLetters();
    checkNotifiers();

    List<Violation> violations = draft.violations();
    if (violations.isEmpty()) {
      return config;
    }
    throw new ConfigurationException(
        config,
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

  /** For each group of keys that belongs to adapters, the keys that name one of them. */
  private Map<String, List<String>> users() {
    Map<String, List<String>> users = new HashMap<>();
    Adapters.sections().forEach(section -> users.put(section.name(), new ArrayList<>()));
    for (Map.Entry<String, JsonNode> sinks : tree.path("sinks").properties()) {
      for (JsonNode named : sinks.getValue()) {
        Adapters.sink(named.asText()).stream()
            .flatMap(sink -> sink.sections().stream())
            .forEach(section -> users.get(section.name()).add("sinks." + sinks.getKey()));
      }
    }
    for (String input : ConfigurationSchema.INPUTS) {
      sourceOf(input).stream()
          .flatMap(source -> source.sections().stream())
          .forEach(section -> users.get(section.name()).add(input + ".source"));
    }
    Stream.of(RULES_TOPIC, SENSORS_TOPIC)
        .filter(key -> textAt(key).isPresent())
        .forEach(key -> users.get(Section.KAFKA.name()).add(key.toString()));
    return users;
  }

  /** Keys that are needed by some of those who share their group. */
  private void checkNeededKeys() {
    Set<String> needed = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> sinks : tree.path("sinks").properties()) {
      for (JsonNode named : sinks.getValue()) {
        Adapters.sink(named.asText())
            .ifPresent(sink -> needed.addAll(sink.neededKeys(sinks.getKey())));
      }
    }
    for (String input : ConfigurationSchema.INPUTS) {
      sourceOf(input).ifPresent(source -> needed.addAll(source.neededKeys()));
    }
    for (String name : needed) {
      KeyPath key = new KeyPath(List.of(name.split("\\.")));
      boolean isMisspelled =
          draft.violations().stream().anyMatch(violation -> violation.toString().contains(name));
      if (!key.parent().in(tree).isMissingNode() && key.in(tree).isMissingNode() && !isMisspelled) {
        missing(key);
      }
    }
  }

  private Optional<SourceAdapter> sourceOf(String input) {
    return Adapters.source(tree.path(input).path("source").asText());
  }

  /** What a source needs is there, and nothing is said that it has no use for. */
  private void checkSource(String input) {
    Optional<SourceAdapter> named = sourceOf(input);
    if (named.isEmpty()) {
      return;
    }
    SourceAdapter source = named.get();
    KeyPath key = KeyPath.of(input);
    if (source.settings().isPresent()) {
      checkPresence(key.child(source.name()), List.of(input + ".source"));
    }
    KeyPath mapping = key.child("mapping");
    if (draft.isSet(mapping) && !source.isMapped()) {
      draft.refuse(
          mapping,
          "must not be set for the source " + source.name() + ", which has fields of its own",
          "allowed for: "
              + Adapters.sources().stream()
                  .filter(SourceAdapter::isMapped)
                  .map(SourceAdapter::name)
                  .collect(Collectors.joining(", ")));
    }
    KeyPath topic = key.child("topic");
    if (draft.isSet(topic) && !source.hasTopic()) {
      draft.refuse(
          topic,
          "must not be set for the source " + source.name() + ", which reads no topic",
          "found: " + show(topic.in(tree)));
    }
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
    if (ConfigurationSchema.INPUTS.stream().noneMatch(tree::has)) {
      draft.refuse(
          KeyPath.ROOT,
          "there must be an input, or there is nothing to do",
          "allowed: "
              + String.join(", ", ConfigurationSchema.INPUTS)
              + ", any of them; `sales: {}` is enough");
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
    List<KeyPath> rules = new ArrayList<>(List.of(TEMPERATURES.child("rule").child("id")));
    KeyPath list = TEMPERATURES.child("rules");
    for (int index = 0; index < list.in(tree).size(); index++) {
      rules.add(list.child(index).child("id"));
    }
    for (KeyPath rule : rules) {
      String ruleId = rule.in(tree).asText();
      KeyPath report = tree.path("sales").isObject() ? seen.get(ruleId) : null;
      if (report != null) {
        draft.refuse(
            rule,
            "must not be the name of a report",
            "found: " + ruleId,
            "the report: " + report + " (" + draft.originOf(report).text() + ")");
      } else if (ruleId.equals(TrackActivity.REPORT)) {
        draft.refuse(rule, "must not be the name of the activity sessions", "found: " + ruleId);
      }
    }
    KeyPath ofActivity = seen.get(TrackActivity.REPORT);
    if (ofActivity != null && tree.path("sales").isObject()) {
      draft.refuse(
          ofActivity,
          "must not be the name of the activity sessions",
          "found: " + TrackActivity.REPORT);
    }
  }

  /** One topic holds one kind of event: each input would refuse the other's. */
  private void checkTopics() {
    Map<String, String> readBy = new HashMap<>();
    for (String input : ConfigurationSchema.INPUTS) {
      KeyPath key = KeyPath.of(input, "topic");
      String topic = key.in(tree).asText();
      boolean isRead = sourceOf(input).filter(SourceAdapter::hasTopic).isPresent();
      String first = isRead && !topic.isEmpty() ? readBy.putIfAbsent(topic, input) : null;
      if (first != null) {
        draft.refuse(key, "must be another topic than that of " + first, "found: " + topic);
      }
    }
    for (KeyPath key : List.of(RULES_TOPIC, SENSORS_TOPIC)) {
      String topic = textAt(key).orElse("");
      String first = topic.isEmpty() ? null : readBy.putIfAbsent(topic, key.toString());
      if (first != null) {
        draft.refuse(key, "must be another topic than that of " + first, "found: " + topic);
      }
    }
  }

  /** A sink that needs to know a topic gets no dead letters from a source that has none. */
  private void checkDeadLetters() {
    KeyPath key = KeyPath.of("sinks", "deadLetters");
    Optional<SinkAdapter> needy =
        sinksIn(key).stream()
            .flatMap(name -> Adapters.sink(name).stream())
            .filter(SinkAdapter::needsTopics)
            .findFirst();
    if (needy.isEmpty()) {
      return;
    }
    for (String input : ConfigurationSchema.INPUTS) {
      Optional<SourceAdapter> source = sourceOf(input);
      if (source.isPresent() && !source.get().hasTopic()) {
        draft.refuse(
            key,
            "must not be "
                + needy.get().name()
                + " beside a source without a topic: a dead letter goes to the topic that is named"
                + " after its own",
            "found: "
                + String.join(", ", sinksIn(key))
                + (draft.isSet(key) ? "" : " (the default)")
                + ", beside "
                + input
                + ".source: "
                + source.get().name(),
            "allowed: "
                + Adapters.sinks().stream()
                    .filter(sink -> !sink.needsTopics())
                    .map(SinkAdapter::name)
                    .collect(Collectors.joining(", ")));
        return;
      }
    }
  }

  /** People are told of alerts alone, and those come from readings. */
  private void checkNotifiers() {
    for (String notifier : Adapters.notifiers()) {
      KeyPath key = KeyPath.of(notifier);
      if (draft.isSet(key) && !tree.has("temperatures")) {
        draft.refuse(
            key,
            "must not be set without the input temperatures: there is nothing else to tell of");
      }
    }
  }

  private List<String> sinksIn(KeyPath key) {
    List<String> names = new ArrayList<>();
    key.in(tree).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** A write that is tried again for ever would hold up checkpoints for ever. */
  private void checkRetry() {
    KeyPath key = KeyPath.of("postgres", "retryFor");
    bind(key, Duration.class)
        .filter(retryFor -> retryFor.compareTo(PostgresConfig.LONGEST_RETRY) > 0)
        .ifPresent(
            tooLong ->
                draft.refuse(
                    key,
                    "must be at most 1h: no checkpoint completes while a write is tried again",
                    "found: " + written(key)));
  }

  /** A reference that nobody resolves would be taken for the secret itself. */
  private void checkReferences() {
    KeyPath ofClients = KeyPath.of(Section.KAFKA.name(), "properties");
    Set<String> providers = KafkaConfig.providers(textsIn(ofClients));
    checkReferences(ofClients, providers);
    KeyPath ofRegistry = KeyPath.of(Section.KAFKA.name(), "registryProperties");
    providers.addAll(KafkaConfig.providers(textsIn(ofRegistry)));
    checkReferences(ofRegistry, providers);
  }

  private void checkReferences(KeyPath properties, Set<String> providers) {
    textsIn(properties)
        .forEach(
            (name, value) -> {
              Set<String> unknown = new TreeSet<>(KafkaConfig.providersIn(value));
              unknown.removeAll(providers);
              for (String provider : unknown) {
                List<String> details = new ArrayList<>();
                details.add("found: ${" + provider + ":...}");
                ConfigurationSchema.nearest(provider, providers)
                    .ifPresent(nearest -> details.add("did you mean: ${" + nearest + ":...}"));
                details.add(
                    "allowed: "
                        + String.join(", ", providers)
                        + ", and what config.providers names beside it");
                draft.refuse(
                    properties.child(name),
                    "must refer to a provider that there is, or the text itself would be the value",
                    details.toArray(String[]::new));
              }
            });
  }

  private Map<String, String> textsIn(KeyPath group) {
    Map<String, String> texts = new HashMap<>();
    group
        .in(tree)
        .properties()
        .forEach(property -> texts.put(property.getKey(), property.getValue().asText()));
    return texts;
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

  /** The whole, less those parts that something is wrong with. */
  private JobConfig bind() {
    Map<String, Serializable> sections = new HashMap<>();
    for (Section<?> section : Adapters.sections()) {
      bind(KeyPath.of(section.name()), section.type())
          .ifPresent(bound -> sections.put(section.name(), bound));
    }
    Optional<SalesConfig> sales =
        bindInput("sales", EventKind.SALES)
            .map(input -> new SalesConfig(input, tree.at("/sales/deduplicate").booleanValue()));
    // Parts with rules of their own come before what they are in, so that they are judged even
    // where the rest of it is wrong.
    Optional<RuleFile> rules = bindRules();
    Optional<List<Sensor>> sensors = readSensors();
    Optional<TemperaturesConfig> temperatures =
        bindInput("temperatures", EventKind.READINGS)
            .filter(input -> rules.isPresent() && sensors.isPresent())
            .map(
                input ->
                    new TemperaturesConfig(
                        input,
                        rules.get().bases(),
                        rules.get().rules(),
                        sensors.get(),
                        new RuleInputs(textAt(RULES_TOPIC), textAt(SENSORS_TOPIC))));
    Optional<ActivityConfig> activity =
        bindInput("activity", EventKind.ACTIVITIES)
            .flatMap(
                input ->
                    bind(KeyPath.of("activity"), SessionEntry.class)
                        .map(
                            entry ->
                                new ActivityConfig(
                                    input, entry.gap(), entry.lateness(), entry.early())));
    List<SalesReport> reports = new ArrayList<>();
    for (int index = 0; index < REPORTS.in(tree).size(); index++) {
      KeyPath report = REPORTS.child(index);
      bind(report.child("window"), Windowing.class)
          .ifPresent(windowing -> checkTimes(report, windowing));
      bind(report, ReportEntry.class).map(ReportEntry::toReport).ifPresent(reports::add);
    }
    Optional<SinksConfig> sinks = bind(KeyPath.of("sinks"), SinksConfig.class);
    Optional<BreakerEntry> breaker = bind(KeyPath.of("breaker"), BreakerEntry.class);
    Optional<FlushConfig> flush = bind(KeyPath.of("flush"), FlushConfig.class);
    Optional<Duration> checkpointInterval =
        bind(KeyPath.of("checkpoint", "interval"), Duration.class);
    return new JobConfig(
        new Deployment(
            tree.path("environment").asText(), tree.path("generation").asInt(), sections),
        sales,
        temperatures,
        activity,
        reports,
        sinks.orElse(new SinksConfig(List.of(), List.of(), List.of())),
        breaker.flatMap(BreakerEntry::toRule),
        flush.orElse(new FlushConfig(1, Duration.ZERO, Duration.ZERO)),
        checkpointInterval.orElse(Duration.ZERO),
        tree.path("maxParallelism").asInt());
  }

  /** The rules, judged by those who know them; what the schema has refused is not told twice. */
  private Optional<RuleFile> bindRules() {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    for (String part : List.of("profile", "rule", "rules")) {
      JsonNode found = TEMPERATURES.child(part).in(tree);
      if (!found.isMissingNode()) {
        file.set(part, found);
      }
    }
    try {
      return Optional.of(RuleFile.read(MAPPER.convertValue(file, new TypeReference<>() {})));
    } catch (InvalidRules invalid) {
      for (RuleViolation violation : invalid.violations()) {
        KeyPath key = TEMPERATURES;
        for (String step : violation.path()) {
          key = key.child(step);
        }
        KeyPath refused = key;
        if (draft.violations().stream()
            .noneMatch(known -> known.key().isWithin(refused) || refused.isWithin(known.key()))) {
          draft.refuse(key, violation.problem());
        }
      }
      return Optional.empty();
    }
  }

  private Optional<List<Sensor>> readSensors() {
    Optional<String> file = textAt(SENSORS_FILE);
    if (file.isEmpty()) {
      return Optional.of(List.of());
    }
    if (textAt(SENSORS_TOPIC).isPresent()) {
      draft.refuse(
          SENSORS_FILE,
          "must not be set beside sensorsTopic: one of them says what sensors are",
          "found: " + file.get());
      return Optional.empty();
    }
    try {
      return Optional.of(RuleInputs.sensors(Path.of(file.get())));
    } catch (IOException | InvalidPathException unreadable) {
      draft.refuse(
          SENSORS_FILE,
          "must be a file that can be read: " + unreadable,
          "relative paths start at " + Path.of("").toAbsolutePath());
    } catch (IllegalArgumentException wrong) {
      draft.refuse(SENSORS_FILE, "names a file that is not right: " + wrong.getMessage());
    }
    return Optional.empty();
  }

  private Optional<String> textAt(KeyPath key) {
    JsonNode value = key.in(tree);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  /** An input; empty where there is none, or something is wrong with it. */
  private Optional<InputConfig> bindInput(String name, EventKind<?> kind) {
    KeyPath key = KeyPath.of(name);
    checkMapping(key.child("mapping"), kind);
    Optional<SourceAdapter> source = sourceOf(name);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    // Both, so that both are judged.
    Optional<? extends Serializable> settings =
        source.get().settings().flatMap(section -> bind(key.child(section.name()), section.type()));
    return bind(key, InputEntry.class)
        .filter(entry -> settings.isPresent() || source.get().settings().isEmpty())
        .map(entry -> entry.toInput(settings.map(Serializable.class::cast)));
  }

  /** Rules that no record could satisfy are told here, each, and not by every record. */
  private void checkMapping(KeyPath key, EventKind<?> kind) {
    key.in(tree)
        .fieldNames()
        .forEachRemaining(
            part ->
                bind(key.child(part), FieldRule.class)
                    .ifPresent(rule -> checkRule(key.child(part), kind, part, rule)));
  }

  private void checkRule(KeyPath key, EventKind<?> kind, String part, FieldRule rule) {
    try {
      kind.mapping(Map.of(part, rule));
    } catch (IllegalArgumentException wrong) {
      String message = wrong.getMessage();
      draft.refuse(
          key,
          "is not right: "
              + (message.startsWith(part + ": ") ? message.substring(part.length() + 2) : message));
    }
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

  /** What all inputs have. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record InputEntry(
      String source,
      String topic,
      MappingEntry mapping,
      Duration outOfOrderness,
      Duration idleness,
      Duration silence) {

    InputConfig toInput(Optional<Serializable> settings) {
      return new InputConfig(
          source,
          settings,
          topic,
          mapping == null ? Map.of() : mapping.rules(),
          outOfOrderness,
          idleness,
          silence);
    }
  }

  /** What the input of activities has besides. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record SessionEntry(Duration gap, Duration lateness, Duration early) {}

  /** A mapping as it is written: rules by parts. */
  record MappingEntry(Map<String, FieldRule> rules) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    MappingEntry {}
  }

  /** Reads a rule from a field, a list of fields, or the rule in full. */
  private static final class FieldRules extends StdDeserializer<FieldRule> {

    private static final long serialVersionUID = 1L;

    FieldRules() {
      super(FieldRule.class);
    }

    @Override
    public FieldRule deserialize(JsonParser source, DeserializationContext context)
        throws IOException {
      JsonNode rule = source.readValueAsTree();
      try {
        if (!rule.isObject()) {
          return FieldRule.of(fields(rule).toArray(FieldPath[]::new));
        }
        Map<String, String> values = new HashMap<>();
        rule.path("values")
            .properties()
            .forEach(value -> values.put(value.getKey(), value.getValue().asText()));
        return new FieldRule(
            fields(rule.path("field")),
            rule.path("constant").asText(),
            rule.path("absent").asText(),
            values,
            TimeFormat.ofLabel(rule.path("format").asText()),
            ZoneId.of(rule.path("zone").asText()).normalized());
      } catch (IllegalArgumentException refused) {
        throw JsonMappingException.from(source, refused.getMessage(), refused);
      } catch (DateTimeException noZone) {
        throw JsonMappingException.from(
            source,
            noZone.getMessage(),
            new IllegalArgumentException(
                "must have a time zone such as UTC, Europe/Madrid or +01:00; found: "
                    + rule.path("zone").asText(),
                noZone));
      }
    }

    private static List<FieldPath> fields(JsonNode field) {
      if (field.isArray()) {
        List<FieldPath> fields = new ArrayList<>();
        field.forEach(one -> fields.add(FieldPath.parse(one.asText())));
        return fields;
      }
      return field.isMissingNode() ? List.of() : List.of(FieldPath.parse(field.asText()));
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

  /** The circuit breaker as it is written. */
  record BreakerEntry(String rejects, Duration within, int of) {

    /** Empty if it is off. */
    Optional<CircuitBreaker.Rule> toRule() {
      if (rejects.equals("off")) {
        return Optional.empty();
      }
      BigDecimal percent = new BigDecimal(rejects.substring(0, rejects.length() - 1).strip());
      return Optional.of(
          new CircuitBreaker.Rule(percent.movePointRight(1).intValueExact(), within, of));
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
