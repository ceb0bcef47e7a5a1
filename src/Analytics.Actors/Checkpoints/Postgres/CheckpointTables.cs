using Analytics.Contracts.Sinks;
using Npgsql;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>The tables of checkpoints: one bounded pool of connections, every call one transaction. Any thread.</summary>
internal sealed class CheckpointTables : IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresCheckpointOptions _options;

    public CheckpointTables(PostgresCheckpointOptions options)
    {
        _options = options;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Connection)
        {
            MaxPoolSize = options.Connections,
            // The server ends a statement first, and says why; this is for a server that says nothing.
            CommandTimeout = (int)Math.Ceiling(options.Timeout.TotalSeconds) + 5,
            Timeout = (int)Math.Clamp(Math.Ceiling(options.Timeout.TotalSeconds), 1, 1024),
            IncludeErrorDetail = false,
            ApplicationName = "analytics checkpoints",
        });
    }

    /// <summary>Bytes that went and came.</summary>
    public CheckpointTraffic Traffic { get; } = new();

    /// <summary>Makes this node the owner of a shard and returns its epoch.</summary>
    public long TakeOver(ShardId shard) => Run($"hand over {shard}", connection =>
    {
        using var batch = new CheckpointBatch(connection, shard);
        batch.Begin(_options.Timeout)
            .AddForShard(CheckpointSql.TakeOver, CheckpointBatch.Of(_options.Node), CheckpointBatch.Of(_options.Address))
            .Commit();
        using var reader = batch.Read();
        reader.NextResult();
        reader.Read();
        var epoch = reader.GetInt64(0);
        while (reader.NextResult()) continue;
        return epoch;
    });

    /// <summary>Reads what is stored of a shard, behind what is had already.</summary>
    public RemoteShard Read(ShardId shard, IReadOnlyDictionary<PartFile, long> had) => Run($"tell what is stored of {shard}", connection =>
    {
        using var batch = new CheckpointBatch(connection, shard);
        batch.Begin(_options.Timeout, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .AddForShard(CheckpointSql.Epoch)
            .AddForShard(CheckpointSql.Manifests)
            .AddForShard(
                CheckpointSql.Parts,
                CheckpointBatch.Of(had.Keys.Select(file => (short)file.Kind).ToArray()),
                CheckpointBatch.Of(had.Keys.Select(file => file.Id).ToArray()),
                CheckpointBatch.Of(had.Values.ToArray()))
            .Commit();
        using var reader = batch.Read();
        reader.NextResult();
        var epoch = reader.Read() ? reader.GetInt64(0) : 0;
        reader.NextResult();
        var manifests = new List<RemoteManifest>();
        while (reader.Read()) manifests.Add(new RemoteManifest(reader.GetInt64(0), reader.GetDateTime(1), reader.GetFieldValue<byte[]>(2)));
        reader.NextResult();
        var parts = new List<PartRow>();
        while (reader.Read()) parts.Add(ReadRow(reader));
        while (reader.NextResult()) continue;
        return new RemoteShard(epoch, manifests, parts);
    });

    /// <summary>Number of the newest checkpoint of each shard.</summary>
    public Dictionary<ShardId, long> NewestNumbers() => Run("tell the newest checkpoints", connection =>
    {
        using var command = new NpgsqlCommand(CheckpointSql.NewestNumbers, connection);
        using var reader = command.ExecuteReader();
        var newest = new Dictionary<ShardId, long>();
        while (reader.Read()) newest[new ShardId(reader.GetString(0), reader.GetInt32(1))] = reader.GetInt64(2);
        return newest;
    });

    /// <summary>Downloads rows; those that are gone meanwhile, or do not give their bytes, are left out.</summary>
    public void Download(ShardId shard, IReadOnlyList<PartRow> rows, Action<PartRow, ReadOnlySpan<byte>> arrived) => Run($"send what is stored of {shard}", connection =>
    {
        using var batch = new CheckpointBatch(connection, shard);
        batch.AddForShard(
            CheckpointSql.Download,
            CheckpointBatch.Of(rows.Select(row => (short)row.File.Kind).ToArray()),
            CheckpointBatch.Of(rows.Select(row => row.File.Id).ToArray()),
            CheckpointBatch.Of(rows.Select(row => row.Position).ToArray()),
            CheckpointBatch.Of(rows.Select(row => row.Epoch).ToArray()));
        using var reader = batch.Read();
        using var buffers = new PartBuffers();
        while (reader.Read())
        {
            var row = rows[(int)reader.GetInt64(0) - 1];
            if (buffers.TryDecode(reader, row, Traffic, out var bytes)) arrived(row, bytes);
        }

        return true;
    });

    /// <summary>
    /// Stores bytes of files, and a manifest when there is one, in one transaction that ends with the check of the epoch. The check and the commit are one
    /// small message: an owner that stops for a while, wherever it is, holds nothing that the next owner must wait for.
    /// </summary>
    public void Write(CheckpointWrite write)
    {
        var isCommitting = false;
        Run(
            $"take a checkpoint of {write.Shard}",
            connection =>
            {
                using var batch = new CheckpointBatch(connection, write.Shard);
                SendParts(batch, write);
                write.Reached?.Invoke("sent");
                isCommitting = true;
                Commit(batch, write);
                write.Reached?.Invoke("committed");
                return true;
            },
            () => !isCommitting);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void SendParts(CheckpointBatch batch, CheckpointWrite write)
    {
        batch.Begin(_options.Timeout);
        using var parts = new PartUpload(write, _options, Traffic);
        parts.Send(batch);
        if (write.Manifest is { } manifest)
            batch.AddForShard(CheckpointSql.InsertManifest, CheckpointBatch.Of(manifest.Number), CheckpointBatch.Of(write.Epoch), CheckpointBatch.Of(ManifestCodec.Write(manifest)));
        batch.Run();
    }

    private static void Commit(CheckpointBatch batch, CheckpointWrite write)
    {
        batch.AddForShard(CheckpointSql.RequireEpoch, CheckpointBatch.Of(write.Epoch));
        if (write.Kept is { } kept) batch.AddForShard(CheckpointSql.PruneManifests, CheckpointBatch.Of(kept.Manifests.ToArray()));
        if (write.Gone.Count > 0)
        {
            batch.AddForShard(
                CheckpointSql.PruneParts,
                CheckpointBatch.Of(write.Gone.Select(file => (short)file.Kind).ToArray()),
                CheckpointBatch.Of(write.Gone.Select(file => file.Id).ToArray()));
        }

        batch.Commit().Run();
    }

    // A connection that died in the pool says so only when it is used: what can be repeated is, once, on a new one.
    private T Run<T>(string what, Func<NpgsqlConnection, T> work, Func<bool>? mayRepeat = null) => PostgresFaults.Run(what, () =>
    {
        try
        {
            return RunOnce(work);
        }
        catch (Exception error) when (PostgresFaults.IsBrokenConnection(error) && (mayRepeat?.Invoke() ?? true))
        {
            _source.Clear();
            return RunOnce(work);
        }
    });

    private T RunOnce<T>(Func<NpgsqlConnection, T> work)
    {
        using var connection = _source.OpenConnection();
        return work(connection);
    }

    private static PartRow ReadRow(NpgsqlDataReader reader) => new(
        new PartFile((PartKind)reader.GetInt16(0), reader.GetInt64(1)), reader.GetInt64(2), reader.GetInt32(3), (uint)reader.GetInt64(4), reader.GetInt64(5));
}
