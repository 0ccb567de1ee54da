/** From a record as it arrived to an event, or to the reason why it is none. */
package io.aforo.application.intake;
