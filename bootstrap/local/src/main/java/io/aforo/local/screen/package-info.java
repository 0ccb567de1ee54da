/** What a person sees of a running job: a live screen on a terminal, plain lines elsewhere. */
package io.aforo.local.screen;
