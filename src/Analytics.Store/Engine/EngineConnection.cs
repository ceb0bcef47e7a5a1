using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Analytics.Store.Engine;

/// <summary>
/// One connection to the engine with a thread of its own: native calls block, and they must not take the thread pool's threads.
/// Runs one statement at a time; whoever leased it is its only user.
/// </summary>
internal sealed unsafe class EngineConnection : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly nint* _connection;

    private EngineConnection(nint* connection)
    {
        _connection = connection;
        _thread = new Thread(Work) { IsBackground = true, Name = "engine" };
        _thread.Start();
    }

    /// <summary>Settings that differ from the base now, by name.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>The database that unqualified names are looked up in.</summary>
    public string Database { get; private set; } = "default";

    /// <summary>Opens a connection; the first one starts the engine with these arguments.</summary>
    /// <exception cref="EngineException">The engine refused an argument, or another process holds the data path.</exception>
    public static EngineConnection Open(IReadOnlyList<string> arguments)
    {
        var native = new nint[arguments.Count];
        try
        {
            for (var i = 0; i < native.Length; i++) native[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
            fixed (nint* pointer = native)
            {
                var connection = EngineLibrary.Connect(native.Length, (byte**)pointer);
                return connection == null
                    ? throw new EngineException(210, "NETWORK_ERROR", "The engine did not open its data path: another process holds it, or a setting is refused.")
                    : new EngineConnection(connection);
            }
        }
        finally
        {
            foreach (var text in native) Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Runs a statement and returns its whole answer.</summary>
    /// <exception cref="EngineException">The engine refused it.</exception>
    public Task<EngineBuffer> QueryAsync(ReadOnlyMemory<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        Run(() => Query(sql, format, parameters));

    /// <summary>Runs a statement whose answer nobody wants.</summary>
    public Task ExecuteAsync(string sql) => Run(() =>
    {
        using var answer = Query(Encoding.UTF8.GetBytes(sql), "TabSeparated", []);
        return true;
    });

    /// <summary>Starts a SELECT; 0 when this kind of statement cannot be streamed (nothing ran then).</summary>
    public Task<nint> BeginStreamAsync(ReadOnlyMemory<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        Run(() =>
        {
            using var arguments = new NativeArguments(parameters);
            var formatBytes = Encoding.UTF8.GetBytes(format);
            nint stream;
            fixed (byte* text = sql.Span, formatText = formatBytes)
                stream = EngineLibrary.StreamQuery(
                    *_connection, text, (nuint)sql.Length, formatText, (nuint)formatBytes.Length,
                    arguments.Names, arguments.NameLengths, arguments.Values, arguments.ValueLengths, arguments.Count);
            if (Error(EngineLibrary.ResultError(stream)) is not { } error) return stream;
            EngineLibrary.ResultDestroy(stream);
            return error.Contains("Streaming query is not supported", StringComparison.Ordinal) ? 0 : throw new EngineException(error);
        });

    /// <summary>The next part of a stream; an empty one ends it.</summary>
    public Task<EngineBuffer> FetchAsync(nint stream) => Run(() => Take(EngineLibrary.StreamFetch(*_connection, stream)));

    /// <summary>Ends a stream, finished or not.</summary>
    public Task EndStreamAsync(nint stream, bool cancel) => Run(() =>
    {
        if (cancel) EngineLibrary.StreamCancel(*_connection, stream);
        EngineLibrary.ResultDestroy(stream);
        return true;
    });

    /// <summary>Starts an INSERT whose rows follow as bytes of a format.</summary>
    public Task<nint> BeginInsertAsync(string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters) => Run(() =>
    {
        using var arguments = new NativeArguments(parameters);
        var sqlBytes = Encoding.UTF8.GetBytes(sql);
        var formatBytes = Encoding.UTF8.GetBytes(format);
        nint stream;
        fixed (byte* text = sqlBytes, formatText = formatBytes)
            stream = EngineLibrary.InsertBegin(
                *_connection, text, (nuint)sqlBytes.Length, formatText, (nuint)formatBytes.Length,
                arguments.Names, arguments.NameLengths, arguments.Values, arguments.ValueLengths, arguments.Count);
        if (Error(EngineLibrary.InsertError(stream)) is not { } error) return stream;
        EngineLibrary.InsertDestroy(stream);
        throw new EngineException(error);
    });

    /// <summary>Adds bytes to an INSERT; false when the engine already failed (<see cref="EndInsertAsync"/> then says why).</summary>
    public Task<bool> AppendAsync(nint stream, ReadOnlyMemory<byte> data) => Run(() =>
    {
        fixed (byte* bytes = data.Span) return EngineLibrary.InsertAppend(stream, bytes, (nuint)data.Length) == 0;
    });

    /// <summary>Commits an INSERT and returns what it wrote.</summary>
    public Task<EngineCounts> EndInsertAsync(nint stream) => Run(() =>
    {
        try
        {
            using var answer = Take(EngineLibrary.InsertDone(stream));
            return answer.Counts;
        }
        finally
        {
            EngineLibrary.InsertDestroy(stream);
        }
    });

    /// <summary>Gives an INSERT up; the block in work is not inserted.</summary>
    public Task CancelInsertAsync(nint stream) => Run(() =>
    {
        EngineLibrary.InsertCancel(stream);
        EngineLibrary.InsertDestroy(stream);
        return true;
    });

    /// <summary>True when the text is one statement that only reads and writes no file, by the engine's own parser.</summary>
    public Task<bool> OnlyReadsAsync(ReadOnlyMemory<byte> sql) => Run(() =>
    {
        var analysis = new EngineLibrary.QueryAnalysis { Size = (uint)sizeof(EngineLibrary.QueryAnalysis) };
        fixed (byte* text = sql.Span)
            return EngineLibrary.Classify(*_connection, text, (nuint)sql.Length, null, 0, &analysis) == 0
                && analysis is { Statements: 1, Class: 0 };
    });

    /// <summary>Switches the database that unqualified names mean.</summary>
    public Task UseAsync(string database) => database == Database ? Task.CompletedTask : Run(() =>
    {
        using var answer = Query(Encoding.UTF8.GetBytes("USE " + SqlQuote.Identifier(database)), "TabSeparated", []);
        Database = database;
        return true;
    });

    /// <summary>Closes the connection when its thread is idle.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        EngineLibrary.Close(_connection);
    }

    private EngineBuffer Query(ReadOnlyMemory<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        using var arguments = new NativeArguments(parameters);
        var formatBytes = Encoding.UTF8.GetBytes(format);
        fixed (byte* text = sql.Span, formatText = formatBytes)
            return Take(EngineLibrary.Query(
                *_connection, text, (nuint)sql.Length, formatText, (nuint)formatBytes.Length,
                arguments.Names, arguments.NameLengths, arguments.Values, arguments.ValueLengths, arguments.Count));
    }

    private Task<T> Run<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable()) action();
    }

    private static EngineBuffer Take(nint result)
    {
        if (Error(EngineLibrary.ResultError(result)) is not { } error) return new EngineBuffer(result);
        EngineLibrary.ResultDestroy(result);
        throw new EngineException(error);
    }

    private static string? Error(byte* text) => text == null || *text == 0 ? null : Marshal.PtrToStringUTF8((nint)text);
}
