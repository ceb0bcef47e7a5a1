using Analytics.Node.Backtests;

namespace Analytics.Node.Tests.Backtests;

/// <summary>Two alerts are the same incident when they are about the same and share a moment.</summary>
public sealed class AlertSpansTests
{
    private static readonly AlertSpans Spans = new([("user", "ann", 10, 20), ("user", "ann", 12, 100), ("user", "ann", 50, 60), ("user", "bob", 10, 20)]);

    [Theory]
    [InlineData("ann", 0, 9, false)]
    [InlineData("ann", 0, 10, true)]
    [InlineData("ann", 15, 15, true)]
    [InlineData("ann", 70, 80, true)]
    [InlineData("ann", 100, 200, true)]
    [InlineData("ann", 101, 200, false)]
    [InlineData("bob", 21, 30, false)]
    [InlineData("eve", 0, 1000, false)]
    public void They_touch_or_not(string entity, long from, long to, bool touch) => Assert.Equal(touch, Spans.Touch("user", entity, from, to));

    [Fact]
    public void Another_kind_is_about_something_else() => Assert.False(Spans.Touch("card", "ann", 10, 20));

    [Fact]
    public void Whatever_there_is_the_answer_is_that_of_looking_at_each()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var all = Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(100)).Select(from => (Kind: "user", Entity: "ann", From: (long)from, To: (long)from + random.Next(20))).ToList();
            var spans = new AlertSpans(all);
            long start = random.Next(120), end = start + random.Next(10);
            Assert.Equal(all.Any(one => one.From <= end && one.To >= start), spans.Touch("user", "ann", start, end));
        }
    }
}
