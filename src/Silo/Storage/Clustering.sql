-- Cluster membership in SQLite, for Microsoft.Orleans.Clustering.AdoNet 10.4.2 over Microsoft.Data.Sqlite.
--
-- The provider owns no SQL: it loads the texts below from OrleansQuery, by key, when a silo or a client starts, and
-- refuses to start when a key is missing; only CleanupDefunctSiloEntryKey is optional. Safe to run again: tables
-- stay, texts are replaced.
--
-- Why it looks the way it does:
--   * A membership write has to bump the table version in the same atomic step. The bump is a trigger, so that
--     each write is ONE statement: an explicit BEGIN ... COMMIT that fails half-way stays open on its pooled
--     connection, and keeps every other writer out of the file (seen with Microsoft.Data.Sqlite 10.0.1).
--   * IAmAliveTime alone does not fire the trigger: a heartbeat must not invalidate the version others hold.
--   * A write ends in "SELECT changes() > 0" because the provider takes the first row of the answer as its
--     yes or no, and fails when there is no row. What a trigger changes is not counted by changes().
--   * Times are TEXT, as Microsoft.Data.Sqlite writes a UTC DateTime ("2026-01-31 23:59:59.1234567"). Trailing
--     zeros are cut from the fraction, which keeps text order equal to time order.
--   * DeploymentId is the cluster id: the provider kept the parameter's old name. Status 6 is SiloStatus.Dead.

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS OrleansMembershipVersion
(
    DeploymentId TEXT    NOT NULL PRIMARY KEY,
    Version      INTEGER NOT NULL,
    ChangedAt    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS OrleansMembership
(
    DeploymentId TEXT    NOT NULL,
    Address      TEXT    NOT NULL,
    Port         INTEGER NOT NULL,
    Generation   INTEGER NOT NULL,
    SiloName     TEXT    NOT NULL,
    HostName     TEXT    NOT NULL,
    Status       INTEGER NOT NULL,
    ProxyPort    INTEGER NOT NULL,
    SuspectTimes TEXT,
    StartTime    TEXT    NOT NULL,
    IAmAliveTime TEXT    NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS OrleansMembership_Inserted
AFTER INSERT ON OrleansMembership
BEGIN
    UPDATE OrleansMembershipVersion
    SET Version = Version + 1, ChangedAt = strftime('%Y-%m-%d %H:%M:%f', 'now')
    WHERE DeploymentId = NEW.DeploymentId;
END;

CREATE TRIGGER IF NOT EXISTS OrleansMembership_Updated
AFTER UPDATE OF Status, SuspectTimes ON OrleansMembership
BEGIN
    UPDATE OrleansMembershipVersion
    SET Version = Version + 1, ChangedAt = strftime('%Y-%m-%d %H:%M:%f', 'now')
    WHERE DeploymentId = NEW.DeploymentId;
END;

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    -- Every silo asks for this on start: only the first one of a cluster creates the row.
    'InsertMembershipVersionKey',
    'INSERT INTO OrleansMembershipVersion (DeploymentId, Version, ChangedAt)
     VALUES (@DeploymentId, 0, strftime(''%Y-%m-%d %H:%M:%f'', ''now''))
     ON CONFLICT DO NOTHING;
     SELECT changes() > 0;'
),
(
    'InsertMembershipKey',
    'INSERT INTO OrleansMembership
         (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
     SELECT
         @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
     WHERE EXISTS
         (SELECT 1 FROM OrleansMembershipVersion WHERE DeploymentId = @DeploymentId AND Version = @Version)
     ON CONFLICT DO NOTHING;
     SELECT changes() > 0;'
),
(
    'UpdateMembershipKey',
    'UPDATE OrleansMembership
     SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
     WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
       AND EXISTS
         (SELECT 1 FROM OrleansMembershipVersion WHERE DeploymentId = @DeploymentId AND Version = @Version);
     SELECT changes() > 0;'
),
(
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
    'DELETE FROM OrleansMembership WHERE DeploymentId = @DeploymentId;
     DELETE FROM OrleansMembershipVersion WHERE DeploymentId = @DeploymentId;'
),
(
    -- Asked for each dead row that is old enough, with the values the provider has just read: a row that changed
    -- meanwhile stays. The provider reads '' and NULL as the same empty list of votes, hence the IFNULL.
    'CleanupDefunctSiloEntryKey',
    'DELETE FROM OrleansMembership
     WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
       AND Status = 6 AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime
       AND IFNULL(SuspectTimes, '''') = IFNULL(@SuspectTimes, '''');'
),
(
    -- Must exist, but is only run by versions of the provider that do not know the key above.
    'CleanupDefunctSiloEntriesKey',
    'DELETE FROM OrleansMembership
     WHERE DeploymentId = @DeploymentId AND Status = 6
       AND StartTime < @IAmAliveTime AND IAmAliveTime < @IAmAliveTime;'
)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText
WHERE QueryText <> excluded.QueryText;
