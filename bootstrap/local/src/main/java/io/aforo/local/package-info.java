/** The command line: demo, run, replay, migrate. */
package io.aforo.local;
