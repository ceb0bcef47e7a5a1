using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>Goes through a state file record by record, checking each.</summary>
internal static class StateScan
{
    /// <summary>Receives one whole record, its location and its bytes.</summary>
    public delegate void Visit(EntityRecord record, long location, ReadOnlySpan<byte> bytes);

    /// <summary>Visits every record of the first <paramref name="length"/> bytes.</summary>
    /// <exception cref="CheckpointDamagedException">One is damaged, or the length is not at a record's end.</exception>
    public static void Run(StateFile file, long length, Visit visit)
    {
        var bytes = file.ReadAll(length);
        var end = Whole(bytes, StateFile.HeaderSize, file.Id, visit);
        if (end < bytes.Length) throw new CheckpointDamagedException($"{file.Path} is damaged at {end}.");
    }

    /// <summary>Visits whole records behind a position for as long as there are any; damage ends it quietly.</summary>
    public static void RunTail(StateFile file, long from, Visit visit)
    {
        if (file.Length <= Math.Max(from, StateFile.HeaderSize)) return;
        var bytes = file.ReadAll(file.Length);
        Whole(bytes, (int)Math.Max(from, StateFile.HeaderSize), file.Id, visit);
    }

    private static int Whole(byte[] bytes, int position, long id, Visit visit)
    {
        while (StateFile.RecordAt(bytes.AsSpan(position)) is var length and > 0)
        {
            var record = bytes.AsSpan(position, length);
            visit(new EntityRecord(record), StateFile.Location(id, position), record);
            position += length;
        }

        return position;
    }
}
