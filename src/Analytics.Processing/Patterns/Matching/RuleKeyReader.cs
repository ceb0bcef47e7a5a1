using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>Finds the keys of events that rules of some plans look at.</summary>
public sealed class RuleKeyReader : IEventKeys
{
    private readonly EventCapture[] _captures;
    private readonly EventSlab[] _slabs;

    /// <summary>A reader for the keys of plans.</summary>
    public RuleKeyReader(IReadOnlyList<KeyPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        _slabs = [.. plans.Select(plan => new EventSlab(plan.Columns.Length))];
        _captures = [.. plans.Select((plan, i) => new EventCapture(plan, _slabs[i]))];
    }

    /// <inheritdoc/>
    public void Find(in EventRow row, EventBatch batch, ICollection<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        for (var i = 0; i < _captures.Length; i++)
        {
            var capture = _captures[i];
            if (!capture.TryTake(row, batch)) continue;
            hashes.Add(capture.KeyHash);
            _slabs[i].Release(capture.Event);
        }
    }
}
