/**
 * The sources and sinks that a configuration can name, each with the keys that it owns. {@link
 * io.aforo.job.adapter.Adapters} lists them; nothing else knows which there are.
 */
package io.aforo.job.adapter;
