using System.Globalization;
using System.Text;
using Analytics.Actors.Entities;
using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Benchmarks.Detection;

/// <summary>
/// A labelled set through the production engine, as one tenant's events: each payment, and a chargeback for each fraud some days later, which is when a bank hears of it.
/// Labels reach the rules in no other way.
/// </summary>
internal sealed class DetectionRun
{
    private const int BatchSize = 2048;
    private const long Day = 86_400_000_000;
    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private readonly int _tenant = Symbols.Intern("labelled");
    private readonly List<ReplayedAlert> _found = [];
    private readonly Dictionary<string, HashSet<int>> _flagged;
    private readonly RuleReplay _replay;

    private DetectionRun(RuleSet rules)
    {
        _batch.Reset(_records);
        _replay = new RuleReplay(rules, new PatternOptions { Disorder = TimeSpan.Zero }, new DefaultTenants());
        _flagged = rules.Plans.SelectMany(plan => plan.Rules).ToDictionary(rule => rule.Definition.Name, _ => new HashSet<int>());
    }

    /// <summary>Which payments each rule flags, by their index: those that complete a match.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="payments">In the order of time.</param>
    /// <param name="reportedAfterDays">Days from a fraud to its chargeback; 0 for no chargebacks.</param>
    public static IReadOnlyDictionary<string, HashSet<int>> Flag(RuleSet rules, IReadOnlyList<Transaction> payments, int reportedAfterDays)
    {
        var run = new DetectionRun(rules);
        var reported = 0;
        for (var i = 0; i < payments.Count; i++)
        {
            for (; reportedAfterDays > 0 && payments[reported].At + reportedAfterDays * Day <= payments[i].At; reported++) run.Report(payments[reported], reportedAfterDays, payments.Count + reported);
            run.Add(payments[i], payments[i].At, payments[i].Type, i);
        }

        run.Hand();
        if (payments.Count > 0) run._replay.Advance(payments[^1].At, run._found);
        run.Note();
        return run._flagged;
    }

    private void Report(Transaction payment, int afterDays, int index)
    {
        if (payment.IsFraud) Add(payment, payment.At + afterDays * Day, "chargeback", index);
    }

    private void Add(Transaction payment, long at, string type, int index)
    {
        if (_batch.Count == BatchSize) Hand();
        ref var row = ref _batch.Add();
        (row.Offset, row.Timestamp, row.ReceivedAt, row.Tenant) = (index, at, at, _tenant);
        row.Type = Symbols.Intern(type);
        row.Kind = type == "purchase" ? EventKind.Purchase : EventKind.Other;
        row.AmountMicros = (long)Math.Round(payment.Amount * Money.Scale);
        row.Flags = EventFlags.HasAmount;
        if (payment.Customer.Length > 0)
        {
            row.UserId = Text(payment.Customer);
            row.UserHash = KeyHash.Compute(_records.Bytes(row.UserId), 7);
        }

        var terminal = payment.Terminal.Length > 0 ? $"\"terminal\":{System.Text.Json.JsonSerializer.Serialize(payment.Terminal)}" : "";
        if (terminal.Length + payment.More.Length > 0) row.Properties = Text(string.Create(CultureInfo.InvariantCulture, $"{{{terminal}{(terminal.Length > 0 && payment.More.Length > 0 ? "," : "")}{payment.More}}}"));
    }

    private void Hand()
    {
        _replay.Feed(_batch, _found);
        Note();
        _records.Clear();
        _batch.Reset(_records);
    }

    private void Note()
    {
        foreach (var alert in _found)
            if (alert.Offsets is [.., var last] && _flagged.TryGetValue(alert.Rule, out var flagged)) flagged.Add((int)last);
        _found.Clear();
    }

    private Utf8Slice Text(string text) => _records.Append(Encoding.UTF8.GetBytes(text));
}
