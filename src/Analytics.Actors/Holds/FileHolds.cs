using System.Text.Json;
using Analytics.Actors.Checkpoints;

namespace Analytics.Actors.Holds;

/// <summary>Holds of one machine, in a file of the data folder that is replaced as a whole.</summary>
/// <param name="path">The file.</param>
public sealed class FileHolds(string path) : IHoldStore
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Hold>> ReadAsync(CancellationToken cancellation = default)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<Hold>>(await File.ReadAllBytesAsync(path, cancellation)) ?? [] : [];
        }
        catch (JsonException damage)
        {
            throw new IOException($"{path} is damaged: {damage.Message} It says what operators have paused. Without the file everything runs.", damage);
        }
    }

    /// <inheritdoc/>
    public Task AddAsync(Hold hold, CancellationToken cancellation = default) =>
        ChangeAsync(holds => holds.Any(one => one.Kind == hold.Kind && one.Name == hold.Name) ? holds : [.. holds, hold], cancellation);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string kind, string name, CancellationToken cancellation = default) =>
        ChangeAsync(holds => [.. holds.Where(one => one.Kind != kind || one.Name != name)], cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ChangeAsync(Func<IReadOnlyList<Hold>, IReadOnlyList<Hold>> change, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var before = await ReadAsync(cancellation);
            var after = change(before);
            if (after.Count == before.Count) return false;
            DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(after));
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }
}
