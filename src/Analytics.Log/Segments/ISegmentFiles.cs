namespace Analytics.Log.Segments;

/// <summary>What the log needs of a file system. Tests put a faulty disk behind it.</summary>
public interface ISegmentFiles
{
    /// <summary>Creates a directory and its parents; nothing when it exists.</summary>
    void CreateDirectory(string path);

    /// <summary>Names of the directories in a directory.</summary>
    IReadOnlyList<string> Directories(string path);

    /// <summary>Names of the files in a directory.</summary>
    IReadOnlyList<string> Files(string path);

    /// <summary>Whether a file is there.</summary>
    bool Exists(string path);

    /// <summary>Opens an existing file for reading.</summary>
    ISegmentFile OpenRead(string path);

    /// <summary>Opens a file for reading and writing, created empty when missing.</summary>
    ISegmentFile OpenWrite(string path);

    /// <summary>Renames a file over another one, atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file.</summary>
    void Delete(string path);

    /// <summary>Makes creations, renames and deletions in a directory survive a loss of power.</summary>
    void FlushDirectory(string path);

    /// <summary>Bytes that may still be written to the volume of a directory.</summary>
    long FreeBytes(string path);

    /// <summary>Takes an exclusive lock that ends with the process at the latest.</summary>
    /// <exception cref="IOException">Another one holds it; the message names its process.</exception>
    IDisposable Lock(string path);
}
