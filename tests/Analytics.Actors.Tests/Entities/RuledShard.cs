using Analytics.Actors.Entities;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Entities;

/// <summary>A shard whose rules change as <see cref="Rules.ShardRules"/> changes them: a checkpoint, the change, a checkpoint.</summary>
internal sealed class RuledShard
{
    /// <summary>Rules that are there all the time.</summary>
    public const string Stays = """
        rule fast for each user when exactly 3 purchase or order within 1 minute
        rule unpaid for each user when order as o then no "PAYMENT_SUCCESS" within 2 minutes
        rule often for each user when purchase where count of purchase in last 5 minutes >= 3 and country is new
        """;

    /// <summary>Rules that come and go.</summary>
    public const string Other = """
        rule more for each user when purchase as p then refund where amount > p.amount within 10 minutes
        rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1500
        rule everywhere for each city when exactly 4 purchase within 5 minutes
        """;

    /// <summary>When its events begin.</summary>
    public static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Its settings.</summary>
    public static readonly PatternOptions Options = new() { Disorder = TimeSpan.FromSeconds(25) };
    private static readonly List<TestEvent> Events = EventStreams.Shuffled(EventStreams.Random(seed: 21, count: 3_000, TimeSpan.FromHours(1), Noon), TimeSpan.FromSeconds(20), seed: 22);
    private RuleSet _rules;
    private RuleHistory _history = RuleHistory.None;

    /// <summary>Begins with rules.</summary>
    public RuledShard(string rules, bool shadow = false, PatternOptions? options = null)
    {
        _rules = Compile(rules, shadow);
        Harness = new KindHarness(_ =>
        {
            var kind = new PatternActors(options ?? Options);
            kind.Run(_rules, _history);
            return kind;
        });
    }

    /// <summary>What feeds it and hears its alerts.</summary>
    public KindHarness Harness { get; }

    /// <summary>Other rules come.</summary>
    /// <param name="rules">The rules from now on.</param>
    /// <param name="past">What is new in them knows these events, the last of which is the last that the others know, too.</param>
    /// <param name="readFor">The rules that this was gathered for; default those that lack it.</param>
    public void Change(string rules, (int From, IReadOnlyList<TestEvent> Events)? past = null, string? readFor = null)
    {
        Harness.Checkpoint();
        var next = Compile(rules, false);
        var kind = (PatternActors)Harness.Kind;
        var gathered = past is null ? null : kind.PastFor(readFor is null ? RuleSet.Compile([.. kind.Lacking(next).Select(name => next.Find(name)!.Definition)]) : Compile(readFor, false))!;
        if (past is var (from, events))
        {
            gathered!.Begin(from);
            var feed = new KindHarness(_ => new PatternActors(Options)) { Offset = from, Batch = batch => gathered.Receive(batch, 0, batch.Count) };
            foreach (var batch in events.Chunk(37)) feed.Feed(batch);
        }

        _history = _history.Next(_rules, next, Harness.Offset, gathered?.From);
        _rules = next;
        kind.Run(_rules, _history, gathered);
        Harness.Checkpoint();
    }

    /// <summary>Nothing comes until so many seconds after noon.</summary>
    public void Idle(double seconds) => Harness.Idle(Noon.AddSeconds(seconds));

    /// <summary>An event of ann.</summary>
    public static TestEvent Event(double seconds, EventKind kind, double amount) =>
        new() { User = "ann", At = Noon.AddSeconds(seconds), Type = kind.ToString().ToLowerInvariant(), Kind = kind, Amount = (decimal)amount };

    /// <summary>The alerts of a long stream, from one of its events up to another, under rules that change at some of them, with crashes and checkpoints by a seed: in order by id, because which of two alerts at one time comes first depends on where checkpoints were.</summary>
    public static List<AlertResult> Play((int At, string Rules)[] changes, int? seed, int from = 0, int to = int.MaxValue, Dictionary<int, int>? pasts = null)
    {
        var shard = new RuledShard(changes[0].Rules, options: seed is { } one && one % 2 == 0 ? Options with { MostLive = 2 } : Options);
        var random = seed is { } given ? new Random(given) : null;
        var (done, saved, next) = (from, from, 1);
        while (done < Math.Min(to, Events.Count))
        {
            for (; next < changes.Length && changes[next].At == done; next++)
            {
                shard.Harness.Offset = done;
                if (pasts?.TryGetValue(done, out var past) == true) shard.Change(changes[next].Rules, (past, Events.GetRange(past, done - past)));
                else shard.Change(changes[next].Rules);
                saved = done;
            }

            shard.Harness.Offset = done;
            var until = Math.Min(Math.Min(to, Events.Count), next < changes.Length ? changes[next].At : int.MaxValue);
            var size = Math.Min(1 + (random?.Next(40) ?? 40), until - done);
            shard.Harness.Feed(Events.GetRange(done, size));
            done += size;
            switch (random?.Next(10) ?? 9)
            {
                case < 3:
                    shard.Harness.Checkpoint();
                    saved = done;
                    break;
                case 3:
                    shard.Harness.Revert();
                    done = saved;
                    break;
                case 4:
                    shard.Harness.Restart();
                    done = saved;
                    break;
            }
        }

        shard.Harness.Checkpoint();
        return [.. shard.Harness.Alerts.OrderBy(alert => alert.Id).Select(alert => alert with { Evidence = "" })];
    }

    private static RuleSet Compile(string rules, bool shadow)
    {
        if (rules.Length == 0) return RuleSet.Empty;
        var read = RuleParser.ReadAll(rules);
        return RuleSet.Compile(read, shadow ? read.Select(rule => rule.Name).ToHashSet() : null);
    }
}
