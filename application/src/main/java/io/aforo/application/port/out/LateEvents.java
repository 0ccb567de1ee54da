package io.aforo.application.port.out;

/** Keeps late events, by (report, source, event); one that is there already is left as it is. */
public interface LateEvents extends Store<LateEvent> {}
