using Analytics.Processing.Uniques;

namespace Analytics.Processing.Tests.Uniques;

public sealed class UniqueUnionSpecification
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 1)]
    [InlineData(5, 1_500)]
    [InlineData(2, 5_000)]
    [InlineData(2, 5_001)]
    [InlineData(5, 4_000)]
    [InlineData(2, 30_000)]
    public void A_union_counts_what_one_counter_of_everything_counts(int parts, int users)
    {
        var union = new UniqueUnion();
        for (var overlap = 0; overlap <= users; overlap += Math.Max(1, users / 3))
        {
            var all = new UniqueCounter();
            union.Clear();
            for (var part = 0; part < parts; part++)
            {
                var counter = new UniqueCounter();
                for (var user = 0; user < users; user++) counter.Add((ulong)((part * (users - overlap)) + user + 1));
                all.Merge(counter);
                union.Add(counter);
            }

            union.Compute();
            Assert.Equal((all.Count, all.IsExact), (union.Count, union.IsExact));
        }
    }
}
