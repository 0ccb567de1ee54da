package io.aforo.job.adapter;

import io.aforo.adapters.flink.StoreSink;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;

/** How a sink's stores are opened, one for each port; each writer opens one of its own. */
public record Stores(
    StoreSink.Opener<SalesRow> salesReports,
    StoreSink.Opener<Alert> temperatureAlerts,
    StoreSink.Opener<AlertChange> alertHistory,
    StoreSink.Opener<ActivitySession> activitySessions,
    StoreSink.Opener<LateEvent> lateEvents,
    StoreSink.Opener<DeadLetter> deadLetters) {}
