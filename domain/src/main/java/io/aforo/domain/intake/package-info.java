/** What an event must be like to be let in, and the closed list of reasons to refuse it. */
package io.aforo.domain.intake;
