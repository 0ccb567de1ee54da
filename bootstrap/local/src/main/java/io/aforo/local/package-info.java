/** The command line: demo, run, replay, simulate, check, migrate. */
package io.aforo.local;
