package io.aforo.application.port.out;

import io.aforo.domain.activity.ActivitySession;

/**
 * Keeps the newest state of each activity session, by {@link ActivitySession#key()}, under the
 * rules of {@link SalesReports}: the same guard, and every row that is not MERGED is absorbing.
 */
public interface ActivitySessions extends Store<ActivitySession> {}
