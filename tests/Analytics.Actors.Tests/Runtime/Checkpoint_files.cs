using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

public sealed class Checkpoint_files : IDisposable
{
    private static readonly ShardId Other = new(ShardRig.Topic, 1);
    private readonly ShardRig _rig = new();

    public static TheoryData<string, bool> Damages()
    {
        var damages = new TheoryData<string, bool>();
        foreach (var kind in new[] { "manifest-", "state-", "outbox-" })
        {
            damages.Add(kind, true);
            damages.Add(kind, false);
        }

        return damages;
    }

    public void Dispose() => _rig.Dispose();

    [Theory, MemberData(nameof(Damages))]
    public void With_any_byte_flipped_or_cut_off_give_the_same_answers_or_fail_loudly(string kind, bool flip)
    {
        PrepareWithOpenDeliveries();
        var (fellBack, failed) = (0, 0);
        foreach (var name in Directory.GetFiles(ShardFolder(_rig.Folder), kind + "*").Select(path => Path.GetFileName(path)).Order())
        {
            var length = new FileInfo(Path.Combine(ShardFolder(_rig.Folder), name)).Length;
            var step = Math.Max(1, length / 50);
            for (var position = 0L; position < length; position += step)
            {
                using var copy = CopyWithDamage(name, position, flip);
                copy.Restart();
                copy.Pass(3);
                if (copy.Shard.State == ShardState.Failed)
                {
                    failed++;
                    Assert.NotEmpty(copy.Shard.Status.Reason);
                    continue;
                }

                copy.AssertExact();
                if (copy.Shard.Status.Damage.Count > 0) fellBack++;
            }
        }

        Assert.True(fellBack > 0);
        Assert.True(kind == "state-" || failed == 0);
    }

    [Fact]
    public void Whose_newest_manifest_is_damaged_repeat_the_lost_cut_at_its_border()
    {
        Prepare();
        var cuts = _rig.Firehose.Applied.Select(delivery => delivery.ToOffset).ToList();
        var newest = Directory.GetFiles(ShardFolder(_rig.Folder), "manifest-*").Max()!;
        var tries = _rig.Firehose.Tries;
        _rig.Crash();
        File.WriteAllBytes(newest, [1, 2, 3]);
        _rig.Append("ann 77", "bob 77");
        _rig.Start();
        _rig.Pass(3);
        Assert.Contains(_rig.Heard, heard => heard.Name == "damage");
        Assert.Equal(cuts, _rig.Firehose.Applied.Select(delivery => delivery.ToOffset).Take(cuts.Count));
        Assert.True(_rig.Firehose.Tries > tries);
        _rig.AssertExact();
    }

    [Fact]
    public void All_damaged_stop_the_shard_instead_of_starting_anew()
    {
        Prepare();
        _rig.Crash();
        foreach (var path in Directory.GetFiles(ShardFolder(_rig.Folder), "manifest-*")) File.WriteAllBytes(path, [0]);
        _rig.Start();
        _rig.Pass(5);
        Assert.Equal(ShardState.Failed, _rig.Shard.State);
        Assert.Contains("No checkpoint", _rig.Shard.Status.Reason);
        _rig.Crash();
        foreach (var path in Directory.GetFiles(ShardFolder(_rig.Folder), "manifest-*")) File.Delete(path);
        _rig.Start();
        _rig.Pass(5);
        Assert.Equal(ShardState.Failed, _rig.Shard.State);
        Assert.Contains("missing", _rig.Shard.Status.Reason);
    }

    [Fact]
    public void Of_three_generations_are_kept_and_older_ones_go()
    {
        Prepare();
        Assert.Equal(3, Directory.GetFiles(ShardFolder(_rig.Folder), "manifest-*").Length);
        Assert.Equal(3, _rig.Shard.Status.Footprint.Generations);
        Assert.Empty(Directory.GetFiles(ShardFolder(_rig.Folder), "*.tmp"));
    }

    [Fact]
    public void Are_compacted_when_more_than_two_thirds_are_garbage_and_lose_nothing()
    {
        _rig.FileOptions = new FileCheckpointOptions { CompactionMinBytes = 2000, SegmentBytes = 1000, RelocationsAtOnce = 4 };
        _rig.Start();
        for (var i = 0; i < 60; i++)
        {
            _rig.Append(i < 20 ? $"lone{i} 1" : "ann 1", $"bob {i}", $"gone{i} 1", $"gone{i - 1} 1");
            _rig.Pass();
        }

        Assert.True(_rig.Shard.Status.Footprint.Compactions > 1);
        Assert.InRange(_rig.Shard.Status.Footprint.StateBytes, 1, 12000);
        for (var i = 0; i < 20; i++) _rig.Append($"lone{i} 2");
        _rig.Pass();
        _rig.Restart();
        for (var i = 0; i < 20; i++) _rig.Append($"lone{i} 3");
        _rig.Pass(2);
        Assert.Equal(3, _rig.FinalCounts()["lone7"]);
        Assert.Equal(40, _rig.FinalCounts()["ann"]);
        _rig.AssertExactButGone();
    }

    [Fact]
    public void Have_one_owner_at_a_time_and_epochs_that_count_up()
    {
        using (var first = new FileCheckpointStore(_rig.Folder))
        {
            var refused = Assert.Throws<StaleEpochException>(() => new FileCheckpointStore(_rig.Folder));
            Assert.Contains($"process {Environment.ProcessId}", refused.Message);
            Assert.Equal(1, first.Open(ShardRig.Id).Epoch);
            Assert.Equal(1, first.Open(Other).Epoch);
            Assert.Equal(2, first.Open(ShardRig.Id).Epoch);
        }

        using (var second = new FileCheckpointStore(_rig.Folder)) Assert.Equal(3, second.Open(ShardRig.Id).Epoch);
        File.WriteAllText(Path.Combine(_rig.Folder, "epoch"), "broken");
        using (var third = new FileCheckpointStore(_rig.Folder)) Assert.Equal(4, third.Open(Other).Epoch);
        File.WriteAllText(Path.Combine(_rig.Folder, "epoch"), "broken");
        File.WriteAllText(Path.Combine(_rig.Folder, "epoch.copy"), "broken");
        Assert.Throws<CheckpointDamagedException>(() => new FileCheckpointStore(_rig.Folder));
    }

    [Fact]
    public void Are_refused_to_whoever_owned_the_shard_before()
    {
        using var store = new FileCheckpointStore(_rig.Folder);
        using var former = store.Open(ShardRig.Id);
        former.Recover((_, _, _) => { });
        using var owner = store.Open(ShardRig.Id);
        using var neighbour = store.Open(Other);
        Assert.Throws<StaleEpochException>(() => former.Write(Empty(former, 1)));
        Assert.Throws<StaleEpochException>(() => former.Recover((_, _, _) => { }));
        owner.Recover((_, _, _) => { });
        owner.Write(Empty(owner, 1));
        neighbour.Recover((_, _, _) => { });
        neighbour.Write(Empty(neighbour, 1));
    }

    private static ShardCheckpoint Empty(IShardCheckpoints store, long number) => new()
    {
        Number = number,
        NextOffset = number,
        ClockMicros = 0,
        Tenants = [],
        Sinks = [],
        Open = [],
        SetAside = [],
        Repeat = [],
        Changes = new EntityChanges(store.IdentitySeed),
    };

    private void Prepare()
    {
        _rig.Start();
        for (var i = 0; i < 6; i++)
        {
            _rig.Append($"ann {i}", $"bob {i}", $"u{i} 1");
            _rig.Pass();
        }
    }

    private void PrepareWithOpenDeliveries()
    {
        Prepare();
        _rig.Counts.IsDown = true;
        _rig.Append("ann 50", "eve 50");
        _rig.Pass();
        _rig.Append("ann 51");
        _rig.Pass();
        _rig.Crash();
    }

    private ShardRig CopyWithDamage(string name, long position, bool flip)
    {
        var folder = Path.Combine(Path.GetTempPath(), "actors-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(ShardFolder(folder));
        foreach (var path in Directory.GetFiles(_rig.Folder)) File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        foreach (var path in Directory.GetFiles(ShardFolder(_rig.Folder))) File.Copy(path, Path.Combine(ShardFolder(folder), Path.GetFileName(path)));
        var damaged = Path.Combine(ShardFolder(folder), name);
        var bytes = File.ReadAllBytes(damaged);
        if (flip) bytes[position] ^= 0x10;
        else bytes = bytes[..(int)position];
        File.WriteAllBytes(damaged, bytes);
        return new ShardRig(folder, _rig.Log)
        {
            Firehose = SinkTarget.CopyOf(_rig.Firehose),
            Counts = SinkTarget.CopyOf(_rig.Counts),
            Time = _rig.Time,
        };
    }

    private static string ShardFolder(string folder) => Path.Combine(folder, ShardRig.Id.ToString());
}
