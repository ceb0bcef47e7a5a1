using System.Text;
using Analytics.Processing.Sessions;
using Analytics.Processing.State;

namespace Analytics.Processing.Tests.Sessions;

public sealed class SessionPathSpecification
{
    private static readonly string[] Texts = ["/", "/p/123", "fifteen bytes !", "sixteen bytes !!", new string('x', 255), "/cart", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void The_first_steps_and_the_last_one_are_kept_however_the_events_come(int most)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var pools = new SessionPools(most);
            var session = default(SessionState);
            var all = new List<Step>();
            var disorder = random.Next(3) * random.Next(1, 2_000_000);
            for (var i = random.Next(1, 120); i > 0; i--)
            {
                all.Add(RandomStep(random, (all.Count * 700_000L) - (disorder == 0 ? 0 : random.Next(disorder))));
                Add(ref session, all[^1], pools);
                AssertHolds(session, all, most, pools);
            }
        }
    }

    [Fact]
    public void Two_sessions_that_are_joined_have_the_path_of_one()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(1, SessionState.MostSteps + 1);
            var pools = new SessionPools(most);
            var (earlier, later) = (default(SessionState), default(SessionState));
            var all = new List<Step>();
            for (var i = random.Next(1, 70); i > 0; i--) Add(ref earlier, all, RandomStep(random, random.Next(1_000_000)), pools);
            for (var i = random.Next(1, 70); i > 0; i--) Add(ref later, all, RandomStep(random, 5_000_000 + random.Next(1_000_000)), pools);
            if (random.Next(2) == 0) SessionPath.MoveStart(ref later, 3_000_000, pools);
            SessionPath.Merge(ref earlier, later, pools);
            AssertHolds(earlier, all, most, pools);
        }
    }

    [Fact]
    public void A_stored_path_goes_on_as_if_it_had_stayed_in_memory()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(1, SessionState.MostSteps + 1);
            var pools = new SessionPools(most);
            var session = default(SessionState);
            var all = new List<Step>();
            for (var i = random.Next(1, 60); i > 0; i--) Add(ref session, all, RandomStep(random, random.Next(1_000_000)), pools);
            var restored = new SessionState { Start = session.Start, End = session.End, ExitRank = session.ExitRank };
            var other = new SessionPools(most);
            SessionPath.Restore(ref restored, session.PathCount, SessionPath.Encoded(session, pools), SessionPath.Exit(session, pools), other);
            AssertHolds(restored, all, most, other);
            for (var i = random.Next(1, 60); i > 0; i--) Add(ref restored, all, RandomStep(random, random.Next(2_000_000)), other);
            AssertHolds(restored, all, most, other);
        }
    }

    [Fact]
    public void A_path_that_left_steps_out_takes_none_behind_them_when_paths_may_be_longer_later()
    {
        var (shorter, longer) = (new SessionPools(2), new SessionPools(10));
        var (session, restored) = (default(SessionState), default(SessionState));
        for (var i = 0; i < 4; i++) Add(ref session, new Step(i * 1_000_000L, 3, $"/{i}"), shorter);
        (restored.Start, restored.End, restored.ExitRank) = (session.Start, session.End, session.ExitRank);
        SessionPath.Restore(ref restored, session.PathCount, SessionPath.Encoded(session, shorter), SessionPath.Exit(session, shorter), longer);
        Add(ref restored, new Step(9_000_000, 3, "/9"), longer);
        Add(ref restored, new Step(2_500_000, 3, "/late"), longer);
        Assert.Equal(["/0", "/1"], Steps(restored, longer).Select(step => step.Text));
        Assert.Equal("/9", Encoding.UTF8.GetString(SessionPath.Exit(restored, longer)));
    }

    [Theory]
    [InlineData(0, new byte[0])]
    [InlineData(2, new byte[] { 1, 1, 47 })]
    [InlineData(1, new byte[] { 1, 1, 47, 1 })]
    [InlineData(1, new byte[] { 1, 9, 47 })]
    public void What_is_not_a_path_is_refused(int count, byte[] steps)
    {
        var session = default(SessionState);
        Assert.Throws<StateDamagedException>(() => SessionPath.Restore(ref session, count, steps, "/"u8, new SessionPools()));
    }

    [Fact]
    public void What_goes_gives_its_memory_back()
    {
        var pools = new SessionPools();
        var first = 0L;
        for (var round = 0; round < 50; round++)
        {
            var session = default(SessionState);
            for (var i = 0; i < 60; i++)
            {
                Add(ref session, new Step((round * 60) + i, 1, Texts[i % Texts.Length]), pools);
                SessionFacts.NoteCampaign(ref session, Encoding.UTF8.GetBytes("campaign-" + (60 - i)), -i, pools);
            }

            Assert.Equal("campaign-1", Encoding.UTF8.GetString(pools.Campaign(session.Campaign)));
            pools.Free(ref session);
            if (round == 0) first = pools.Bytes;
        }

        Assert.Equal(first, pools.Bytes);
    }

    private static Step RandomStep(Random random, long timestamp) => new(timestamp, (byte)random.Next(1, 4), Texts[random.Next(Texts.Length)]);

    private static void Add(ref SessionState session, List<Step> all, Step step, SessionPools pools)
    {
        all.Add(step);
        Add(ref session, step, pools);
    }

    // As the rules do it: the start is stretched before the step comes.
    private static void Add(ref SessionState session, Step step, SessionPools pools)
    {
        if (session.PathCount == 0) session.Start = session.End = step.Timestamp;
        else if (step.Timestamp < session.Start) SessionPath.MoveStart(ref session, step.Timestamp, pools);
        SessionPath.Add(ref session, StepOrder.Of(step.Timestamp, step.Rank), Encoding.UTF8.GetBytes(step.Text), pools);
    }

    private static void AssertHolds(in SessionState session, List<Step> all, int most, SessionPools pools)
    {
        var sorted = all.OrderBy(step => step.Timestamp).ThenBy(step => step.Rank).ThenBy(step => step.Text, StringComparer.Ordinal).ToList();
        Assert.Equal(sorted.Take(most), Steps(session, pools));
        Assert.Equal(sorted[0].Text, Encoding.UTF8.GetString(SessionPath.Entry(session, pools)));
        Assert.Equal(sorted[^1], new Step(session.End, session.ExitRank, Encoding.UTF8.GetString(SessionPath.Exit(session, pools))));
    }

    private static List<Step> Steps(in SessionState session, SessionPools pools)
    {
        var steps = new List<Step>();
        foreach (var step in SessionPath.Of(session, pools)) steps.Add(new Step(StepOrder.Timestamp(step.Order), StepOrder.RankOf(step.Order), Encoding.UTF8.GetString(step.Text)));
        return steps;
    }

    private sealed record Step(long Timestamp, byte Rank, string Text);
}
