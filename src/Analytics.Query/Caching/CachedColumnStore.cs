using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Stores;
using Microsoft.Extensions.Caching.Distributed;

namespace Analytics.Query.Caching;

/// <summary>
/// Remembers for a moment what the column store answered, so that a dashboard which many look at is one question. An answer is known by the question, its parameters (the tenant among them)
/// and how far the data was; a tenant never gets another's. What the cache does is never an error: without it the store is asked.
/// </summary>
/// <param name="store">Who is asked.</param>
/// <param name="cache">Where answers are kept.</param>
/// <param name="options">For how long, and how large.</param>
/// <param name="version">Changes when answers may.</param>
/// <param name="telemetry">Counts.</param>
public sealed class CachedColumnStore(IColumnStore store, IDistributedCache cache, AnswerCacheOptions options, Func<string> version, QueryTelemetry telemetry) : IColumnStore
{
    private readonly DistributedCacheEntryOptions _entry = new() { AbsoluteExpirationRelativeToNow = options.KeepFor };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var key = KeyOf(sql, parameters);
        var known = await cache.GetAsync(key, cancellation) is { } bytes ? Read(bytes) : null;
        telemetry.Looked(known is not null);
        if (known is not null) return known;
        var rows = await store.QueryAsync(sql, parameters, cancellation);
        var written = JsonSerializer.SerializeToUtf8Bytes(rows);
        if (written.Length <= options.LargestAnswer) await cache.SetAsync(key, written, _entry, cancellation);
        return rows;
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(string sql, CancellationToken cancellation) => store.ExecuteAsync(sql, cancellation);

    // What others wrote there need not be ours.
    private static List<JsonElement>? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<List<JsonElement>>(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A keyed hash: nothing of a question can be read from its key, and two installations with one Redis never meet. Lengths part what stands side by side.</summary>
    private string KeyOf(string sql, IReadOnlyDictionary<string, string> parameters)
    {
        var text = new StringBuilder();
        Add(text, version());
        Add(text, sql);
        foreach (var (name, value) in parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            Add(text, name);
            Add(text, value);
        }

        var hash = HMACSHA256.HashData(options.Secret.Span, Encoding.UTF8.GetBytes(text.ToString()));
        return options.Prefix + "answer:" + Convert.ToHexStringLower(hash);
    }

    private static void Add(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);
}
