using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Log.Segments;

namespace Analytics.Log.Tests.Segments;

/// <summary>The power goes at a random operation, several times a run; sometimes only the process, and the power later. A failure names its seed.</summary>
public sealed class PowerLossTests
{
    private const int Rounds = 4;
    private const int Callers = 3;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Every_acknowledged_record_is_there_once_after_a_loss_of_power(int block)
    {
        for (var seed = block * 30; seed < block * 30 + 12; seed++)
        {
            try
            {
                await RunAsync(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static async Task RunAsync(Random random)
    {
        var time = new ManualTime();
        var disk = new FaultyDisk();
        var acknowledged = new ConcurrentDictionary<int, long>();
        var tried = 0;
        for (var round = 0; round < Rounds; round++)
        {
            disk.PowerLostAt = disk.Operations + random.Next(1, 250);
            tried = await AppendUntilPowerLossAsync(disk, time, random, acknowledged, tried);
            if (random.Next(3) == 0) disk.PowerLostAt = int.MaxValue;
            else disk = disk.AfterPowerLoss(random);
            Verify(disk, time, acknowledged);
        }

        await using var log = SmallLog.Open(disk, time, Small);
        await RetryAllAsync(log.Only(), acknowledged, tried);
        Assert.Equal(Enumerable.Range(1, tried), log.Only().ReadValues().Select(Id).Order());
    }

    private static SegmentLogOptions Small(SegmentLogOptions options) => options with { SegmentBytes = 40_000 };

    /// <summary>Callers append ids after <paramref name="last"/> until an append fails; returns the last id that was tried.</summary>
    private static async Task<int> AppendUntilPowerLossAsync(
        FaultyDisk disk, ManualTime time, Random random, ConcurrentDictionary<int, long> acknowledged, int last)
    {
        SegmentLog log;
        try
        {
            log = SmallLog.Open(disk, time, Small);
        }
        catch (IOException)
        {
            return last;
        }

        var next = last;
        var seeds = Enumerable.Range(0, Callers).Select(_ => random.Next()).ToList();
        await Task.WhenAll(seeds.Select(seed => Task.Run(async () =>
        {
            var own = new Random(seed);
            while (true)
            {
                var count = own.Next(1, 6);
                var end = Interlocked.Add(ref next, count);
                var batch = new RecordBatch();
                for (var id = end - count + 1; id <= end; id++) batch.Put(Value(id), (UInt128)id);
                try
                {
                    var offsets = await log.Only().AppendAllAsync(batch);
                    for (var i = 0; i < count; i++) acknowledged[end - count + 1 + i] = offsets[i];
                }
                catch (LogUnavailableException)
                {
                    return;
                }
            }
        })));
        await log.DisposeAsync();
        return next;
    }

    private static void Verify(FaultyDisk disk, ManualTime time, ConcurrentDictionary<int, long> acknowledged)
    {
        var log = SmallLog.Open(disk.With(), time, Small);
        var read = log.Only().ReadValues();
        foreach (var (id, offset) in acknowledged)
        {
            Assert.InRange(offset, 0, read.Count - 1);
            Assert.Equal(Value(id), read[(int)offset]);
        }

        Assert.Equal(read.Count, read.Select(Id).Distinct().Count());
        log.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Clients send again what was not acknowledged; what was written all the same is a duplicate.</summary>
    private static async Task RetryAllAsync(ILogPartition partition, ConcurrentDictionary<int, long> acknowledged, int tried)
    {
        for (var id = 1; id <= tried; id++)
        {
            var batch = new RecordBatch();
            batch.Put(Value(id), (UInt128)id);
            var offset = (await partition.AppendAllAsync(batch))[0];
            if (acknowledged.ContainsKey(id)) Assert.Equal(-1, offset);
        }
    }

    /// <summary>Some values fill a frame, so that commits of several frames are torn too.</summary>
    private static string Value(int id) => $"{id}:{new string((char)('a' + id % 26), id % 50 == 0 ? 70_000 : id * 37 % 900)}";

    private static int Id(string value) => int.Parse(value.AsSpan(0, value.IndexOf(':')), System.Globalization.CultureInfo.InvariantCulture);
}
