using System.Globalization;
using System.Text;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Ownership of a folder: a lock that the kernel holds for the living owner, and a counter (in two copies, so that one may be damaged) that
/// tells owners apart.
/// </summary>
internal sealed class EpochFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    /// <summary>Takes the folder over.</summary>
    /// <exception cref="StaleEpochException">Another owner is alive.</exception>
    public EpochFile(string folder, bool sync)
    {
        _path = Path.Combine(folder, "epoch");
        _lock = Lock(folder);
        try
        {
            Current = Read() + 1;
            var text = Encoding.ASCII.GetBytes(Current.ToString(CultureInfo.InvariantCulture));
            byte[] bytes = [.. text, (byte)'\n', .. Encoding.ASCII.GetBytes(Crc32C.Compute(text).ToString("x8", CultureInfo.InvariantCulture))];
            DurableFiles.Replace(_path, bytes, null, sync);
            DurableFiles.Replace(_path + ".copy", bytes, null, sync);
            File.WriteAllText(Path.Combine(folder, "owner"), $"process {Environment.ProcessId}");
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The epoch of this owner.</summary>
    public long Current { get; }

    /// <summary>Refuses when somebody came after this owner.</summary>
    /// <exception cref="StaleEpochException">The epoch went on.</exception>
    public void Check()
    {
        var newest = Read();
        if (newest > Current) throw new StaleEpochException($"Epoch {newest} owns {_path}; epoch {Current} may not write any more.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            var owner = Path.Combine(folder, "owner");
            throw new StaleEpochException($"{folder} is in use by {(File.Exists(owner) ? File.ReadAllText(owner) : "another process")}: {error.Message}");
        }
    }

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
