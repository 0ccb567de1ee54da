/**
 * A real broker, registry and database on loopback, each a process that does not outlive its
 * parent.
 */
package io.aforo.local.stack;
