using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Says for each event, in an alert, how many rules there are. It has no state.</summary>
internal sealed class RuledKind : IRuledKind
{
    private int _rules;

    public string Name => "ruled";

    public EntityCounts Counts => default;

    public void Run(RuleSet rules, RuleHistory history) => _rules = rules.Count;

    public void Receive(EventBatch batch, EntityContext context)
    {
        foreach (ref readonly var row in batch.Rows)
            if ((row.Flags & EventFlags.SetAside) == 0) context.Effects.Alerts.Add(new AlertRow { At = row.Offset, RuleVersion = (uint)_rules });
    }

    public void Advance(long nowMicros, EntityContext context)
    {
    }

    public void Emit(EffectBatch effects)
    {
    }

    public void WriteChanges(IEntityWriter writer)
    {
    }

    public void Revert(EntityContext context)
    {
    }

    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
    }

    public IReadOnlyList<(string Key, long Events)> Busiest(int most) => [];

    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target) => false;
}
