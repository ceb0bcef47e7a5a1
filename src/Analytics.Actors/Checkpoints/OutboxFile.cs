using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>The payloads by value of one checkpoint, one behind the other; each is found and checked by its location.</summary>
internal static class OutboxFile
{
    /// <summary>Writes the payloads that are not stored yet and notes where they are; false when there are none.</summary>
    public static bool Write(string folder, ShardCheckpoint checkpoint, bool sync)
    {
        var payloads = checkpoint.Open.Where(open => open.Mode == DeliveryMode.ByValue && open.Location.File == 0).ToList();
        if (payloads.Count == 0) return false;
        using var file = DurableFiles.Create(CheckpointFolder.OutboxPath(folder, checkpoint.Number));
        var position = 0L;
        foreach (var open in payloads)
        {
            var bytes = open.Payload.Span;
            RandomAccess.Write(file, bytes, position);
            open.Location = new PayloadLocation(checkpoint.Number, position, bytes.Length, Crc32C.Compute(bytes));
            position += bytes.Length;
        }

        if (sync) RandomAccess.FlushToDisk(file);
        return true;
    }

    /// <summary>Reads one payload and checks it.</summary>
    /// <exception cref="CheckpointDamagedException">It is damaged or missing.</exception>
    public static byte[] Read(string folder, PayloadLocation location)
    {
        var path = CheckpointFolder.OutboxPath(folder, location.File);
        if (!File.Exists(path)) throw new CheckpointDamagedException($"{path} is missing.");
        using var file = DurableFiles.Open(path);
        var bytes = GC.AllocateUninitializedArray<byte>(location.Length);
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), location.Position + read) is var more and > 0) read += more;
        if (read < bytes.Length || Crc32C.Compute(bytes) != location.Checksum)
            throw new CheckpointDamagedException($"{path} is damaged at {location.Position}.");
        return bytes;
    }
}
