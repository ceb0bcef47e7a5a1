using System.Buffers;
using System.Buffers.Binary;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>Goes through a state file record by record, checking each. A window of the file is in memory, not all of it.</summary>
internal static class StateScan
{
    private const int WindowSize = 1 << 20;

    /// <summary>Receives one whole record, its location and its bytes.</summary>
    public delegate void Visit(EntityRecord record, long location, ReadOnlySpan<byte> bytes);

    /// <summary>Visits every record of the first <paramref name="length"/> bytes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">Its bytes that count.</param>
    /// <param name="visit">Receives the records.</param>
    /// <param name="checks">False when the same bytes have just been found whole: checksums are not computed once more.</param>
    /// <exception cref="CheckpointDamagedException">One is damaged, or the length is not at a record's end.</exception>
    public static void Run(StateFile file, long length, Visit visit, bool checks = true)
    {
        var end = Whole(file, StateFile.HeaderSize, length, visit, checks);
        if (end < length) throw new CheckpointDamagedException($"{file.Path} is damaged at {end}.");
    }

    /// <summary>Visits whole records behind a position for as long as there are any; damage ends it quietly.</summary>
    public static void RunTail(StateFile file, long from, Visit visit)
    {
        if (file.Length > Math.Max(from, StateFile.HeaderSize)) Whole(file, Math.Max(from, StateFile.HeaderSize), file.Length, visit);
    }

    /// <summary>Where whole records end.</summary>
    private static long Whole(StateFile file, long position, long end, Visit visit, bool checks = true)
    {
        file.CheckHeader(end);
        var window = ArrayPool<byte>.Shared.Rent(WindowSize);
        try
        {
            for (int from = 0, filled = 0; ;)
            {
                var ahead = window.AsSpan(from, filled - from);
                if ((checks ? StateFile.RecordAt(ahead) : StateFile.LengthAt(ahead)) is var length and > 0)
                {
                    visit(new EntityRecord(ahead[..length]), StateFile.Location(file.Id, position), ahead[..length]);
                    (from, position) = (from + length, position + length);
                    continue;
                }

                // Either the window ends inside the record, or the record is not whole.
                var needed = ahead.Length < EntityRecord.HeaderSize ? EntityRecord.HeaderSize : BinaryPrimitives.ReadInt32LittleEndian(ahead[4..]);
                if (needed <= ahead.Length || needed > end - position) return position;
                window = Move(window, from, ahead.Length, needed);
                filled = ahead.Length + file.ReadUpTo(position + ahead.Length, window.AsSpan(ahead.Length, (int)Math.Min(window.Length - ahead.Length, end - position - ahead.Length)));
                from = 0;
                if (filled < needed) return position;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    // What was begun goes to the front, of a larger window if it has no room in this one.
    private static byte[] Move(byte[] window, int from, int length, int needed)
    {
        if (needed <= window.Length)
        {
            window.AsSpan(from, length).CopyTo(window);
            return window;
        }

        var larger = ArrayPool<byte>.Shared.Rent(needed);
        window.AsSpan(from, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(window);
        return larger;
    }
}
