package io.aforo.application.contract;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * Takes a safeguard out of the product while a test runs, to show that the test notices: a suite
 * that stays green without a safeguard does not watch over it.
 *
 * <p>Only the bodies of methods are changed, in the classes as they are loaded, and put back on
 * {@link #close}. Nothing else may use those classes in between, so such tests do not run beside
 * others.
 */
public final class Sabotage implements AutoCloseable {

  private final List<Class<?>> sabotaged = new ArrayList<>();
  private final ClassReloadingStrategy classes;

  private Sabotage() {
    ByteBuddyAgent.install();
    classes = ClassReloadingStrategy.fromInstalledAgent();
  }

  /**
   * Changes what a method does until the sabotage is closed.
   *
   * @param advice with static methods that are annotated as {@link Advice} describes
   */
  public static Sabotage of(Class<?> type, String method, Class<?> advice) {
    return new Sabotage().and(type, method, advice);
  }

  /** Changes one more. */
  public Sabotage and(Class<?> type, String method, Class<?> advice) {
    assertThat(type.getDeclaredMethods()).extracting("name").contains(method);
    new ByteBuddy()
        .redefine(type)
        .visit(Advice.to(advice).on(named(method)))
        .make()
        .load(type.getClassLoader(), classes);
    sabotaged.add(type);
    return this;
  }

  /**
   * Runs one test as it is, and one only.
   *
   * @param parameters the types of the method's parameters
   * @return why it failed, one for each set of arguments that it failed for
   * @throws AssertionError if it passed, or was not run
   */
  public List<Throwable> failuresOf(Class<?> test, String method, Class<?>... parameters) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(test, method, parameters))
            .execute()
            .testEvents();
    assertThat(tests.started().count()).as("runs of " + method).isPositive();
    List<Throwable> failures =
        tests.failed().stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .map(result -> result.getThrowable().orElseThrow())
            .toList();
    assertThat(failures).as("failures of " + method + ", which must notice").isNotEmpty();
    return failures;
  }

  @Override
  public void close() {
    try {
      for (Class<?> type : sabotaged) {
        classes.reset(ClassFileLocator.ForClassLoader.of(type.getClassLoader()), type);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
