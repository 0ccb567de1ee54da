package io.aforo.job.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/adapters.md} speaks of the adapters that there are, and of code that is compiled. */
class AdaptersGuideTest {

  private static final Path DOCS = Path.of("../../docs");

  private final String guide = read(DOCS.resolve("adapters.md"));

  @Test
  void everySourceAndEverySinkIsDescribed() {
    assertThat(namesInTableOf("## Sources"))
        .containsExactlyInAnyOrderElementsOf(
            Adapters.sources().stream().map(SourceAdapter::name).toList());
    assertThat(namesInTableOf("## Sinks"))
        .containsExactlyInAnyOrderElementsOf(
            Adapters.sinks().stream().map(SinkAdapter::name).toList());
  }

  @Test
  void whatItLinksToIsThere() {
    assertThat(found("\\]\\(([^)#]+)(#[^)]*)?\\)", guide))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(DOCS.resolve(link)).exists());
  }

  @Test
  void theCodeThatItShowsIsTheCodeThatIsCompiled() {
    List<String> shown = found("(?s)```java\n(.*?)```", guide);
    String datagen =
        read(
            DOCS.resolve(
                "../adapters/datagen/src/main/java/io/aforo/adapters/datagen/Datagen.java"));

    assertThat(shown)
        .isNotEmpty()
        .allSatisfy(code -> assertThat(inOneLine(datagen)).contains(inOneLine(code)));
  }

  private List<String> namesInTableOf(String heading) {
    String section = guide.substring(guide.indexOf(heading + "\n") + heading.length());
    return found("(?m)^\\| `([a-z-]+)` \\|", section.substring(0, section.indexOf("\n## ")));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String inOneLine(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
