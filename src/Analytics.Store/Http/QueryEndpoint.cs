using System.Diagnostics;
using System.Text;
using Analytics.Store.Engine;
using Analytics.Store.Sql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Store.Http;

/// <summary><c>GET</c> and <c>POST /</c>: one statement, in the parameter <c>query</c>, in the body, or in both.</summary>
internal sealed class QueryEndpoint(StoreOptions options, EnginePool pool)
{
    private const int LargestReaderText = 1 << 20;
    private readonly Credentials _credentials = new(options);

    /// <summary>Handles one request; errors become ClickHouse's answers.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var writer = _credentials.IsWriter(context.Request);
            var request = QueryRequest.Read(context.Request);
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = writer ? null : LargestReaderText;
            await RunAsync(context, request, writer);
        }
        catch (EngineException e)
        {
            await ErrorAnswer.WriteAsync(context, e);
        }
        catch (BadHttpRequestException e)
        {
            // Also a body that ended early: nothing of it reached the engine.
            if (!context.RequestAborted.IsCancellationRequested)
                await ErrorAnswer.WriteAsync(context, new EngineException(e.StatusCode == 413 ? 66 : 36, "BAD_REQUEST", e.Message));
        }
        catch (InvalidDataException e)
        {
            await ErrorAnswer.WriteAsync(context, new EngineException(354, "ZLIB_INFLATE_FAILED", e.Message));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    private async Task RunAsync(HttpContext context, QueryRequest request, bool writer)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await using var body = RequestBody.Open(context.Request);
        using var bytes = new GatheredBytes(context.Request.ContentLength ?? 0);
        var complete = await RequestBody.GatherAsync(body, bytes, options.GatherLimit, context.RequestAborted);
        // An INSERT's text stands in the parameter and its rows in the body; any other statement is the two joined.
        var head = Encoding.UTF8.GetBytes(request.Query);
        var statement = Statement.Read(head.Length > 0 ? head : bytes.Memory);
        if (statement.InsertText is not null)
        {
            var rows = head.Length > 0 ? bytes.Memory : statement.InlineData;
            if (!writer) throw new EngineException(497, "ACCESS_DENIED", $"{options.Reader}: Not enough privileges. This user may only read");
            await InsertAsync(context, request, statement, rows, complete ? null : body, startedAt);
            return;
        }

        if (!complete) throw new EngineException(66, "QUERY_IS_TOO_LARGE", $"The statement is longer than {options.GatherLimit} bytes");
        if (head.Length > 0 && bytes.Length > 0) statement = Statement.Read((byte[])[.. head, (byte)'\n', .. bytes.Memory.Span]);
        if (statement.Verb.Length == 0) throw new EngineException(62, "SYNTAX_ERROR", "Syntax error: Empty query");
        await SelectAsync(context, request, statement, writer, startedAt);
    }

    private async Task InsertAsync(
        HttpContext context, QueryRequest request, Statement statement, ReadOnlyMemory<byte> rows, Stream? rest, long startedAt)
    {
        var connection = await pool.LeaseWriterAsync(request.Settings, request.Database, context.RequestAborted);
        try
        {
            var counts = await new RowTransfer(connection, options.GatherLimit).SendAsync(statement, request.Parameters, rows, rest, context.RequestAborted);
            await using var answer = new Answer(context, request, "TabSeparated", startedAt);
            answer.Empty(counts);
        }
        finally
        {
            pool.ReturnWriter(connection, damaged: false);
        }
    }

    private async Task SelectAsync(HttpContext context, QueryRequest request, Statement statement, bool writer, long startedAt)
    {
        var connection = writer
            ? await pool.LeaseWriterAsync(request.Settings, request.Database, context.RequestAborted)
            : await pool.LeaseReaderAsync(ReaderSettings.Admit(request.Settings, options.ReaderLimits), request.Database, context.RequestAborted);
        // A statement that changes its connection (SET, USE) must not change the next request.
        var damaged = writer && statement.Verb is "SET" or "USE";
        try
        {
            if (!writer) await CheckReaderAsync(connection, request, statement);
            var format = statement.Format.Length > 0 ? statement.Format : request.Format;
            await using var answer = new Answer(context, request, format, startedAt);
            if (statement.Verb is "SELECT" or "WITH" && AnswerFormats.CanStream(format) && await StreamAsync(connection, request, statement, answer, context)) return;
            using var whole = await connection.QueryAsync(statement.Text, request.Format, request.Parameters);
            await answer.WriteAsync(whole);
        }
        catch (EngineException e) when (e.Code is 210 or 1001)
        {
            damaged = true;
            throw;
        }
        finally
        {
            if (writer) pool.ReturnWriter(connection, damaged);
            else pool.ReturnReader(connection, damaged);
        }
    }

    private async Task CheckReaderAsync(EngineConnection connection, QueryRequest request, Statement statement)
    {
        var namesFile = statement.NamesFileFunction || request.Parameters.Any(p => p.Value == "file");
        if (namesFile)
            throw new EngineException(497, "ACCESS_DENIED", $"{options.Reader}: Not enough privileges. The name 'file' is not open to this user");
        // What does not parse is left to the engine, which says where; it runs nothing of it.
        if (statement.Verb is not ("SELECT" or "WITH" or "SHOW" or "DESCRIBE" or "DESC" or "EXPLAIN" or "EXISTS" or "(")
            || !await connection.OnlyReadsAsync(statement.Text) && await ParsesAsync(connection, statement))
            throw new EngineException(497, "ACCESS_DENIED", $"{options.Reader}: Not enough privileges. This user may only read");
    }

    private static async Task<bool> ParsesAsync(EngineConnection connection, Statement statement)
    {
        try
        {
            byte[] explain = [.. "EXPLAIN AST "u8, .. statement.Text.Span];
            using var tree = await connection.QueryAsync(explain, "TabSeparated", []);
            return true;
        }
        catch (EngineException e) when (e.Code == 62)
        {
            throw new EngineException(e.Message.Replace("EXPLAIN AST ", "", StringComparison.Ordinal));
        }
        catch (EngineException)
        {
            return true;
        }
    }

    private static async Task<bool> StreamAsync(EngineConnection connection, QueryRequest request, Statement statement, Answer answer, HttpContext context)
    {
        var stream = await connection.BeginStreamAsync(statement.Text, request.Format, request.Parameters);
        if (stream == 0) return false;
        var finished = false;
        try
        {
            while (!finished)
            {
                using var part = await connection.FetchAsync(stream);
                finished = part.Length == 0;
                await answer.WriteAsync(part);
                context.RequestAborted.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await connection.EndStreamAsync(stream, cancel: !finished);
        }

        return true;
    }
}
