namespace Analytics.Simulation.Tests;

/// <summary>
/// Rules of a key that no lane has, which come when events of it are in the log that nobody sent to where it is: from then on they find what the same rules find that were there before the first event, and nothing else.
/// </summary>
public sealed class The_first_rules_of_a_key
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public void Find_what_they_find_that_were_there_all_the_time_but_for_what_was_found_before(int seed)
    {
        for (var coming = 10 + seed; coming < KeyedRun.Events; coming += 53)
        {
            var straight = new KeyedRun(seed, false).Play(coming, comesLate: false);
            Assert.All(KeyedRun.Rules, rule => Assert.Contains(straight, alert => alert.Rule == rule.Name));
            Assert.Equal(straight.Where(alert => alert.Last >= coming), new KeyedRun(seed, isUnruly: seed % 2 == 1).Play(coming, comesLate: true));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Find_everything_where_they_are_there_before_the_first_event_is_read(int seed)
    {
        var pause = 150 + seed;
        // Of several partitions that are all behind each is sent by itself, and what comes last is too late.
        var straight = new KeyedRun(seed, false, partitions: 1).Play(pause, comesLate: false);
        for (var starts = 1 + seed; starts < 130; starts += 40) Assert.Equal(straight, new KeyedRun(seed, isUnruly: seed % 2 == 0, partitions: 1).Play(pause, comesLate: false, startsAt: starts));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Find_it_also_when_the_node_crashes_while_what_came_before_is_sent(int seed)
    {
        var coming = 40 + 15 * seed;
        var straight = new KeyedRun(seed, false).Play(coming, comesLate: false);
        for (var steps = 1; steps < 400; steps += 40 + seed)
        {
            // What still waited for its turn when the rules came has it under them.
            var found = new KeyedRun(seed, isUnruly: seed % 2 == 0).Play(coming, comesLate: true, steps);
            Assert.Empty(straight.Where(alert => alert.Last >= coming).Except(found));
            Assert.Empty(found.Except(straight));
            Assert.InRange(found.Count(alert => alert.Last < coming), 0, KeyedRun.Rules.Count * SimulatedLog.KeyedPartitions);
        }
    }
}
