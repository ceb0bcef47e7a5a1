using Analytics.Processing.State;
using Analytics.Processing.Uniques;

namespace Analytics.Processing.Tests.Uniques;

/// <summary>Users that were gathered count as if each had been counted when it came.</summary>
public sealed class GatheredUsersSpecification
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 100_000)]
    [InlineData(2, 50_000)]
    [InlineData(100, 300)]
    [InlineData(3_000, 4_000)]
    [InlineData(9_999, 30_000)]
    [InlineData(60_000, 100_000)]
    public void In_any_order_and_however_often(int users, int events)
    {
        var random = new Random(users);
        var hashes = Enumerable.Range(0, users).Select(_ => (ulong)random.NextInt64()).ToArray();
        var gathered = new GatheredUsers();
        var (direct, once, twice) = (new UniqueCounter(), new UniqueCounter(), new UniqueCounter());
        for (var part = 0; part < 3; part++)
        {
            for (var i = 0; i < events; i++)
            {
                var hash = i < hashes.Length ? hashes[i] : hashes[random.Next(hashes.Length)];
                gathered.Add(hash);
                direct.Add(hash);
            }

            gathered.Add(0);
            if (part == 2) once.Add(gathered);
            twice.Add(gathered);
        }

        Assert.Equal(Bytes(direct), Bytes(once));
        Assert.Equal(Bytes(direct), Bytes(twice));
    }

    [Fact]
    public void They_are_in_order_and_each_is_there_once()
    {
        var gathered = new GatheredUsers();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++) gathered.Add((ulong)random.Next(1, 5_000));
        var ordered = gathered.Ordered().ToArray();
        Assert.Equal(ordered.Distinct().Order(), ordered);
        Assert.Equal(Enumerable.Range(1, 4_999).Select(user => UniqueCounter.Mix((ulong)user)).Order().Where(ordered.Contains), ordered);
        Assert.InRange(ordered.Length, 4_850, 4_999);
    }

    [Fact]
    public void After_clearing_nobody_is_left()
    {
        var gathered = new GatheredUsers();
        gathered.Add(5);
        Assert.Equal(1, gathered.Ordered().Length);
        gathered.Clear();
        Assert.Equal(0, gathered.Ordered().Length);
        gathered.Add(6);
        Assert.Equal([UniqueCounter.Mix(6)], gathered.Ordered().ToArray());
    }

    [Fact]
    public void Members_that_share_their_leading_bits_find_their_place()
    {
        var hashes = Enumerable.Range(1, 3_000).Select(i => 0xFFFF_FFFF_FFFF_0000 + (ulong)i).ToArray();
        var set = new OrderedHashes();
        set.Fill(hashes);
        var members = new ulong[3_000];
        Assert.Equal((3_000, 3_000), (set.Count, set.CopyTo(members)));
        Assert.Equal(hashes, members);
        Assert.All(hashes, hash => Assert.False(set.Add(hash)));
    }

    private static byte[] Bytes(UniqueCounter counter)
    {
        var bytes = new byte[counter.StoredBytes];
        var writer = new StateWriter(bytes);
        counter.Write(ref writer);
        return bytes[..writer.Position];
    }
}
