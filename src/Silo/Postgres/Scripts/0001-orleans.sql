-- What Orleans' ADO.NET providers (10.4.2: clustering, grain storage, reminders) keep in PostgreSQL 14 or later, over Npgsql.
--
-- The providers own no SQL: they load the texts below from OrleansQuery, by key, when a silo or a client starts.
--
-- Why it looks the way it does:
--   * Each write is ONE statement, so it needs no transaction of its own and cannot stop half-way.
--   * The first row of the answer is the provider's yes or no, and it fails where there is none: every write ends in
--     a SELECT that always has exactly one.
--   * Parameters that may be NULL carry no type: they are cast.
--   * Times are timestamptz: Npgsql sends a UTC DateTime as one, and gives one back.
--   * Rows are updated far more often than inserted, and no index has what changes: pages with room to spare let
--     PostgreSQL keep the new version of a row beside the old one (HOT), without touching any index.

CREATE TABLE OrleansQuery
(
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

-- Membership. A write to it has to count up the cluster's version in the same step, and only if that is still the one
-- the silo has read: the update of the version's row, which others wait for, decides. DeploymentId is the cluster id.

CREATE TABLE OrleansMembershipVersion
(
    DeploymentId text        NOT NULL PRIMARY KEY,
    Version      integer     NOT NULL,
    ChangedAt    timestamptz NOT NULL
)
WITH (fillfactor = 20);

CREATE TABLE OrleansMembership
(
    DeploymentId text        NOT NULL,
    Address      text        NOT NULL,
    Port         integer     NOT NULL,
    Generation   integer     NOT NULL,
    SiloName     text        NOT NULL,
    HostName     text        NOT NULL,
    Status       integer     NOT NULL,
    ProxyPort    integer     NOT NULL,
    SuspectTimes text,
    StartTime    timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
)
WITH (fillfactor = 50);

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    -- Every silo asks for this on start: only the first one of a cluster creates the row.
    'InsertMembershipVersionKey',
    'WITH created AS
     (
         INSERT INTO OrleansMembershipVersion (DeploymentId, Version, ChangedAt)
         VALUES (@DeploymentId, 0, now())
         ON CONFLICT DO NOTHING
         RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM created);'
),
(
    'InsertMembershipKey',
    'WITH counted AS
     (
         UPDATE OrleansMembershipVersion
         SET Version = Version + 1, ChangedAt = now()
         WHERE DeploymentId = @DeploymentId AND Version = @Version
           AND NOT EXISTS
             (SELECT 1 FROM OrleansMembership
              WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
         RETURNING 1
     ),
     created AS
     (
         INSERT INTO OrleansMembership
             (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
         SELECT
             @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
         FROM counted
         RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM created);'
),
(
    'UpdateMembershipKey',
    'WITH counted AS
     (
         UPDATE OrleansMembershipVersion
         SET Version = Version + 1, ChangedAt = now()
         WHERE DeploymentId = @DeploymentId AND Version = @Version
           AND EXISTS
             (SELECT 1 FROM OrleansMembership
              WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
         RETURNING 1
     ),
     changed AS
     (
         UPDATE OrleansMembership
         SET Status = @Status, SuspectTimes = CAST(@SuspectTimes AS text), IAmAliveTime = @IAmAliveTime
         FROM counted
         WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
         RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM changed);'
),
(
    -- Does not count up the version: a sign of life must not invalidate what others have read.
    'UpdateIAmAlivetimeKey',
    'UPDATE OrleansMembership
     SET IAmAliveTime = @IAmAliveTime
     WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation;'
),
(
    -- The outer join answers with the version even while there is no such silo: the provider needs that row.
    'MembershipReadRowKey',
    'SELECT v.Version, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
            m.SuspectTimes, m.StartTime, m.IAmAliveTime
     FROM OrleansMembershipVersion AS v
     LEFT JOIN OrleansMembership AS m
       ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
     WHERE v.DeploymentId = @DeploymentId;'
),
(
    'MembershipReadAllKey',
    'SELECT v.Version, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
            m.SuspectTimes, m.StartTime, m.IAmAliveTime
     FROM OrleansMembershipVersion AS v
     LEFT JOIN OrleansMembership AS m ON m.DeploymentId = v.DeploymentId
     WHERE v.DeploymentId = @DeploymentId;'
),
(
    -- A silo without a gateway has proxy port 0, and no client can use it.
    'GatewaysQueryKey',
    'SELECT Address, ProxyPort, Generation
     FROM OrleansMembership
     WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0;'
),
(
    'DeleteMembershipTableEntriesKey',
    'WITH gone AS (DELETE FROM OrleansMembership WHERE DeploymentId = @DeploymentId)
     DELETE FROM OrleansMembershipVersion WHERE DeploymentId = @DeploymentId;'
),
(
    -- Asked for each dead silo that is old enough, with the values the provider has just read: a row that changed
    -- meanwhile stays. Status 6 is SiloStatus.Dead. The provider reads '' and NULL as the same empty list of votes.
    'CleanupDefunctSiloEntryKey',
    'DELETE FROM OrleansMembership
     WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
       AND Status = 6 AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime
       AND COALESCE(SuspectTimes, '''') = COALESCE(CAST(@SuspectTimes AS text), '''');'
),
(
    -- Must exist, but is only run by versions of the provider that do not know the key above.
    'CleanupDefunctSiloEntriesKey',
    'DELETE FROM OrleansMembership
     WHERE DeploymentId = @DeploymentId AND Status = 6
       AND StartTime < @IAmAliveTime AND IAmAliveTime < @IAmAliveTime;'
);

-- Grain state. The ETag is Version. A write that changed nothing answers with NULL, which the provider turns into
-- InconsistentStateException. The extension, a grain's text key, is NULL for a plain Guid or integer key, and a unique
-- index takes two NULLs for different: the index has two expressions in its place, and so has every query, or
-- PostgreSQL would not use it. GrainIdHash and GrainTypeHash, which the provider passes too, are for databases that
-- cannot index long texts. The provider tells neither the storage's name nor the grain's class: GrainTypeString is the
-- name of the state.

CREATE TABLE OrleansGrainState
(
    ServiceId              text        NOT NULL,
    GrainTypeString        text        NOT NULL,
    GrainIdN0              bigint      NOT NULL,
    GrainIdN1              bigint      NOT NULL,
    GrainIdExtensionString text,
    Version                integer     NOT NULL,
    ModifiedAt             timestamptz NOT NULL,
    PayloadBinary          bytea
)
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE UNIQUE INDEX OrleansGrainState_Grain ON OrleansGrainState
    (GrainTypeString, ServiceId, GrainIdN0, GrainIdN1, (GrainIdExtensionString IS NULL), (COALESCE(GrainIdExtensionString, '')));

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    'ReadFromStorageKey',
    'SELECT PayloadBinary, Version
     FROM OrleansGrainState
     WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
       AND (GrainIdExtensionString IS NULL) = (CAST(@GrainIdExtensionString AS text) IS NULL)
       AND COALESCE(GrainIdExtensionString, '''') = COALESCE(CAST(@GrainIdExtensionString AS text), '''');'
),
(
    -- Without a version the grain believes to be first: it may insert, and loses when a row is there. With a version it
    -- may update that very version, and never insert.
    'WriteToStorageKey',
    'WITH changed AS
     (
         UPDATE OrleansGrainState
         SET Version = Version + 1, ModifiedAt = now(), PayloadBinary = CAST(@PayloadBinary AS bytea)
         WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
           AND (GrainIdExtensionString IS NULL) = (CAST(@GrainIdExtensionString AS text) IS NULL)
           AND COALESCE(GrainIdExtensionString, '''') = COALESCE(CAST(@GrainIdExtensionString AS text), '''')
           AND Version = CAST(@GrainStateVersion AS integer)
         RETURNING Version
     ),
     created AS
     (
         INSERT INTO OrleansGrainState
             (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, Version, ModifiedAt, PayloadBinary)
         SELECT
             @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, CAST(@GrainIdExtensionString AS text), 1, now(), CAST(@PayloadBinary AS bytea)
         WHERE CAST(@GrainStateVersion AS integer) IS NULL
         ON CONFLICT DO NOTHING
         RETURNING Version
     )
     SELECT COALESCE((SELECT Version FROM changed), (SELECT Version FROM created)) AS NewGrainStateVersion;'
),
(
    -- The row outlives its content, so that an ETag from before the clearing stays stale for good.
    'ClearStorageKey',
    'WITH cleared AS
     (
         UPDATE OrleansGrainState
         SET Version = Version + 1, ModifiedAt = now(), PayloadBinary = NULL
         WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
           AND (GrainIdExtensionString IS NULL) = (CAST(@GrainIdExtensionString AS text) IS NULL)
           AND COALESCE(GrainIdExtensionString, '''') = COALESCE(CAST(@GrainIdExtensionString AS text), '''')
           AND Version = CAST(@GrainStateVersion AS integer)
         RETURNING Version
     )
     SELECT (SELECT Version FROM cleared) AS NewGrainStateVersion;'
),
(
    -- Used instead of ClearStorageKey where DeleteStateOnClear is set. The version is only proof of success.
    'DeleteStorageKey',
    'WITH deleted AS
     (
         DELETE FROM OrleansGrainState
         WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
           AND (GrainIdExtensionString IS NULL) = (CAST(@GrainIdExtensionString AS text) IS NULL)
           AND COALESCE(GrainIdExtensionString, '''') = COALESCE(CAST(@GrainIdExtensionString AS text), '''')
           AND Version = CAST(@GrainStateVersion AS integer)
         RETURNING Version + 1 AS Version
     )
     SELECT (SELECT Version FROM deleted) AS NewGrainStateVersion;'
);

-- Reminders. The ETag is Version, counted up by every upsert. GrainHash is a 32-bit hash that the provider passes as a
-- signed integer: a silo asks for its part of the ring, (begin, end], by the second range query where that wraps around.

CREATE TABLE OrleansReminder
(
    ServiceId    text        NOT NULL,
    GrainId      text        NOT NULL,
    ReminderName text        NOT NULL,
    GrainHash    integer     NOT NULL,
    StartTime    timestamptz NOT NULL,
    Period       bigint      NOT NULL, -- milliseconds
    Version      integer     NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
);

CREATE INDEX OrleansReminder_GrainHash ON OrleansReminder (ServiceId, GrainHash);

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    'UpsertReminderRowKey',
    'INSERT INTO OrleansReminder AS reminder (ServiceId, GrainId, ReminderName, GrainHash, StartTime, Period, Version)
     VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
     ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE SET
         GrainHash = excluded.GrainHash, StartTime = excluded.StartTime, Period = excluded.Period, Version = reminder.Version + 1
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
    'WITH deleted AS
     (
         DELETE FROM OrleansReminder
         WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
         RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM deleted);'
),
(
    'DeleteReminderRowsKey',
    'DELETE FROM OrleansReminder WHERE ServiceId = @ServiceId;'
);
