CREATE TABLE activity_sessions (
  user_id       text COLLATE "C" NOT NULL,
  session_start timestamptz      NOT NULL,
  last_activity timestamptz      NOT NULL,
  session_end   timestamptz      NOT NULL,
  actions       bigint           NOT NULL,
  status        text             NOT NULL,
  status_rank   smallint         NOT NULL,
  revision      bigint           NOT NULL,
  generation    integer          NOT NULL,
  updated_at    timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, session_start)
);

-- For people who ask for a time; rows come nearly in its order. Not a B-tree: the writer asks for
-- the last session of a user before a time, and where statistics are old, the planner would walk
-- the sessions of everyone backwards.
CREATE INDEX activity_sessions_by_start ON activity_sessions USING brin (session_start);
CREATE INDEX activity_sessions_by_change ON activity_sessions (updated_at);

COMMENT ON TABLE activity_sessions IS
  'What each user did in one go: one row for each session, replaced as it grows. Leave out status MERGED. Delivery is at least once and the writes are guarded: a row never goes back to fewer activities within one generation.';
COMMENT ON COLUMN activity_sessions.user_id IS 'User';
COMMENT ON COLUMN activity_sessions.session_start IS 'First activity. With the user it names the session; if an earlier activity comes late, the session gets another row and this one becomes MERGED';
COMMENT ON COLUMN activity_sessions.last_activity IS 'Last activity; the user was active from session_start until then';
COMMENT ON COLUMN activity_sessions.session_end IS 'Last activity plus the gap: an activity at this instant still belongs to the session and moves the end, a later one begins another session';
COMMENT ON COLUMN activity_sessions.actions IS 'Activities in the session; two alike are two';
COMMENT ON COLUMN activity_sessions.status IS 'PROVISIONAL: more activities may come in time. FINAL: event time has passed the end. CORRECTED: changed by late activities after that. MERGED: absorbed by another session of the user, not to be counted';
COMMENT ON COLUMN activity_sessions.status_rank IS 'Order of status (0 to 3), for the guard of the writes';
COMMENT ON COLUMN activity_sessions.revision IS 'Activities folded in, as many as actions. Higher is newer';
COMMENT ON COLUMN activity_sessions.generation IS 'Raised by the deployment to recompute on purpose; a lower one never replaces a higher one';
COMMENT ON COLUMN activity_sessions.updated_at IS 'When the content last changed, by the clock of the database; writing the same content again does not count';

-- What the comments of V1 said too simply, or not yet.

COMMENT ON COLUMN sales_reports.window_end IS 'End of the window, exclusive: a sale at this instant is in the next one. The end of a session is its last sale plus the gap: there, a sale at this instant still belongs to the session and moves the end. Windows without times (running, count) hold infinity here';
COMMENT ON COLUMN sales_reports.status IS 'PROVISIONAL: the window is still open; the running totals and a count window that is not full stay so. FINAL: event time has passed the end, or the count is full; for running totals, the input has ended. CORRECTED: changed by late events after that. MERGED: absorbed by another session, not to be counted';

COMMENT ON TABLE late_events IS
  'Events that came too late: one row for each report and event. The windows that it missed do not hold it; other windows of the same report do, if they were still open. Lateness is judged anew after a restart from an older state, so an event that stands here can have been in time after all.';
COMMENT ON COLUMN late_events.report IS 'Report that the event was too late for; for a reading, the rule; for an activity, activity-sessions';
COMMENT ON COLUMN late_events.source_id IS 'Store, sensor or user';
COMMENT ON COLUMN late_events.event_id IS 'Id of the sale, or of the reading; an activity has none, so here are its time, its action and the record that brought it';
COMMENT ON COLUMN late_events.watermark IS 'Event time that the job had reached; for a reading, its sensor. Lateness was judged against it';
COMMENT ON COLUMN late_events.missed_windows IS 'Windows that it came too late for, as [start, end); event_time <@ ANY (missed_windows). For a session, the one that the event would have been by itself. Empty for a reading';
