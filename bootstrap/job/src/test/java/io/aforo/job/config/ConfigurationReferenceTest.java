package io.aforo.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/configuration.md} is what the schema says. To write it anew: {@code
 * ./mvnw -pl bootstrap/job -am test -Dtest=ConfigurationReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Daforo.docs.write=true}.
 */
class ConfigurationReferenceTest {

  private static final Path DOCS = Path.of("../../docs/configuration.md");
  private static final Path SHIPPED = Path.of("../../conf/aforo.schema.json");

  private static final String BEGIN =
      "<!-- From conf/aforo.schema.json, by ConfigurationReferenceTest; do not edit. -->\n";
  private static final String END = "<!-- End of what is generated. -->\n";

  private final ConfigurationSchema schema = ConfigurationSchema.SHIPPED;

  @Test
  void theTableOfKeysIsWhatTheSchemaSays() throws IOException {
    String docs = Files.readString(DOCS);
    int begin = docs.indexOf(BEGIN) + BEGIN.length();
    int end = docs.indexOf(END);
    if (Boolean.getBoolean("aforo.docs.write")) {
      Files.writeString(DOCS, docs.substring(0, begin) + table() + docs.substring(end));
      return;
    }

    assertThat(docs.substring(begin, end)).isEqualTo(table());
  }

  @Test
  void editorsCheckWithWhatTheJobChecksWith() throws IOException {
    if (Boolean.getBoolean("aforo.docs.write")) {
      Files.writeString(SHIPPED, schema.text());
      return;
    }

    assertThat(SHIPPED).hasContent(schema.text());
  }

  @Test
  void everyKeyIsDescribed() {
    assertThat(schema.all())
        .allSatisfy((key, setting) -> assertThat(setting.description()).as(key).isNotBlank());
  }

  @Test
  void theSchemaShowsTheFormsOfWindowsThatAreRead() {
    JsonNode window = schema.all().get("reports[].window").schema();

    assertThat(window.get("examples"))
        .map(JsonNode::textValue)
        .containsExactlyElementsOf(WindowGrammar.examples());
    assertThat(WindowGrammar.examples())
        .allSatisfy(
            example -> assertThat(window.get("errorMessage").textValue()).contains(example));
  }

  private String table() {
    return "| Key | Meaning | Type | Default | Rule | Environment |\n|---|---|---|---|---|---|\n"
        + schema.all().keySet().stream().map(this::row).collect(Collectors.joining());
  }

  private String row(String key) {
    Setting setting = schema.all().get(key);
    return "| `%s` | %s | %s | %s | %s | %s |%n"
        .formatted(
            key,
            setting.description(),
            setting.typeName(),
            byDefault(key, setting),
            setting.isGroup()
                ? ""
                : setting.rule().replaceFirst("^must be ", "").replace("|", "\\|"),
            setting.environmentVariable().map(variable -> "`" + variable + "`").orElse(""))
        .replace("  ", " ");
  }

  private String byDefault(String key, Setting setting) {
    JsonNode value = setting.defaultValue();
    if (setting.isGroup() && !setting.isChoice()) {
      return value.isMissingNode() ? "absent" : "";
    }
    if (!value.isMissingNode()) {
      return "`" + flow(value) + "`";
    }
    int dot = key.lastIndexOf('.');
    String parent = dot < 0 ? "" : key.substring(0, dot).replaceFirst("\\[\\]$", "");
    Setting group = dot < 0 ? schema.root() : schema.all().get(parent);
    group = group.isList() ? group.item() : group;
    return group.requires(key.substring(dot + 1)) ? "**required**" : "absent";
  }

  /** As YAML in one line. */
  private static String flow(JsonNode value) {
    return value
        .toString()
        .replaceAll("\"([^\"]*)\":", "$1: ")
        .replace("\"", "")
        .replace(",", ", ");
  }
}
