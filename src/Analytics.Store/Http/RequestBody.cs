using System.IO.Compression;
using Analytics.Store.Engine;
using Microsoft.AspNetCore.Http;

namespace Analytics.Store.Http;

/// <summary>The bytes of a request after gzip.</summary>
internal static class RequestBody
{
    /// <summary>The body's stream.</summary>
    /// <exception cref="EngineException">Another encoding than gzip.</exception>
    public static Stream Open(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        var other => throw new EngineException(48, "NOT_IMPLEMENTED", $"Content-Encoding {other} is not supported; use gzip, deflate or br"),
    };

    /// <summary>Reads until the end or until <paramref name="limit"/> bytes are gathered; true when the end was reached.</summary>
    public static async Task<bool> GatherAsync(Stream body, GatheredBytes target, int limit, CancellationToken cancellation)
    {
        while (target.Length < limit)
        {
            var read = await body.ReadAsync(target.Free(limit), cancellation);
            if (read == 0) return true;
            target.Length += read;
        }

        return false;
    }
}
