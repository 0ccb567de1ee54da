/** The job: from a configuration to a graph that Flink runs. */
package io.aforo.job;
