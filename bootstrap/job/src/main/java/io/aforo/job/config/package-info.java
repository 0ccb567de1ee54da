/**
 * One typed, validated, immutable configuration for each deployment. What keys there are, with
 * their types, rules, defaults and environment variables, is written in one place, {@code
 * conf/aforo.schema.json}; the records here are what it becomes.
 */
package io.aforo.job.config;
