namespace Analytics.Actors.Holds;

/// <summary>Keeps holds over restarts, for every node that may own a shard. Any thread.</summary>
public interface IHoldStore : IAsyncDisposable
{
    /// <summary>Every hold.</summary>
    /// <exception cref="IOException">They cannot be read now.</exception>
    Task<IReadOnlyList<Hold>> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Keeps a hold; durable on return. One of the same kind and name stays as it is.</summary>
    /// <exception cref="IOException">It cannot be kept now.</exception>
    Task AddAsync(Hold hold, CancellationToken cancellation = default);

    /// <summary>Ends a hold; durable on return. False when there was none.</summary>
    /// <exception cref="IOException">It cannot be ended now.</exception>
    Task<bool> RemoveAsync(string kind, string name, CancellationToken cancellation = default);
}
