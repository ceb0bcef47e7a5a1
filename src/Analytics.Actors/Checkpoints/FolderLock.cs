using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>A lock on a folder that the kernel holds for the living process.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Takes it.</summary>
    /// <exception cref="StaleEpochException">Another process has it; the message names it.</exception>
    public FolderLock(string folder)
    {
        var owner = Path.Combine(folder, "owner");
        try
        {
            _file = new FileStream(owner + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StaleEpochException($"{folder} is in use by {(File.Exists(owner) ? File.ReadAllText(owner) : "another process")}: {error.Message}");
        }

        File.WriteAllText(owner, $"process {Environment.ProcessId}");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
