using System.Globalization;
using System.Text;
using Analytics.Actors.Shards;
using Analytics.Contracts.Stores;
using Analytics.Node.Configuration;
using Analytics.Node.Status;
using Analytics.Query;
using Analytics.Query.Caching;
using Analytics.Query.Caching.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Analytics.Node.Composition;

/// <summary>Where answers are remembered: in a Redis that the nodes share, or in this node's memory.</summary>
internal sealed class AnswerCache : IDisposable
{
    /// <summary>Name of Redis in status and metrics.</summary>
    public const string Redis = "redis";

    private readonly DateTimeOffset _startedAt;
    private readonly QueryTelemetry _telemetry = new();
    private readonly NodeOptions _options;
    private readonly Installation _installation;
    private readonly IDistributedCache _cache;
    private readonly RedisCache? _redis;
    private readonly TimeProvider _time;

    private AnswerCache(NodeOptions options, Installation installation, TimeProvider time)
    {
        (_options, _installation, _time) = (options, installation, time);
        _startedAt = time.GetUtcNow();
        var memory = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = options.Cache.Memory.Bytes }));
        if (options.Cache.Redis.Uri.Length > 0) _redis = new RedisCache(Server(options), memory, _telemetry, time);
        _cache = _redis is null ? memory : _redis;
    }

    /// <summary>Redis, when it is configured. One that is away makes answers slower and nothing else.</summary>
    public IReadOnlyList<StoreStatus> Status => _redis is null ? [] : [StatusOf(_redis)];

    /// <summary>Connects on the first question.</summary>
    /// <exception cref="OptionsException">The address cannot be used.</exception>
    public static AnswerCache Open(NodeOptions options, Installation installation, TimeProvider time) => new(options, installation, time);

    /// <summary>The store with the cache before it; the store itself when nothing is to be remembered.</summary>
    public IColumnStore Before(IColumnStore store, ShardRegion region) => _options.Cache.AnswersFor == TimeSpan.Zero ? store : new CachedColumnStore(
        store,
        _cache,
        new AnswerCacheOptions
        {
            KeepFor = _options.Cache.AnswersFor,
            LargestAnswer = (int)_options.Cache.LargestAnswer.Bytes,
            Prefix = _options.Cache.Redis.Prefix,
            Secret = _installation.MaskingSecret,
        },
        () => VersionOf(region),
        _telemetry);

    /// <inheritdoc/>
    public void Dispose()
    {
        _redis?.Dispose();
        _telemetry.Dispose();
    }

    // One node knows what it has delivered; in a cluster the time is the version, so that nodes agree on it without asking each other.
    private string VersionOf(ShardRegion region)
    {
        if (_options.Node.Profile == NodeProfile.Cluster) return (_time.GetUtcNow().Ticks / Math.Max(1, _options.Cache.AnswersFor.Ticks)).ToString(CultureInfo.InvariantCulture);
        var version = new StringBuilder().Append(_startedAt.Ticks);
        foreach (var sink in region.Sinks) version.Append(CultureInfo.InvariantCulture, $" {sink.Sink}:{sink.Delivered}");
        return version.ToString();
    }

    private StoreStatus StatusOf(RedisCache redis)
    {
        var state = redis.State;
        return new StoreStatus(Redis, state.IsUp ? "up" : "down", (state.Since ?? _startedAt).UtcDateTime, state.IsUp ? $"cache of answers, server {redis.Server}" : $"{redis.Server}: {state.Error}");
    }

    private static RedisOptions Server(NodeOptions options)
    {
        var redis = options.Cache.Redis;
        if (!Uri.TryCreate(redis.Uri, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            throw new OptionsException(["cache.redis.uri: found a secret that is not shown here, expected an address such as redis://redis:6379"]);
        return new RedisOptions
        {
            Uri = uri,
            Timeout = redis.Timeout,
            ConnectTimeout = redis.ConnectTimeout,
            FailuresToOpen = redis.FailuresToOpen,
            OpenFor = redis.OpenFor,
            LargestValue = (int)options.Cache.LargestAnswer.Bytes,
        };
    }
}
