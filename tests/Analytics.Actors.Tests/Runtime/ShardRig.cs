using Analytics.Actors.Checkpoints;
using Analytics.Actors.Entities;
using Analytics.Actors.Replay;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Testing;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>
/// One shard with everything around it, driven step by step on the test's thread. The log and the sinks' targets survive <see cref="Crash"/>; the rest is
/// dropped as it is, and made anew by <see cref="Start"/>.
/// </summary>
internal sealed class ShardRig : IDisposable
{
    public const string Topic = "raw_events";
    public static readonly ShardId Id = new(Topic, 0);

    private readonly ShardRig? _first;
    private ICheckpointStore? _store;
    private SinkDispatcher[] _sinks = [];
    private LaneDefinition _lane = null!;

    public ShardRig(string? folder = null, MemoryLog? log = null)
    {
        Folder = folder ?? Path.Combine(Path.GetTempPath(), "actors-" + Guid.NewGuid().ToString("n"));
        Log = log ?? new MemoryLog(Topic, Topic + ".dlq");
    }

    private ShardRig(ShardRig first)
        : this(first.Folder, first.Log)
    {
        _first = first;
        (Time, Firehose, Counts, Marks, Options, SinkOptions) = (first.Time, first.Firehose, first.Counts, first.Marks, first.Options, first.SinkOptions);
    }

    public string Folder { get; }

    public MemoryLog Log { get; }

    public ManualTime Time { get; init; } = new();

    public SinkTarget Firehose { get; init; } = new();

    public SinkTarget Counts { get; init; } = new();

    /// <summary>What says, by reference and by value, how many rules there were for each event; see <see cref="Rules"/>.</summary>
    public (SinkTarget Sent, SinkTarget Raised) Marks { get; init; } = (new SinkTarget(), new SinkTarget());

    /// <summary>The rules that the node knows; without them the shard has none, and nothing about them goes out.</summary>
    public RuleBoard? Rules { get; set; }

    public ManualBackground Background { get; private set; } = new();

    /// <summary>Recovers, at once unless a test keeps recoveries waiting.</summary>
    public IBackground Recoveries { get; set; } = new RunAtOnce();

    public ManualScheduler Scheduler { get; private set; } = new();

    /// <summary>Sinks beside the usual ones.</summary>
    public IReadOnlyList<ISink> MoreSinks { get; init; } = [];

    /// <summary>Makes kinds beside the usual ones.</summary>
    public Func<IEnumerable<IEntityKind>> MoreKinds { get; init; } = () => [];

    public List<RuntimeEvent> Heard { get; } = [];

    public ShardOptions Options { get; set; } = new();

    public SinkDispatcherOptions SinkOptions { get; set; } = new();

    public FileCheckpointOptions FileOptions { get; set; } = new();

    /// <summary>Opens the checkpoints; files in <see cref="Folder"/> unless a test says otherwise.</summary>
    public Func<string, FileCheckpointOptions, ICheckpointStore> OpenStore { get; init; } = (folder, options) => new FileCheckpointStore(folder, options);

    public CountingKind Kind { get; private set; } = new();

    public Shard Shard { get; private set; } = null!;

    public IReadOnlyList<SinkStatus> Sinks => [.. _sinks.Select(sink => sink.Status())];

    public IReadOnlyList<MemoryPartition.Record> DeadLetters => Log.Memory(Topic + ".dlq").Records;

    public void Start()
    {
        _store = _first?._store ?? OpenStore(Folder, FileOptions with { WithoutSync = true });
        (Background, Scheduler) = (new ManualBackground(), new ManualScheduler());
        _lane = new LaneDefinition
        {
            Topic = Topic,
            Decoder = () => new TextDecoder(),
            Transforms = _ => [new Throwing()],
            Kinds = _ => [Kind = new CountingKind(), .. Rules is null ? [] : new[] { new RuledKind() }, .. MoreKinds()],
            Sinks =
            [
                new TextSink("firehose", DeliveryMode.ByReference, Firehose), new TextSink("counts", DeliveryMode.ByValue, Counts), new DeadLetterSink(Log), .. MoreSinks,
                .. Rules is not { } board ? [] : new[] { new RuleMarkSink(DeliveryMode.ByReference, Marks.Sent, board), new RuleMarkSink(DeliveryMode.ByValue, Marks.Raised, board) },
            ],
        };
        _sinks = [.. _lane.Sinks.Select(sink => new SinkDispatcher(sink, SinkOptions, Time, Scheduler, Heard.Add))];
        Shard = Make(Task.CompletedTask);
    }

    /// <summary>The partition comes to this node again: what is left of the shard's former life here ends first.</summary>
    public void StartAnew()
    {
        if (_store is null)
        {
            Start();
            return;
        }

        Shard.Abandon();
        Shard.Step();
        Shard = Make(Shard.Closed);
    }

    /// <summary>Another node with the same log, checkpoints, targets and clock. Not started.</summary>
    public ShardRig OtherNode() => new(this);

    /// <summary>Drops the runtime without letting it write anything.</summary>
    public void Crash()
    {
        foreach (var sink in _sinks) sink.Dispose();
        Shard?.Dispose();
        if (_first is null) _store?.Dispose();
        _store = null;
    }

    public void Restart()
    {
        Crash();
        Start();
    }

    public void Append(params string[] values)
    {
        foreach (var value in values) Log.Memory(Topic).Append(value, (Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
    }

    /// <summary>Runs until nothing moves without time.</summary>
    public void Settle()
    {
        var turns = 0;
        for (var moved = true; moved;)
        {
            Assert.True(++turns < 100_000, $"{Shard.Status} does not settle.");
            moved = Shard.Step();
            moved |= Background.RunAll();
            moved |= Scheduler.RunAll();
            moved |= Log.Memory(Topic).Fetch();
        }
    }

    /// <summary>Lets time pass in steps of a second, with a cut and all that follows at each.</summary>
    public void Pass(int seconds = 1)
    {
        for (var i = 0; i < seconds; i++)
        {
            Settle();
            Time.Advance(TimeSpan.FromSeconds(1));
            Settle();
        }
    }

    /// <summary>Steps until a cut is made and its checkpoint waits to be written.</summary>
    public void Cut()
    {
        while (Shard.Step()) continue;
        Time.Advance(TimeSpan.FromSeconds(1));
        Shard.Step();
    }

    /// <summary>The last count of each user that arrived.</summary>
    public Dictionary<string, long> FinalCounts()
    {
        var counts = new Dictionary<string, long>();
        foreach (var line in Counts.Lines) counts[line.Split('=')[0]] = long.Parse(line.Split('=')[1]);
        return counts;
    }

    /// <summary>Every event of the log that is well and has an id of its own arrived once and in order, every count is right, every other one is in the dead letters once.</summary>
    public void AssertExact()
    {
        var (good, bad) = Judge();
        Assert.Equal(good.Select(r => $"{r.Offset} {r.Text}"), Firehose.Lines);
        Assert.Equal(CountAll(good.Select(r => r.Text)), FinalCounts());
        Assert.Equal(bad.Select(r => (r.Offset.ToString(), r.Text)).Order(), DeadLetters.Select(r => (r.Header("offset"), r.Text)).Order());
    }

    /// <summary>As <see cref="AssertExact"/>, where users that were removed began to count anew.</summary>
    public void AssertExactButGone()
    {
        var records = Log.Memory(Topic).Records;
        Assert.Equal(records.Select(r => $"{r.Offset} {r.Text}"), Firehose.Lines);
        var expected = CountAll(records.Select(r => r.Text)).Where(pair => !pair.Key.StartsWith("gone", StringComparison.Ordinal));
        Assert.Equal(expected.ToDictionary(), FinalCounts().Where(pair => !pair.Key.StartsWith("gone", StringComparison.Ordinal)).ToDictionary());
    }

    public void Dispose()
    {
        Crash();
        if (_first is null && Directory.Exists(Folder)) Directory.Delete(Folder, true);
    }

    private Shard Make(Task former) => new(new ShardSetup
    {
        Id = Id,
        Lane = _lane,
        Former = former,
        Log = Log.Partition(Topic, 0),
        Checkpoints = _store!,
        Sinks = _sinks,
        Rules = Rules,
        Tenants = new OneTenant(),
        Background = Background,
        Maintenance = Background,
        Recoveries = Recoveries,
        Time = Time,
        Options = Options,
        OnEvent = Heard.Add,
    });

    // What cannot be decoded has no id; what was here before is dropped before anything can throw; what throws is not remembered.
    private (List<MemoryPartition.Record> Good, List<MemoryPartition.Record> Bad) Judge()
    {
        var (good, bad, seen) = (new List<MemoryPartition.Record>(), new List<MemoryPartition.Record>(), new HashSet<string>());
        foreach (var record in Log.Memory(Topic).Records)
        {
            var words = record.Text.Split(' ');
            var isUnreadable = record.Text.Contains("reject") || record.Text.Contains("throw-decode");
            var id = words.FirstOrDefault(word => word.StartsWith("id=", StringComparison.Ordinal)) is { } sent ? words[0] + sent : null;
            if (!isUnreadable && id is not null && seen.Contains(id)) continue;
            if (isUnreadable || record.Text.Contains("throw")) bad.Add(record);
            else good.Add(record);
            if (id is not null && !record.Text.Contains("throw") && !isUnreadable) seen.Add(id);
        }

        return (good, bad);
    }

    private static Dictionary<string, long> CountAll(IEnumerable<string> texts) =>
        texts.GroupBy(text => text.Split(' ')[0]).ToDictionary(group => group.Key, group => (long)group.Count());
}
