package io.aforo.domain.activity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.intake.InvalidEvent;
import org.junit.jupiter.api.Test;

class ActivityTest {

  @Test
  void somebodyDidSomething() {
    assertThatThrownBy(() -> new Activity(" ", "view", 0))
        .isInstanceOf(InvalidEvent.class)
        .hasMessage("user_id must not be blank");
    assertThatThrownBy(() -> new Activity("ana", "", 0))
        .isInstanceOf(InvalidEvent.class)
        .hasMessage("action must not be blank");
  }
}
