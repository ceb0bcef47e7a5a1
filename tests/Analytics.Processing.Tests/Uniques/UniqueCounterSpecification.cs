using Analytics.Contracts.Hashing;
using Analytics.Processing.State;
using Analytics.Processing.Uniques;

namespace Analytics.Processing.Tests.Uniques;

public sealed class UniqueCounterSpecification
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5_000)]
    [InlineData(10_000)]
    public void Up_to_ten_thousand_users_are_counted_exactly(int users)
    {
        var counter = Of(Users(users).Concat(Users(users)));
        Assert.True(counter.IsExact);
        Assert.Equal(users, counter.Count);
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(50_000)]
    [InlineData(1_000_000)]
    public void More_users_are_estimated_within_three_standard_errors(int users)
    {
        var counter = Of(Users(users));
        Assert.False(counter.IsExact);
        Assert.InRange(counter.Count, users * (1 - 0.0244), users * (1 + 0.0244));
    }

    [Fact]
    public void The_estimate_has_no_bias_over_many_sets()
    {
        var errors = Enumerable.Range(0, 60).Select(set => (Of(Users(12_000, set)).Count - 12_000) / 12_000.0).ToList();
        Assert.InRange(errors.Average(), -0.004, 0.004);
    }

    [Fact]
    public void Hashes_that_share_their_leading_bits_count_as_well_as_others()
    {
        var counter = Of(Users(40_000).Select(hash => (hash & 0x00FFFFFFFFFFFFFF) | 0x4200000000000000));
        Assert.InRange(counter.Count, 40_000 * 0.9756, 40_000 * 1.0244);
    }

    [Fact]
    public void No_user_is_not_a_user()
    {
        var counter = Of([0, 0]);
        Assert.Equal(0, counter.Count);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Order_repeats_and_merges_do_not_change_the_stored_bytes(int left, int right, int shared)
    {
        var first = Users(left).ToList();
        var second = Users(left + right - shared).Skip(left - shared).ToList();
        var straight = Bytes(Of(first.Concat(second)));
        var random = new Random(left + right);
        var shuffled = Bytes(Of(first.Concat(second).Concat(first).OrderBy(_ => random.Next())));
        Assert.Equal(straight, shuffled);
        foreach (var (one, other) in new[] { (first, second), (second, first) })
        {
            var merged = Of(one);
            merged.Merge(Of(other));
            Assert.Equal(straight, Bytes(merged));
            var restored = Read(Bytes(Of(one)));
            restored.Merge(Read(Bytes(Of(other))));
            Assert.Equal(straight, Bytes(restored));
        }
    }

    [Fact]
    public void The_state_of_few_users_is_small()
    {
        Assert.True(Bytes(Of(Users(3))).Length <= 26);
        Assert.True(Of(Users(3)).Bytes <= 160);
        Assert.True(Bytes(Of(Users(100_000))).Length < 12_300);
    }

    [Fact]
    public void A_cleared_counter_counts_anew_also_after_it_was_a_sketch()
    {
        var counter = Of(Users(20_000));
        counter.Clear();
        foreach (var user in Users(5)) counter.Add(user);
        Assert.Equal(Bytes(Of(Users(5))), Bytes(counter));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var bytes = Bytes(Of(Users(100)));
        Assert.Throws<StateDamagedException>(() => Read(bytes[..^1]));
        bytes[0] = 9;
        Assert.Throws<StateDamagedException>(() => Read(bytes));
    }

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 5, 0 }, { 100, 100, 100 }, { 6_000, 6_000, 2_000 }, { 6_000, 6_000, 1_999 }, { 9_999, 1, 0 }, { 10_000, 1, 0 }, { 20_000, 5, 0 }, { 15_000, 15_000, 3 },
    };

    private static IEnumerable<ulong> Users(int count, int set = 0) =>
        Enumerable.Range(0, count).Select(i => KeyHash.Compute(BitConverter.GetBytes(i + (set * 1_000_000L)), 42));

    private static UniqueCounter Of(IEnumerable<ulong> users)
    {
        var counter = new UniqueCounter();
        foreach (var user in users) counter.Add(user);
        return counter;
    }

    private static byte[] Bytes(UniqueCounter counter)
    {
        var bytes = new byte[counter.StoredBytes];
        var writer = new StateWriter(bytes);
        counter.Write(ref writer);
        return bytes[..writer.Position];
    }

    private static UniqueCounter Read(byte[] bytes)
    {
        var counter = new UniqueCounter();
        var reader = new StateReader(bytes);
        counter.Read(ref reader);
        Assert.True(reader.AtEnd);
        return counter;
    }
}
