using System.Globalization;

namespace Analytics.Node.Composition;

/// <summary>
/// The folder of a node's data, which one living node has at a time: a second one says so at once, before it touches anything. The kernel holds the lock and lets it go with the process, however
/// that ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly string _owner;
    private readonly FileStream _lock;

    /// <summary>Makes the folder if there is none and takes it.</summary>
    /// <exception cref="InvalidOperationException">Another node has it; the message names the process.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public DataFolder(string path)
    {
        Path = Directory.CreateDirectory(path).FullName;
        _owner = System.IO.Path.Combine(Path, "node.pid");
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"another node{OwnerOf()} runs on the data folder {Path}. Stop it, or name another folder with --data.");
        }

        File.WriteAllText(_owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_owner);
        _lock.Dispose();
    }

    private string OwnerOf() => File.Exists(_owner) ? $" (process {File.ReadAllText(_owner).Trim()})" : "";
}
