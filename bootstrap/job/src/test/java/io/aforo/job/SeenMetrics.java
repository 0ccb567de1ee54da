package io.aforo.job;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * What a reporter sees of the jobs in this process: counters by the name and the labels that
 * Flink's Prometheus reporter gives them, summed over operators and subtasks.
 */
public final class SeenMetrics implements MetricReporter, MetricReporterFactory {

  private static final Map<Metric, String> COUNTERS = new ConcurrentHashMap<>();

  /** Adds this reporter to a cluster's settings. */
  static void reportedIn(Configuration settings) {
    settings.setString("metrics.reporters", "seen");
    settings.setString("metrics.reporter.seen.factory.class", SeenMetrics.class.getName());
  }

  /** Our counters as they stand, such as {@code ..._numRecordsIn{input="sales"}}. */
  static Map<String, Long> counters() {
    Map<String, Long> sums = new TreeMap<>();
    COUNTERS.forEach((metric, name) -> sums.merge(name, ((Counter) metric).getCount(), Long::sum));
    return sums;
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return this;
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    Map<String, String> variables = group.getAllVariables();
    Map<String, String> labels = new TreeMap<>();
    for (String label : new String[] {"input", "reason", "report"}) {
      String value = variables.get("<" + label + ">");
      if (value != null) {
        labels.put(label, value);
      }
    }
    if (metric instanceof Counter && !labels.isEmpty()) {
      StringBuilder shown = new StringBuilder();
      labels.forEach(
          (label, value) ->
              shown
                  .append(shown.length() == 0 ? "" : ",")
                  .append(label)
                  .append("=\"")
                  .append(value)
                  .append('"'));
      String scope =
          LogicalScopeProvider.castFrom(group).getLogicalScope(CharacterFilter.NO_OP_FILTER, '_');
      COUNTERS.put(metric, "flink_" + scope + "_" + name + "{" + shown + "}");
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    COUNTERS.remove(metric);
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}
}
