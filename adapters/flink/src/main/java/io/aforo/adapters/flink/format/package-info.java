/**
 * How values are written into state and between operators. These layouts, not the domain's classes,
 * are what one version of the job writes and the next one reads: a field is added by a new version
 * of its format, and the old one stays readable.
 */
package io.aforo.adapters.flink.format;
