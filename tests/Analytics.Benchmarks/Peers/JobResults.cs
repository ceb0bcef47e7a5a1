using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Log;

namespace Analytics.Benchmarks.Peers;

/// <summary>The results of the job as both sides mean them: sessions, windows and alerts by key, times in milliseconds, amounts in cents.</summary>
internal sealed class JobResults
{
    private const long Gap = 30 * 60_000, Window = 5 * 60_000, Disorder = 2_000;
    private readonly Dictionary<(string, long), (string Shard, uint Revision, long Count, long Cents)[]> _parts = [];

    /// <summary>Sessions by user and first event: count, cents, last event.</summary>
    public Dictionary<(string User, long First), (long Count, long Cents, long Last)> Sessions { get; } = [];

    /// <summary>Windows by tenant and type, and start: count and cents.</summary>
    public Dictionary<(string Key, long Start), (long Count, long Cents)> Windows { get; } = [];

    /// <summary>Alerts by user and time: how many.</summary>
    public Dictionary<(string User, long At), int> Alerts { get; } = [];

    /// <summary>What Flink wrote.</summary>
    public static JobResults OfFlink(ILog log, string sessions, string windows, string alerts)
    {
        var results = new JobResults();
        Read(log, sessions, e => results.Sessions[(Text(e, "user"), Long(e, "first"))] = (Long(e, "count"), Long(e, "cents"), Long(e, "last")));
        Read(log, windows, e => results.Windows[(Text(e, "key"), Long(e, "start"))] = (Long(e, "count"), Long(e, "cents")));
        Read(log, alerts, e => results.Count((Text(e, "user"), Long(e, "at"))));
        return results;
    }

    /// <summary>What a node wrote; records that came twice count once, as its readers do it.</summary>
    public static JobResults OfNode(ILog log, string sessions, string windows, string alerts)
    {
        var results = new JobResults();
        Read(log, sessions, e => results.Sessions[(User(e), Time(e, "start"))] = (Long(e, "events"), Cents(e, "revenue"), Time(e, "end")));
        Read(log, windows, results.AddPart);
        Read(log, alerts, e => results.Count(($"{Text(e, "tenant")}|{Text(e, "key")}", Time(e, "at"))));
        foreach (var (key, parts) in results._parts) results.Windows[key] = (parts.Sum(part => part.Count), parts.Sum(part => part.Cents));
        return results;
    }

    /// <summary>
    /// What is not the same: everything that the other closed must be here with the same numbers, and whatever is here and ended before the last that the other closed must be there.
    /// </summary>
    public List<string> DifferencesFrom(JobResults other)
    {
        List<string> differences = [];
        Compare("session", Sessions, other.Sessions, entry => entry.Value.Last + Gap);
        Compare("window", Windows, other.Windows, entry => entry.Key.Start + Window);
        CompareAlerts(other, differences);
        return differences;

        void Compare<TKey, TValue>(string what, Dictionary<TKey, TValue> ours, Dictionary<TKey, TValue> theirs, Func<KeyValuePair<TKey, TValue>, long> end)
            where TKey : notnull
        {
            foreach (var (key, value) in theirs)
                if (!ours.TryGetValue(key, out var mine) || !mine!.Equals(value)) differences.Add($"{what} {key}: {value} there, {(mine is null ? "nothing" : mine.ToString())} here");
            var last = theirs.Count == 0 ? long.MinValue : theirs.Max(end);
            foreach (var entry in ours)
                if (end(entry) <= last && !theirs.ContainsKey(entry.Key)) differences.Add($"{what} {entry.Key}: {entry.Value} here only");
        }
    }

    /// <summary>
    /// The job of the peers takes purchases as they arrive, a rule of ours in the order in which they happened: when the last two of an alert came in the other order it bears the time of the
    /// other one, at most as far away as the events are out of order.
    /// </summary>
    private void CompareAlerts(JobResults other, List<string> differences)
    {
        var (mine, theirs) = (ByUser(Alerts), ByUser(other.Alerts));
        foreach (var user in mine.Select(group => group.Key).Union(theirs.Select(group => group.Key)).Order(StringComparer.Ordinal))
        {
            List<long> here = [.. mine[user].Order()], there = [.. theirs[user].Order()];
            if (here.Count != there.Count || here.Zip(there).Any(pair => Math.Abs(pair.First - pair.Second) > Disorder))
                differences.Add($"alerts of {user}: at {string.Join(", ", there)} there, {string.Join(", ", here)} here");
        }
    }

    private static ILookup<string, long> ByUser(Dictionary<(string User, long At), int> alerts) =>
        alerts.SelectMany(alert => Enumerable.Repeat(alert.Key, alert.Value)).ToLookup(alert => alert.User, alert => alert.At);

    private void Count((string, long) alert) => Alerts[alert] = Alerts.GetValueOrDefault(alert) + 1;

    private void AddPart(JsonElement e)
    {
        if (Text(e, "granularity") != "five_minutes" || Text(e, "dimension") != "type") return;
        var key = ($"{Text(e, "tenant")}|{Text(e, "value")}", Time(e, "start"));
        var part = (Shard: Text(e, "shard"), Revision: (uint)Long(e, "revision"), Long(e, "events"), Cents(e, "amount"));
        var others = _parts.GetValueOrDefault(key, []);
        if (others.Any(known => known.Shard == part.Shard && known.Revision >= part.Revision)) return;
        _parts[key] = [.. others.Where(known => known.Shard != part.Shard), part];
    }

    private static void Read(ILog log, string topic, Action<JsonElement> add)
    {
        var seen = new HashSet<UInt128>();
        var batch = new RecordBatch();
        for (var p = 0; p < log.Topics.First(t => t.Name == topic).Partitions; p++)
        {
            var partition = log.Partition(topic, p);
            partition.Refresh();
            using var reader = partition.OpenReader(partition.StartOffset);
            while (reader.Position < partition.EndOffset && reader.ReadOrWait(batch, 10_000, 1 << 22) > 0)
            {
                foreach (ref var record in batch.Records)
                {
                    if (record.Id != 0 && !seen.Add(record.Id)) continue;
                    using var json = JsonDocument.Parse(batch.Buffer.AsMemory(record.Value.Offset, record.Value.Length));
                    add(json.RootElement);
                }
            }
        }
    }

    private static string User(JsonElement e) => $"{Text(e, "tenant")}|{Text(e, "user_id")}";

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static long Long(JsonElement e, string name) => e.GetProperty(name).GetInt64();

    private static long Cents(JsonElement e, string name) => (long)(e.GetProperty(name).GetDecimal() * 100);

    private static long Time(JsonElement e, string name) =>
        new DateTimeOffset(DateTime.Parse(Text(e, name), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)).ToUnixTimeMilliseconds();
}
