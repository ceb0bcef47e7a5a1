using System.Net.Sockets;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Stores;
using Npgsql;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Faults of PostgreSQL in the words of the ports. Messages of the driver hold no credentials and no contents of rows.</summary>
internal static class PostgresFaults
{
    private const string StaleEpoch = "AA001";

    /// <summary>Runs something that talks to PostgreSQL.</summary>
    /// <exception cref="StaleEpochException">Somebody else owns the shard.</exception>
    /// <exception cref="StoreUnavailableException">It did not work; nothing of the transaction is there, unless its very last word was lost.</exception>
    public static T Run<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (Translate(what, error) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (Translate(what, error) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Whether a connection broke, as one that died in the pool does when it is used: another one may well work.</summary>
    public static bool IsBrokenConnection(Exception error) => error switch
    {
        PostgresException refused => refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException { InnerException: IOException } broken => broken.InnerException is not TimeoutException,
        _ => false,
    };

    private static IOException? Translate(string what, Exception error) => error switch
    {
        PostgresException { SqlState: StaleEpoch } stale => new StaleEpochException(stale.MessageText),
        PostgresException refused => new StoreUnavailableException($"PostgreSQL refused to {what}: {refused.SqlState} {refused.MessageText}", refused),
        NpgsqlException or SocketException or TimeoutException or ObjectDisposedException => new StoreUnavailableException($"PostgreSQL could not {what}: {error.Message}", error),
        _ => null,
    };
}
