using Analytics.Log.Segments;

namespace Analytics.Log.Tests.Segments;

/// <summary>
/// A disk in memory with the manners of a real one. What was flushed survives a loss of power; of what was not, any sectors may. Entries of a
/// directory survive once the directory was flushed; of the later ones, the first few may. It can be full, fail flushes, and lose power at a given operation.
/// </summary>
internal sealed class FaultyDisk : ISegmentFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FaultyDirectory> _directories;
    private readonly HashSet<string> _locked = [];
    private int _operations;

    public FaultyDisk()
        : this(new Dictionary<string, FaultyDirectory>(StringComparer.Ordinal))
    {
    }

    private FaultyDisk(Dictionary<string, FaultyDirectory> directories) => _directories = directories;

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>What <see cref="FreeBytes"/> says, when it is not to be computed.</summary>
    public long? ReportedFreeBytes { get; set; }

    /// <summary>Whether it is asked in vain how much room there is.</summary>
    public bool IsGone { get; set; }

    /// <summary>Operations until the power goes.</summary>
    public int PowerLostAt { get; set; } = int.MaxValue;

    /// <summary>Says of which files a flush fails.</summary>
    public Func<string, bool> FailFlushOf { get; set; } = _ => false;

    public int Operations => Volatile.Read(ref _operations);

    public void CreateDirectory(string path) => Do(() => _directories.TryAdd(path, new FaultyDirectory()));

    public IReadOnlyList<string> Directories(string path) =>
        Do(() => _directories.Keys.Where(other => Path.GetDirectoryName(other) == path).Select(other => Path.GetFileName(other)).ToList());

    public IReadOnlyList<string> Files(string path) => Do(() => _directories[path].Entries.Keys.ToList());

    public bool Exists(string path) => Do(() => Directory(path).Entries.ContainsKey(Path.GetFileName(path)));

    public ISegmentFile OpenRead(string path) => Do(() =>
        Directory(path).Entries.TryGetValue(Path.GetFileName(path), out var content)
            ? new OpenFile(this, path, content)
            : throw new FileNotFoundException(path));

    public ISegmentFile OpenWrite(string path) => Do(() =>
    {
        if (!Directory(path).Entries.TryGetValue(Path.GetFileName(path), out var content))
            Directory(path).Change(Path.GetFileName(path), content = new FaultyContent());
        return new OpenFile(this, path, content);
    });

    public void Rename(string from, string to) => Do(() =>
    {
        var content = Directory(from).Entries[Path.GetFileName(from)];
        Directory(from).Change(Path.GetFileName(from), null);
        Directory(to).Change(Path.GetFileName(to), content);
        return true;
    });

    public void Delete(string path) => Do(() => Directory(path).Change(Path.GetFileName(path), null));

    public void FlushDirectory(string path) => Do(() => FailFlushOf(path) ? throw new IOException("I/O error") : _directories[path].Flush());

    public long FreeBytes(string path) => Do(() => IsGone ? throw new IOException("Cannot find it.") : ReportedFreeBytes ?? Capacity - Used);

    public IDisposable Lock(string path) => Do(() =>
        _locked.Add(path) ? new Release(() => _locked.Remove(path)) : throw new IOException("The log is in use."));

    /// <summary>Every file with its content, as a process sees it.</summary>
    public Dictionary<string, byte[]> Contents() => Snapshot(content => content.Bytes.ToArray());

    /// <summary>The same files on a new disk, changed: what a process finds after this one was killed, or after something tampered with a file.</summary>
    public FaultyDisk With(string? path = null, Func<byte[], byte[]?>? change = null)
    {
        lock (_gate)
        {
            var directories = _directories.ToDictionary(item => item.Key, item => item.Value.Copy(), StringComparer.Ordinal);
            if (path is null) return new FaultyDisk(directories);
            var directory = directories[Path.GetDirectoryName(path)!];
            var name = Path.GetFileName(path);
            var changed = change!(directory.Entries[name].Bytes.ToArray());
            directory.Change(name, changed is null ? null : new FaultyContent(changed));
            return new FaultyDisk(directories);
        }
    }

    /// <summary>The disk after a loss of power.</summary>
    public FaultyDisk AfterPowerLoss(Random random)
    {
        lock (_gate)
            return new FaultyDisk(_directories.ToDictionary(item => item.Key, item => item.Value.AfterPowerLoss(random), StringComparer.Ordinal));
    }

    private long Used => _directories.Values.SelectMany(directory => directory.Entries.Values).Sum(content => (long)content.Bytes.Count);

    private FaultyDirectory Directory(string path) => _directories[Path.GetDirectoryName(path)!];

    private Dictionary<string, T> Snapshot<T>(Func<FaultyContent, T> select)
    {
        lock (_gate)
            return _directories
                .SelectMany(item => item.Value.Entries.Select(entry => (Path: Path.Combine(item.Key, entry.Key), entry.Value)))
                .ToDictionary(item => item.Path, item => select(item.Value), StringComparer.Ordinal);
    }

    private T Do<T>(Func<T> operation)
    {
        lock (_gate)
        {
            if (++_operations >= PowerLostAt) throw new IOException("The power is off.");
            return operation();
        }
    }

    private void Write(FaultyContent content, ReadOnlySpan<byte> bytes, long position)
    {
        var copy = bytes.ToArray();
        Do(() =>
        {
            var room = Math.Max(0, Capacity - Used + Math.Max(0, content.Bytes.Count - position));
            content.Write((int)position, room < copy.Length ? copy[..(int)room] : copy);
            return room < copy.Length ? throw new IOException("No space left on device") : true;
        });
    }

    private sealed class OpenFile(FaultyDisk disk, string path, FaultyContent content) : ISegmentFile
    {
        public long Length => disk.Do(() => (long)content.Bytes.Count);

        public int Read(Span<byte> buffer, long position)
        {
            var wanted = buffer.Length;
            var bytes = disk.Do(() => content.Read((int)position, wanted));
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public void Write(ReadOnlySpan<byte> bytes, long position) => disk.Write(content, bytes, position);

        public void Truncate(long length) => disk.Do(() => content.Truncate((int)length));

        public void Flush() => disk.Do(() => disk.FailFlushOf(path) ? throw new IOException("I/O error") : content.Flush());

        public void Dispose()
        {
        }
    }

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
