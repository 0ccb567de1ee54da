package io.aforo.application.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.intake.RejectionReason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationTest {

  @ParameterizedTest
  @EnumSource
  void everyReasonIsExplainedInSentences(RejectionReason reason) {
    Explanation explanation = Explanation.of(reason);

    assertThat(explanation.meaning()).matches("[A-Z].+[.]").doesNotContain("  ");
    assertThat(explanation.remedy()).matches("[A-Z].+[.]").doesNotContain("  ");
  }

  @Test
  void noTwoReasonsMeanTheSame() {
    assertThat(Arrays.stream(RejectionReason.values()).map(r -> Explanation.of(r).meaning()))
        .doesNotHaveDuplicates();
  }
}
