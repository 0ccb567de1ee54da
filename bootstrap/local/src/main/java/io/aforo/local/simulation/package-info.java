/** A recording, judged by rules in plain Java: what they raise, and what it looks like. */
package io.aforo.local.simulation;
