using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Analytics.Contracts.Stores;
using Microsoft.Extensions.Caching.Distributed;

namespace Analytics.Query.Caching.Redis;

/// <summary>
/// A cache that nodes share in a Redis. Never throws for Redis: one that is away, slow or refuses is left alone for a while, and the node's own cache takes its place. Expiration is
/// absolute. Any thread.
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="fallback">Takes its place meanwhile.</param>
/// <param name="telemetry">Counts.</param>
/// <param name="time">Clock of the breaker and of expirations.</param>
public sealed class RedisCache(RedisOptions options, IDistributedCache fallback, QueryTelemetry telemetry, TimeProvider time) : IDistributedCache, IDisposable
{
    private readonly CircuitBreaker _breaker = new(options.FailuresToOpen, options.OpenFor);
    private readonly ConcurrentBag<RedisConnection> _idle = [];
    private readonly SemaphoreSlim _room = new(options.MaxConnections, options.MaxConnections);

    /// <summary>How it is.</summary>
    public CircuitState State => _breaker.State;

    /// <summary>Host and port.</summary>
    public string Server => options.Uri.Authority;

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var (isAnswered, value) = await TryAskAsync([Bytes("GET"), Bytes(key)], token);
        return isAnswered ? value : await fallback.GetAsync(key, token);
    }

    /// <inheritdoc/>
    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var keep = options.AbsoluteExpirationRelativeToNow ?? options.AbsoluteExpiration - time.GetUtcNow()
            ?? throw new ArgumentException("An entry needs an absolute expiration.", nameof(options));
        var milliseconds = Math.Max(1, (long)keep.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var (isAnswered, _) = await TryAskAsync([Bytes("SET"), Bytes(key), value, Bytes("PX"), Bytes(milliseconds)], token);
        if (!isAnswered) await fallback.SetAsync(key, value, options, token);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await TryAskAsync([Bytes("DEL"), Bytes(key)], token);
        await fallback.RemoveAsync(key, token);
    }

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Refresh(string key)
    {
        // Expirations are absolute.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
        _room.Dispose();
    }

    private async Task<(bool IsAnswered, byte[]? Value)> TryAskAsync(ReadOnlyMemory<byte>[] command, CancellationToken token)
    {
        if (!_breaker.TryPass(time.GetUtcNow())) return default;
        // Who finds every connection busy does not wait for one: the store is as near.
        if (!_room.Wait(0, CancellationToken.None))
        {
            _breaker.Abandoned();
            return default;
        }

        try
        {
            var value = await AskAsync(command, token);
            _breaker.Succeeded(time.GetUtcNow());
            return (true, value);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _breaker.Abandoned();
            throw;
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or RedisException or AuthenticationException)
        {
            _breaker.Failed(time.GetUtcNow(), fault is OperationCanceledException ? $"No answer within {options.Timeout.TotalMilliseconds:0} ms." : fault.Message);
            telemetry.Failed();
            return default;
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<byte[]?> AskAsync(ReadOnlyMemory<byte>[] command, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (!_idle.TryTake(out var connection))
        {
            limit.CancelAfter(options.ConnectTimeout);
            connection = await RedisConnection.OpenAsync(options, limit.Token);
        }

        limit.CancelAfter(options.Timeout);
        try
        {
            var value = await connection.AskAsync(command, limit.Token);
            _idle.Add(connection);
            return value;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
