/** What Aforo computes: values, window arithmetic and state machines, in plain Java. */
package io.aforo.domain;
