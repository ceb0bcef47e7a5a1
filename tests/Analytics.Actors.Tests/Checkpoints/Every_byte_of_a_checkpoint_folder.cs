using Analytics.Actors.Checkpoints;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>A small folder, damaged at each of its bytes in turn: what is loaded is the newest checkpoint, or an older one that says why, or nothing at all.</summary>
public sealed class Every_byte_of_a_checkpoint_folder : IDisposable
{
    private readonly StoreUnderTest _place = new(StoreUnderTest.Files, null!, new FileCheckpointOptions { SegmentBytes = 400 });
    private readonly Dictionary<long, (Dictionary<string, string> Entities, List<string> Payloads)> _written = [];
    private readonly IShardCheckpoints _shard;

    public Every_byte_of_a_checkpoint_folder()
    {
        var book = _place.Own();
        for (var i = 0; i < 5; i++)
        {
            book.Put($"k{i}", $"state {i}").Put("busy", $"{i}").Remove($"k{i - 2}").Cut(i is 2 or 4 ? $"payload {i}" : null);
            _written[book.Number] = (new Dictionary<string, string>(book.Entities), [.. book.Payloads()]);
        }

        _shard = book.Store;
    }

    public static TheoryData<string, string> Damages()
    {
        var damages = new TheoryData<string, string>();
        foreach (var file in (string[])["manifest-", "state-", "outbox-"])
            foreach (var damage in (string[])["flip low", "flip high", "zero", "cut"]) damages.Add(file, damage);
        return damages;
    }

    public void Dispose() => _place.Dispose();

    [Theory, MemberData(nameof(Damages))]
    public void Is_checked_before_anything_is_believed(string prefix, string damage)
    {
        var (fellBack, tried) = (0, 0);
        foreach (var path in Directory.GetFiles(_place.ShardFolder, prefix + "*"))
        {
            var healthy = File.ReadAllBytes(path);
            for (var position = 0; position < healthy.Length; position++)
            {
                if (Damaged(healthy, position, damage) is not { } damaged) continue;
                tried++;
                File.WriteAllBytes(path, damaged);
                if (IsOlder(path)) fellBack++;
            }

            File.WriteAllBytes(path, healthy);
        }

        Assert.True(tried >= 15);
        Assert.True(fellBack > 0);
    }

    [Theory, InlineData("epoch"), InlineData("epoch.copy")]
    public void Counts_for_the_epoch_only_when_its_copy_agrees(string name)
    {
        var path = Path.Combine(_place.Folder, name);
        for (var position = 0; position < File.ReadAllBytes(path).Length; position++)
        {
            foreach (var damage in (string[])["flip low", "flip high", "zero", "cut"])
            {
                var before = Reopened();
                var healthy = File.ReadAllBytes(path);
                File.WriteAllBytes(path, Damaged(healthy, Math.Min(position, healthy.Length - 1), damage) ?? healthy);
                Assert.Equal(before + 1, Reopened());
            }
        }
    }

    private long Reopened()
    {
        _place.Close();
        return _place.Open().Epoch;
    }

    private bool IsOlder(string name)
    {
        var book = new ShardBook(_shard);
        try
        {
            book.Recover();
        }
        catch (CheckpointDamagedException error)
        {
            Assert.NotEmpty(error.Message);
            return false;
        }

        // A checkpoint is told apart by what it holds: each of them set the same entity to its own number.
        var loaded = long.Parse(book.Entities["busy"]) + 1;
        Assert.Equal(_written[loaded].Entities, book.Entities);
        Assert.Equal(_written[loaded].Payloads, book.Payloads());
        Assert.True(loaded == 5 || book.Damage.Count > 0, $"{name} was damaged, checkpoint {loaded} was loaded, and nothing was said.");
        return loaded < 5;
    }

    private static byte[]? Damaged(byte[] bytes, int position, string damage)
    {
        var damaged = damage == "cut" ? bytes[..position] : (byte[])bytes.Clone();
        switch (damage)
        {
            case "flip low":
                damaged[position] ^= 0x01;
                break;
            case "flip high":
                damaged[position] ^= 0x80;
                break;
            case "zero":
                damaged[position] = 0;
                break;
        }

        return damaged.AsSpan().SequenceEqual(bytes) ? null : damaged;
    }
}
