using System.Globalization;
using System.Text;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Ownership of a folder: a lock that the kernel holds for the living process, and a counter (in two copies, so that one may be damaged) that
/// tells owners apart.
/// </summary>
internal sealed class EpochFile : IDisposable
{
    private readonly string _folder;
    private readonly string _path;
    private readonly bool _sync;
    private readonly FolderLock _lock;
    private long _current;

    /// <summary>Takes the folder over.</summary>
    /// <exception cref="StaleEpochException">Another process is alive that owns it.</exception>
    public EpochFile(string folder, bool sync)
    {
        (_folder, _path, _sync) = (folder, Path.Combine(folder, "epoch"), sync);
        _lock = new FolderLock(folder);
        try
        {
            Raise();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The newest epoch of this process.</summary>
    public long Current => Interlocked.Read(ref _current);

    /// <summary>Counts up; durable on return.</summary>
    public void Raise()
    {
        var next = Read() + 1;
        var text = Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture));
        byte[] bytes = [.. text, (byte)'\n', .. Encoding.ASCII.GetBytes(Crc32C.Compute(text).ToString("x8", CultureInfo.InvariantCulture))];

        // Before the files: a writer that looks in between must not take this process's own step for another's.
        Interlocked.Exchange(ref _current, next);
        DurableFiles.Replace(_path, bytes, null, _sync);
        DurableFiles.Replace(_path + ".copy", bytes, null, _sync);
    }

    /// <summary>Refuses when another process came after this one.</summary>
    /// <exception cref="StaleEpochException">The epoch went on.</exception>
    public void Check()
    {
        var newest = Read();
        if (newest > Current) throw new StaleEpochException($"Epoch {newest} owns {_folder}; epoch {Current} may not write any more.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private long Read()
    {
        var (first, second) = (ReadCopy(_path), ReadCopy(_path + ".copy"));
        if (first < 0 && second < 0) throw new CheckpointDamagedException($"Both copies of {_path} are damaged.");
        return Math.Max(first, second);
    }

    private static long ReadCopy(string path)
    {
        if (!File.Exists(path)) return 0;
        var lines = Encoding.ASCII.GetString(File.ReadAllBytes(path)).Split('\n');
        if (lines.Length != 2 || lines[1] != Crc32C.Compute(Encoding.ASCII.GetBytes(lines[0])).ToString("x8", CultureInfo.InvariantCulture)) return -1;
        return long.Parse(lines[0], CultureInfo.InvariantCulture);
    }
}
