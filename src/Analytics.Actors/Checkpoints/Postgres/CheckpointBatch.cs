using System.Globalization;
using Analytics.Contracts.Sinks;
using Npgsql;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Statements about one shard that go to the server in one piece.</summary>
internal sealed class CheckpointBatch(NpgsqlConnection connection, ShardId shard) : IDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);

    /// <summary>Statements in it.</summary>
    public int Count => _batch.BatchCommands.Count;

    /// <summary>Begins a transaction with its limits.</summary>
    public CheckpointBatch Begin(TimeSpan timeout, string mode = "BEGIN ISOLATION LEVEL READ COMMITTED")
    {
        Add(mode);
        return Add(CheckpointSql.Limits, Of(((long)timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Ends it.</summary>
    public CheckpointBatch Commit() => Add("COMMIT");

    /// <summary>Adds a statement whose first two parameters are the shard.</summary>
    public CheckpointBatch AddForShard(string sql, params NpgsqlParameter[] parameters) => Add(sql, [Of(shard.Topic), Of(shard.Partition), .. parameters]);

    /// <summary>Sends it all and waits for the answers.</summary>
    public void Run()
    {
        _batch.ExecuteNonQuery();
        _batch.BatchCommands.Clear();
    }

    /// <summary>Sends it all; the answers are read one after the other.</summary>
    public NpgsqlDataReader Read() => _batch.ExecuteReader();

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();

    /// <summary>A parameter.</summary>
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private CheckpointBatch Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        _batch.BatchCommands.Add(command);
        return this;
    }
}
