using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>
/// Makes a folder hold, byte for byte, what PostgreSQL holds of a shard. Local bytes that agree in length and checksum are kept, the rest is downloaded, several parts
/// at once; what PostgreSQL does not have goes. One thread at a time.
/// </summary>
internal sealed class ShardMirror(ShardId shard, string folder, CheckpointTables tables, DownloadLimits limits)
{
    private readonly Dictionary<PartFile, long> _stored = [];
    private HashSet<PartFile> _named = [];

    /// <summary>Length of each file as it is stored, as of the last refresh.</summary>
    public IReadOnlyDictionary<PartFile, long> Stored => _stored;

    /// <summary>The newest checkpoint as of the last refresh; null when there is none.</summary>
    public RemoteManifest? Newest { get; private set; }

    /// <summary>Forgets what is known of the local files: the next refresh looks at every byte.</summary>
    public void Distrust() => _stored.Clear();

    /// <summary>Does it. <paramref name="epoch"/> is the owner's, or null for somebody who only follows.</summary>
    /// <exception cref="StaleEpochException">The shard has another owner; nothing was touched.</exception>
    public void Refresh(long? epoch, CancellationToken cancellation)
    {
        var isFirst = _stored.Count == 0;
        var remote = tables.Read(shard, _stored);
        if (epoch is { } mine && remote.Epoch != mine)
            throw new StaleEpochException($"Epoch {remote.Epoch} owns {shard}; epoch {mine} may not write any more.");
        try
        {
            Download(Missing(remote.Parts), cancellation);
            if (isFirst) DeleteUnknown();
            PutManifests(remote.Manifests);
            if (epoch is null) DeletePruned(remote.Manifests);
            Newest = remote.Manifests.Count > 0 ? remote.Manifests[^1] : null;
        }
        catch
        {
            Distrust();
            throw;
        }
    }

    /// <summary>Downloads one file anew; false when it is not stored.</summary>
    public bool TryRestore(PartFile file)
    {
        var rows = tables.Read(shard, new Dictionary<PartFile, long>()).Parts.Where(row => row.File == file).ToList();
        Download(rows, CancellationToken.None);
        return rows.Count > 0;
    }

    private List<PartRow> Missing(IReadOnlyList<PartRow> rows)
    {
        var missing = new List<PartRow>();
        foreach (var group in rows.GroupBy(row => row.File))
        {
            using var file = File.OpenHandle(group.Key.Path(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var end = _stored.GetValueOrDefault(group.Key);
            foreach (var row in group)
            {
                // Behind a gap nothing is of use: the file ends there, and whoever loads it says so.
                if (row.Position != end) break;
                end = row.End;
                if (!IsLocal(file, row)) missing.Add(row);
            }

            // Room that is not filled afterwards fails its checksums, like any other damage.
            if (RandomAccess.GetLength(file) != end) RandomAccess.SetLength(file, end);
            _stored[group.Key] = end;
        }

        return missing;
    }

    private bool IsLocal(SafeFileHandle file, PartRow row)
    {
        if (RandomAccess.GetLength(file) < row.End) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(row.Length);
        try
        {
            var read = 0;
            while (read < row.Length && RandomAccess.Read(file, buffer.AsSpan(read, row.Length - read), row.Position + read) is var more and > 0) read += more;
            if (read < row.Length || Crc32C.Compute(buffer.AsSpan(0, read)) != row.Checksum) return false;
            tables.Traffic.Reused(row.Length);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Download(List<PartRow> rows, CancellationToken cancellation)
    {
        var files = new ConcurrentDictionary<PartFile, Lazy<SafeFileHandle>>();
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = limits.AtOnce, CancellationToken = cancellation };
            Parallel.ForEach(Groups(rows), parallel, group => limits.Run(() => tables.Download(shard, group, Put), cancellation));
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
        finally
        {
            foreach (var file in files.Values) file.Value.Dispose();
        }

        void Put(PartRow row, ReadOnlySpan<byte> bytes) =>
            RandomAccess.Write(files.GetOrAdd(row.File, file => new Lazy<SafeFileHandle>(() => OpenForWriting(file))).Value, bytes, row.Position);
    }

    private SafeFileHandle OpenForWriting(PartFile file) =>
        File.OpenHandle(file.Path(folder), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private static IEnumerable<List<PartRow>> Groups(List<PartRow> rows)
    {
        var (group, bytes) = (new List<PartRow>(), 0L);
        foreach (var row in rows)
        {
            if (group.Count > 0 && (bytes + row.Length > DownloadLimits.MostBytes || group.Count == DownloadLimits.MostRows))
            {
                yield return group;
                (group, bytes) = ([], 0);
            }

            group.Add(row);
            bytes += row.Length;
        }

        if (group.Count > 0) yield return group;
    }

    private void DeleteUnknown()
    {
        foreach (var file in Local())
            if (!_stored.ContainsKey(file)) File.Delete(file.Path(folder));
    }

    private IEnumerable<PartFile> Local() =>
        CheckpointFolder.States(folder).Select(id => new PartFile(PartKind.State, id))
            .Concat(CheckpointFolder.Outboxes(folder).Select(id => new PartFile(PartKind.Outbox, id)));

    private void PutManifests(IReadOnlyList<RemoteManifest> manifests)
    {
        foreach (var number in CheckpointFolder.Manifests(folder))
            if (manifests.All(manifest => manifest.Number != number)) File.Delete(CheckpointFolder.ManifestPath(folder, number));
        foreach (var manifest in manifests)
        {
            var path = CheckpointFolder.ManifestPath(folder, manifest.Number);
            if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(manifest.Content)) continue;
            DurableFiles.Replace(path, manifest.Content, sync: false);
            File.SetLastWriteTimeUtc(path, manifest.WrittenAt);
        }
    }

    // A file that was named and is not any more was pruned by the owner. One that never was may be a compaction's, which a later manifest names.
    private void DeletePruned(IReadOnlyList<RemoteManifest> manifests)
    {
        var named = new HashSet<PartFile>();
        foreach (var remote in manifests)
        {
            if (ManifestCodec.TryRead(remote.Content) is not { } manifest) return;
            named.UnionWith(manifest.Files.Select(entry => new PartFile(PartKind.State, entry.Id)));
            named.UnionWith(manifest.Open.Where(open => open.Location.File > 0).Select(open => new PartFile(PartKind.Outbox, open.Location.File)));
        }

        foreach (var file in _named.Where(file => !named.Contains(file)))
        {
            File.Delete(file.Path(folder));
            _stored.Remove(file);
        }

        _named = named;
    }
}
