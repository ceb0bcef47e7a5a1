using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Node.Composition;

/// <summary>On which lane the events of a key are together.</summary>
internal static class RuleKeys
{
    /// <summary>The lane whose key is part of what is watched, or the one to which events come for other keys.</summary>
    public static string LaneOf(KeyPlan plan) => plan switch
    {
        _ when plan.Watches("user") => LogTopics.RawEvents,
        _ when plan.Watches("sku") => LogTopics.InventoryUpdates,
        _ => LogTopics.RuleEvents,
    };
}
