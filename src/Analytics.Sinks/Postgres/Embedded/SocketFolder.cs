using System.Security.Cryptography;
using System.Text;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// Chooses the folder of the server's Unix socket: in the cluster's folder, or, where that path is longer than a socket's may be (107 bytes),
/// a folder of mode 0700 in the system's folder for temporary files, named by a hash of the data folder.
/// </summary>
internal static class SocketFolder
{
    internal const int Port = 5432;
    private const int LongestPath = 107;

    internal static string Prepare(string clusterFolder, PostgresAccount account)
    {
        var folder = Path.Combine(clusterFolder, "socket");
        if (!Fits(folder)) folder = Short(clusterFolder);
        // A stranger may have made it first: only a real folder that is ours (or, for root, becomes ours while empty) will do.
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new PostgresStartException($"{folder} is a symbolic link; remove it.");
        if (Directory.Exists(folder) && Native.OwnerOf(folder) is var owner && owner != account.User && owner != Native.geteuid())
            throw new PostgresStartException($"{folder} belongs to another account; remove it.");
        account.Own(folder);
        return folder;
    }

    private static string Short(string clusterFolder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clusterFolder)).AsSpan(0, 8));
        var folder = Path.Combine(Path.GetTempPath(), "analytics-" + hash);
        return Fits(folder) ? folder : Path.Combine("/tmp", "analytics-" + hash);
    }

    private static bool Fits(string folder) => Encoding.UTF8.GetByteCount(folder) + $"/.s.PGSQL.{Port}".Length <= LongestPath;
}
