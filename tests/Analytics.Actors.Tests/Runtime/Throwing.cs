using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>A transform that throws at events that say so.</summary>
internal sealed class Throwing(string word = "throw-transform") : IEventTransform
{
    public string Name => "throwing";

    public void Apply(EventBatch batch)
    {
        foreach (var row in batch.Rows)
            if (batch.Text(row.Properties).Contains(word, StringComparison.Ordinal)) throw new InvalidOperationException("transform fell over");
    }
}
