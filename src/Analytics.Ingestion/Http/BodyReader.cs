using System.Buffers;
using System.IO.Compression;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>Reads a request's body, decompressed, straight into a batch's buffer; stops at the limits, not after them.</summary>
internal static class BodyReader
{
    private const int Chunk = 64 * 1024;
    private const long RatioSlack = 1024 * 1024;

    /// <summary>Null when the whole body was read; otherwise why it was refused.</summary>
    public static async ValueTask<Problem?> ReadAsync(HttpContext http, RecordBatch target, InFlightClaim claim, IngestionOptions options)
    {
        if (http.Request.ContentLength > options.MaxRequestBytes) return Problem.TooLarge(options.MaxRequestBytes);
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(options.BodyTimeout);
        try
        {
            return encoding.ToLowerInvariant() switch
            {
                "" or "identity" => await ReadPlainAsync(http, target, claim, options, deadline.Token),
                "gzip" or "x-gzip" => await ReadPackedAsync(http, static s => new GZipStream(s, CompressionMode.Decompress), target, claim, options, deadline.Token),
                "deflate" => await ReadPackedAsync(http, static s => new ZLibStream(s, CompressionMode.Decompress), target, claim, options, deadline.Token),
                "br" => await ReadPackedAsync(http, static s => new BrotliStream(s, CompressionMode.Decompress), target, claim, options, deadline.Token),
                _ => Problem.UnknownEncoding,
            };
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return Problem.TooSlow;
        }
        catch (BadHttpRequestException fault)
        {
            // The server has limits of its own, for bodies whose length is not known before.
            return fault.StatusCode switch { 413 => Problem.TooLarge(options.MaxRequestBytes), 408 => Problem.TooSlow, _ => Problem.BadBody };
        }
    }

    /// <summary>Reads compressed bytes to their end, what they hold behind that of the target.</summary>
    public static async ValueTask<Problem?> UnpackAsync(
        CountingStream packed, Func<Stream, Stream> unpack, RecordBatch target, InFlightClaim claim, IngestionOptions options, CancellationToken cancellation)
    {
        await using var unpacked = unpack(packed);
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (true)
            {
                var read = await unpacked.ReadAsync(chunk, cancellation);
                if (read == 0) return null;
                if (target.Length + read > options.MaxRequestBytes) return Problem.TooLarge(options.MaxRequestBytes);
                if (target.Length + read > RatioSlack + (packed.Count * options.MaxCompressionRatio)) return Problem.TooCompressed;
                if (!await claim.HoldAsync(target.Length + read, cancellation)) return Problem.TooMuchInFlight(options.RetryAfter);
                target.Append(chunk.AsSpan(0, read));
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException)
        {
            // Brotli's stream says it with the second.
            return Problem.BadCompression;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static async ValueTask<Problem?> ReadPlainAsync(
        HttpContext http, RecordBatch target, InFlightClaim claim, IngestionOptions options, CancellationToken cancellation)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var length = target.Length + read.Buffer.Length;
            if (length > options.MaxRequestBytes) return Problem.TooLarge(options.MaxRequestBytes);
            if (!await claim.HoldAsync(length, cancellation)) return Problem.TooMuchInFlight(options.RetryAfter);
            foreach (var segment in read.Buffer) target.Append(segment.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    private static async ValueTask<Problem?> ReadPackedAsync(
        HttpContext http, Func<Stream, Stream> unpack, RecordBatch target, InFlightClaim claim, IngestionOptions options, CancellationToken cancellation)
    {
        await using var packed = new CountingStream(http.Request.BodyReader.AsStream(leaveOpen: true));
        return await UnpackAsync(packed, unpack, target, claim, options, cancellation);
    }
}
