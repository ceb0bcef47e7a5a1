using System.Buffers.Binary;
using Analytics.Actors.Checkpoints;
using Analytics.Contracts.Checkpoints;
using Analytics.Testing;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>Records are found wherever windows of the file end, and none behind damage.</summary>
public sealed class A_scan_of_a_state_file : IDisposable
{
    private static readonly int[] Sizes = [.. Enumerable.Range(0, 3_000).Select(i => i % 997 * 3), 1 << 20, 0, 5_000_000, (1 << 20) - EntityRecord.HeaderSize - 1, 7];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finds_every_record_once_and_in_order()
    {
        using var file = Make();
        var found = new List<int>();
        StateScan.Run(file, file.Length, (record, location, bytes) =>
        {
            Assert.Equal(bytes.Length, record.State.Length + record.Key.Length + EntityRecord.HeaderSize);
            Assert.Equal((byte)found.Count, record.Key[0]);
            var again = new byte[bytes.Length];
            file.Read(StateFile.PositionOf(location), again);
            Assert.True(bytes.SequenceEqual(again));
            found.Add(record.State.Length);
        });
        Assert.Equal(Sizes, found);
        var tail = 0;
        StateScan.RunTail(file, StateFile.HeaderSize, (_, _, _) => tail++);
        Assert.Equal(Sizes.Length, tail);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_048_577)]
    [InlineData(3_000_000)]
    [InlineData(7_000_000)]
    public void Ends_at_damage_and_says_where(int at)
    {
        using (var file = Make())
        using (var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var one = new byte[1];
            RandomAccess.Read(handle, one, at);
            RandomAccess.Write(handle, [(byte)~one[0]], at);
        }

        using var damaged = StateFile.Open(_folder.Path, 7);
        var end = 0L;
        var said = Assert.Throws<CheckpointDamagedException>(() => StateScan.Run(damaged, damaged.Length, (_, location, bytes) => end = StateFile.PositionOf(location) + bytes.Length));
        Assert.InRange(end, at - 5_000_100, at);
        Assert.Contains($"is damaged at {Math.Max(end, StateFile.HeaderSize)}.", said.Message, StringComparison.Ordinal);
        var tail = 0L;
        StateScan.RunTail(damaged, StateFile.HeaderSize, (_, location, bytes) => tail = StateFile.PositionOf(location) + bytes.Length);
        Assert.Equal(end, tail);
    }

    [Fact]
    public void Refuses_a_file_that_is_shorter_than_it_should_be_or_ends_inside_a_record()
    {
        using var file = Make();
        Assert.Contains($"has {file.Length} bytes instead of {file.Length + 1}.", Assert.Throws<CheckpointDamagedException>(() => StateScan.Run(file, file.Length + 1, (_, _, _) => { })).Message, StringComparison.Ordinal);
        Assert.Contains("is damaged at ", Assert.Throws<CheckpointDamagedException>(() => StateScan.Run(file, file.Length - 1, (_, _, _) => { })).Message, StringComparison.Ordinal);
    }

    private StateFile Make()
    {
        var file = StateFile.Create(_folder.Path, 7);
        for (var i = 0; i < Sizes.Length; i++)
        {
            var record = new byte[EntityRecord.HeaderSize + 1 + Sizes[i]];
            new Random(i).NextBytes(record);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
            (record[8], record[9], record[10], record[11], record[EntityRecord.HeaderSize]) = (EntityRecord.Put, 0, 1, 0, (byte)i);
            StateFile.Seal(record);
            file.Append(record);
        }

        return file;
    }
}
