using System.Collections.Concurrent;

namespace Analytics.Store.Engine;

/// <summary>
/// The connections. A writer's connection changes its settings from request to request. A reader's connection is made for its
/// settings, takes the role that may only read the node's database, and is then locked with <c>readonly = 1</c>: nothing that a reader sends can undo that.
/// </summary>
internal sealed class EnginePool : IDisposable
{
    private readonly StoreOptions _options;
    private readonly EngineConnection _anchor;
    private readonly SemaphoreSlim _writers;
    private readonly SemaphoreSlim _readers;
    private readonly ConcurrentBag<EngineConnection> _idleWriters = [];
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, EngineConnection Connection)> _idleReaders = [];

    /// <summary>Starts the engine.</summary>
    public EnginePool(StoreOptions options)
    {
        _options = options;
        _writers = new SemaphoreSlim(options.Connections);
        _readers = new SemaphoreSlim(options.Connections);
        // Held for ever: closing the last connection would shut the engine down.
        _anchor = Open();
    }

    /// <summary>A connection that may do everything, with exactly these settings.</summary>
    public async Task<EngineConnection> LeaseWriterAsync(IReadOnlyDictionary<string, string> settings, string database, CancellationToken cancellation)
    {
        await _writers.WaitAsync(cancellation);
        EngineConnection? connection = null;
        try
        {
            if (!_idleWriters.TryTake(out connection)) connection = Open();
            await ApplyAsync(connection, settings);
            await connection.UseAsync(database);
            return connection;
        }
        catch
        {
            connection?.Dispose();
            _writers.Release();
            throw;
        }
    }

    /// <summary>Gives a writer's connection back; a damaged one is closed.</summary>
    public void ReturnWriter(EngineConnection connection, bool damaged)
    {
        if (damaged) connection.Dispose();
        else _idleWriters.Add(connection);
        _writers.Release();
    }

    /// <summary>A locked connection with these settings and the limits of the options.</summary>
    public async Task<EngineConnection> LeaseReaderAsync(IReadOnlyDictionary<string, string> settings, string database, CancellationToken cancellation)
    {
        await _readers.WaitAsync(cancellation);
        EngineConnection? connection = null;
        try
        {
            connection = TakeReader(KeyOf(settings, database)) ?? await OpenReaderAsync(settings, database);
            return connection;
        }
        catch
        {
            connection?.Dispose();
            _readers.Release();
            throw;
        }
    }

    /// <summary>Gives a reader's connection back; a damaged one is closed, and the one idle longest when there are too many.</summary>
    public void ReturnReader(EngineConnection connection, bool damaged)
    {
        var surplus = damaged ? connection : null;
        if (!damaged)
        {
            lock (_gate)
            {
                _idleReaders.AddFirst((KeyOf(connection.Settings, connection.Database), connection));
                if (_idleReaders.Count > _options.Connections)
                {
                    surplus = _idleReaders.Last!.Value.Connection;
                    _idleReaders.RemoveLast();
                }
            }
        }

        surplus?.Dispose();
        _readers.Release();
    }

    /// <summary>Waits for statements in work (at most the time given), then closes everything, the engine last.</summary>
    public void Dispose()
    {
        var deadline = DateTime.UtcNow + _options.StopTimeout;
        var idle = true;
        foreach (var semaphore in new[] { _writers, _readers })
            for (var i = 0; i < _options.Connections && idle; i++)
                idle = semaphore.Wait(TimeSpan.FromTicks(Math.Max(0, (deadline - DateTime.UtcNow).Ticks)));
        // Closing a connection in the middle of a statement can abort the process; then leaving without is the cleaner way.
        if (!idle) return;
        while (_idleWriters.TryTake(out var writer)) writer.Dispose();
        foreach (var (_, reader) in _idleReaders) reader.Dispose();
        _anchor.Dispose();
    }

    private static string KeyOf(IReadOnlyDictionary<string, string> settings, string database) =>
        database + '\n' + string.Join('\n', settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key + "=" + s.Value));

    private static async Task ApplyAsync(EngineConnection connection, IReadOnlyDictionary<string, string> wanted)
    {
        var changes = wanted.Where(s => !connection.Settings.TryGetValue(s.Key, out var now) || now != s.Value)
            .Select(s => s.Key + " = " + SqlQuote.Text(s.Value))
            .Concat(connection.Settings.Keys.Where(name => !wanted.ContainsKey(name)).Select(name => name + " = DEFAULT"))
            .ToList();
        if (changes.Count == 0) return;
        await connection.ExecuteAsync("SET " + string.Join(", ", changes));
        connection.Settings.Clear();
        foreach (var (name, value) in wanted) connection.Settings[name] = value;
    }

    private EngineConnection? TakeReader(string key)
    {
        lock (_gate)
        {
            for (var node = _idleReaders.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key) continue;
                _idleReaders.Remove(node);
                return node.Value.Connection;
            }
        }

        return null;
    }

    private async Task<EngineConnection> OpenReaderAsync(IReadOnlyDictionary<string, string> settings, string database)
    {
        var connection = Open();
        try
        {
            foreach (var (name, value) in _options.ReaderLimits) await connection.ExecuteAsync($"SET {name} = {SqlQuote.Text(value)}");
            await ApplyAsync(connection, settings);
            await connection.UseAsync(database);
            await connection.ExecuteAsync("SET ROLE " + EngineConfiguration.ReaderRole);
            await connection.ExecuteAsync("SET readonly = 1");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private EngineConnection Open() => EngineConnection.Open(EngineConfiguration.Arguments(_options));
}
