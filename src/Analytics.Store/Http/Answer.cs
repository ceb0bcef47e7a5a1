using System.Globalization;
using System.IO.Compression;
using Analytics.Store.Engine;
using Microsoft.AspNetCore.Http;

namespace Analytics.Store.Http;

/// <summary>Writes one answer: headers with the first bytes, gzip when the client takes it.</summary>
internal sealed class Answer(HttpContext context, QueryRequest request, string format, long startedAt) : IAsyncDisposable
{
    private Stream? _body;
    private EngineCounts _counts;

    /// <summary>Writes a part.</summary>
    public async Task WriteAsync(EngineBuffer part)
    {
        _counts = _counts.Add(part.Counts);
        Begin(withBytes: part.Length > 0);
        if (part.Length > 0) await _body!.WriteAsync(part.Memory, context.RequestAborted);
    }

    /// <summary>Sends the headers of an answer without bytes.</summary>
    public void Empty(EngineCounts counts)
    {
        _counts = counts;
        Begin(withBytes: false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _body is GZipStream zip ? zip.DisposeAsync() : ValueTask.CompletedTask;

    // An answer without bytes is not compressed: no bytes are no gzip file.
    private void Begin(bool withBytes)
    {
        if (_body is not null) return;
        var headers = context.Response.Headers;
        headers["X-ClickHouse-Query-Id"] = request.QueryId;
        headers["X-ClickHouse-Format"] = format;
        headers["X-ClickHouse-Timezone"] = "UTC";
        headers["X-ClickHouse-Summary"] = Summary();
        context.Response.ContentType = AnswerFormats.ContentType(format);
        _body = context.Response.Body;
        if (!request.Compress || !withBytes) return;
        headers.ContentEncoding = "gzip";
        _body = new GZipStream(_body, CompressionLevel.Fastest, leaveOpen: true);
    }

    // Numbers are strings here, as a ClickHouse server sends them.
    private string Summary()
    {
        var elapsed = (long)System.Diagnostics.Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds;
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{_counts.ReadRows}}","read_bytes":"{{_counts.ReadBytes}}","written_rows":"{{_counts.WrittenRows}}","written_bytes":"{{_counts.WrittenBytes}}","total_rows_to_read":"0","result_rows":"{{_counts.ResultRows}}","result_bytes":"{{_counts.ResultBytes}}","elapsed_ns":"{{elapsed}}"}""");
    }
}
