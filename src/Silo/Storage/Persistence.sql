-- Grain state in SQLite, for Microsoft.Orleans.Persistence.AdoNet 10.4.2 over Microsoft.Data.Sqlite.
--
-- The provider owns no SQL: it loads the texts below from OrleansQuery, by key, when a silo starts.
-- Safe to run again: tables stay, texts are replaced.
--
-- Why it looks the way it does:
--   * The ETag is Version. A write that changed nothing must still answer with one row whose value is NULL: that
--     is what the provider turns into InconsistentStateException. Hence "SELECT CASE WHEN changes() > 0 ...".
--   * Each write is ONE statement: an explicit BEGIN ... COMMIT that fails half-way stays open on its pooled
--     connection, and keeps every other writer out of the file (seen with Microsoft.Data.Sqlite 10.0.1). changes()
--     counts for its connection alone, so nobody comes between a write and its outcome.
--   * The extension is NULL for a plain Guid or integer key. A unique index takes two NULLs for different, so the
--     index holds an empty blob in its place, which equals no text, not even an empty one. The same
--     IFNULL(...) stands in every query, or SQLite would not use the index.
--   * GrainIdHash and GrainTypeHash are passed and ignored: they are there for databases that cannot index long
--     texts, and without them no row depends on the hash in use.
--   * The provider tells neither the storage name nor the grain class: GrainTypeString is the name of the state.
--     Two grain classes that use one state name and one key, or two storages in one file, share a row.

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS OrleansGrainState
(
    ServiceId              TEXT    NOT NULL,
    GrainTypeString        TEXT    NOT NULL,
    GrainIdN0              INTEGER NOT NULL,
    GrainIdN1              INTEGER NOT NULL,
    GrainIdExtensionString TEXT,
    Version                INTEGER NOT NULL,
    ModifiedAt             TEXT    NOT NULL,
    PayloadBinary          BLOB
) STRICT;

CREATE UNIQUE INDEX IF NOT EXISTS OrleansGrainState_Grain ON OrleansGrainState
    (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, IFNULL(GrainIdExtensionString, x''));

INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES
(
    'ReadFromStorageKey',
    'SELECT PayloadBinary, Version
     FROM OrleansGrainState
     WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
       AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
       AND IFNULL(GrainIdExtensionString, x'''') = IFNULL(@GrainIdExtensionString, x'''');'
),
(
    -- Without a version the grain believes to be first: it may insert, and loses when a row is there (no row
    -- equals version NULL). With a version it may update that very version, and never insert.
    'WriteToStorageKey',
    'INSERT INTO OrleansGrainState
         (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, Version, ModifiedAt, PayloadBinary)
     SELECT
         @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, 1,
         strftime(''%Y-%m-%d %H:%M:%f'', ''now''), @PayloadBinary
     WHERE @GrainStateVersion IS NULL OR EXISTS
         (SELECT 1 FROM OrleansGrainState
          WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND IFNULL(GrainIdExtensionString, x'''') = IFNULL(@GrainIdExtensionString, x''''))
     ON CONFLICT (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, IFNULL(GrainIdExtensionString, x''''))
     DO UPDATE SET
         Version = Version + 1, ModifiedAt = excluded.ModifiedAt, PayloadBinary = excluded.PayloadBinary
     WHERE Version = @GrainStateVersion;
     SELECT CASE WHEN changes() > 0 THEN IFNULL(@GrainStateVersion, 0) + 1 END AS NewGrainStateVersion;'
),
(
    -- The row outlives its content, so that an ETag from before the clearing stays stale for good.
    'ClearStorageKey',
    'UPDATE OrleansGrainState
     SET Version = Version + 1, ModifiedAt = strftime(''%Y-%m-%d %H:%M:%f'', ''now''), PayloadBinary = NULL
     WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
       AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
       AND IFNULL(GrainIdExtensionString, x'''') = IFNULL(@GrainIdExtensionString, x'''')
       AND Version = @GrainStateVersion;
     SELECT CASE WHEN changes() > 0 THEN @GrainStateVersion + 1 END AS NewGrainStateVersion;'
),
(
    -- Used instead of ClearStorageKey when DeleteStateOnClear is set. The version is only proof of success.
    'DeleteStorageKey',
    'DELETE FROM OrleansGrainState
     WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
       AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
       AND IFNULL(GrainIdExtensionString, x'''') = IFNULL(@GrainIdExtensionString, x'''')
       AND Version = @GrainStateVersion;
     SELECT CASE WHEN changes() > 0 THEN @GrainStateVersion + 1 END AS NewGrainStateVersion;'
)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText
WHERE QueryText <> excluded.QueryText;
