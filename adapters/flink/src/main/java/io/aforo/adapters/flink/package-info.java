/** Runs the use cases on Flink: functions, sinks over the outward ports, and the topology. */
package io.aforo.adapters.flink;
