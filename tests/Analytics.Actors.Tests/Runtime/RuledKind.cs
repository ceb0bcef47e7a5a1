using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Says for each event, in an alert, how many rules there are, and how many events they have seen: rules that are new count anew from what they are given of the past.</summary>
internal sealed class RuledKind : IRuledKind
{
    private static readonly byte[] Key = [0];
    private RuleSet _rules = RuleSet.Empty;
    private uint _seen;
    private uint _stored;

    public string Name => "ruled";

    public EntityCounts Counts => default;

    public IReadOnlyList<string> Lacking(RuleSet rules) => [.. rules.NewTo(_rules).Where(one => !one.Continues).Select(one => one.Rule.Definition.Name)];

    public IRulePast? PastFor(RuleSet rules) => new Past();

    public void Run(RuleSet rules, RuleHistory history, IRulePast? past = null)
    {
        if (Lacking(rules).Count > 0) _seen = past is Past known ? known.Seen : 0;
        _rules = rules;
    }

    public void Receive(EventBatch batch, EntityContext context)
    {
        foreach (ref readonly var row in batch.Rows)
            if ((row.Flags & EventFlags.SetAside) == 0) context.Effects.Alerts.Add(new AlertRow { At = row.Offset, RuleVersion = (uint)_rules.Count, Events = ++_seen });
    }

    public void Advance(long nowMicros, EntityContext context)
    {
    }

    public void Emit(EffectBatch effects)
    {
    }

    public void WriteChanges(IEntityWriter writer)
    {
        if (_seen == _stored) return;
        var state = new StateWriter(writer.Begin(Key, StateWriter.MostVarintBytes));
        state.Varint(_stored = _seen);
        writer.Commit(state.Position);
    }

    public void Revert(EntityContext context) => _seen = _stored;

    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _seen = _stored = (uint)reader.Varint();
    }

    public IReadOnlyList<(string Key, long Events)> Busiest(int most) => [];

    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target) => false;

    private sealed class Past : IRulePast
    {
        private long _next;

        public uint Seen { get; private set; }

        public TimeSpan Reach => TimeSpan.MaxValue;

        public long From { get; private set; }

        public void Begin(long offset, bool raises = false) => (From, _next, Seen) = (offset, offset, 0);

        public void Receive(EventBatch batch, int from, int to)
        {
            foreach (ref readonly var row in batch.Rows[from..to])
            {
                Assert.True(row.Offset >= _next, $"{row.Offset} after {_next}");
                _next = row.Offset + 1;
                Seen++;
            }
        }
    }
}
