using System.Runtime.InteropServices;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// A copy of a shard's folder while its owner writes to it. Files are only ever added, appended to or deleted, and manifests name what they need, so links to what they name
/// are a copy of one moment that costs no bytes.
/// </summary>
internal static partial class FolderCopy
{
    private const int MostTries = 10;

    /// <summary>Makes it.</summary>
    public static void Make(string from, string to)
    {
        for (var tries = 1; ; tries++)
        {
            Directory.CreateDirectory(to);
            try
            {
                foreach (var number in CheckpointFolder.Manifests(from)) Take(from, to, number);
                return;
            }
            catch (IOException) when (tries < MostTries)
            {
                // The owner deleted something meanwhile: again with what it keeps now.
                Directory.Delete(to, recursive: true);
            }
        }
    }

    private static void Take(string from, string to, long number)
    {
        var path = CheckpointFolder.ManifestPath(from, number);
        Link(path, CheckpointFolder.ManifestPath(to, number));
        Manifest manifest;
        try
        {
            manifest = ManifestCodec.Read(path, number);
        }
        catch (CheckpointDamagedException)
        {
            // A damaged one names nothing; whoever loads the copy will say so.
            return;
        }

        foreach (var file in manifest.Files) LinkOnce(CheckpointFolder.StatePath(from, file.Id), CheckpointFolder.StatePath(to, file.Id));
        foreach (var open in manifest.Open.Where(open => open.Location.File > 0)) LinkOnce(CheckpointFolder.OutboxPath(from, open.Location.File), CheckpointFolder.OutboxPath(to, open.Location.File));
    }

    private static void LinkOnce(string from, string to)
    {
        if (!File.Exists(to)) Link(from, to);
    }

    private static void Link(string from, string to)
    {
        if (!OperatingSystem.IsWindows() && link(from, to) == 0) return;
        File.Copy(from, to);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
