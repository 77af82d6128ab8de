-- Reminders in SQLite, for Microsoft.Orleans.Reminders.AdoNet 10.4.2 over Microsoft.Data.Sqlite.
--
-- The provider owns no SQL: it loads the texts below from OrleansQuery, by key, when a silo starts, and refuses
-- to start when a key is missing. Safe to run again: tables stay, texts are replaced.
--
-- Why it looks the way it does:
--   * The ETag is Version, counted up by every upsert.
--   * GrainHash is a 32-bit hash that the provider passes as a SIGNED integer. A silo asks for its part of the
--     ring, (begin, end]; the provider compares the signed ends, and takes the second range query for a
--     part that wraps around. Equal ends are the whole ring, which the OR of that query covers.
--   * A delete ends in "SELECT changes() > 0" because the provider takes the first row of the answer as its yes
--     or no, and fails when there is no row.
--   * StartTime is TEXT, as Microsoft.Data.Sqlite writes a UTC DateTime. Period is in milliseconds.

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS OrleansReminder
(
    ServiceId    TEXT    NOT NULL,
    GrainId      TEXT    NOT NULL,
    ReminderName TEXT    NOT NULL,
    GrainHash    INTEGER NOT NULL,
    StartTime    TEXT    NOT NULL,
    Period       INTEGER NOT NULL,
    Version      INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS OrleansReminder_GrainHash ON OrleansReminder (ServiceId, GrainHash);

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    'UpsertReminderRowKey',
    'INSERT INTO OrleansReminder (ServiceId, GrainId, ReminderName, GrainHash, StartTime, Period, Version)
     VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
     ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE SET
         GrainHash = excluded.GrainHash, StartTime = excluded.StartTime, Period = excluded.Period, Version = Version + 1
     RETURNING Version;'
),
(
    'ReadReminderRowKey',
    'SELECT GrainId, ReminderName, StartTime, Period, Version
     FROM OrleansReminder
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName;'
),
(
    'ReadReminderRowsKey',
    'SELECT GrainId, ReminderName, StartTime, Period, Version
     FROM OrleansReminder
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId;'
),
(
    'ReadRangeRows1Key',
    'SELECT GrainId, ReminderName, StartTime, Period, Version
     FROM OrleansReminder
     WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash;'
),
(
    'ReadRangeRows2Key',
    'SELECT GrainId, ReminderName, StartTime, Period, Version
     FROM OrleansReminder
     WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash);'
),
(
    'DeleteReminderRowKey',
    'DELETE FROM OrleansReminder
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version;
     SELECT changes() > 0;'
),
(
    'DeleteReminderRowsKey',
    'DELETE FROM OrleansReminder WHERE ServiceId = @ServiceId;'
)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText
WHERE QueryText <> excluded.QueryText;
