using Analytics.Contracts.Log;
using Analytics.Node.Configuration;

namespace Analytics.Node.Composition;

/// <summary>The topics of a node.</summary>
public static class LogTopics
{
    /// <summary>Lane of everything that has a user, or none.</summary>
    public const string RawEvents = "raw_events";

    /// <summary>Lane of stock movements.</summary>
    public const string InventoryUpdates = "inventory_updates";

    /// <summary>Lane where events of the same card, address or device are together, for rules that watch these. There is one only where there are rules.</summary>
    public const string RuleEvents = "rule_events";

    /// <summary>The lanes' topics.</summary>
    /// <param name="rules">The rules' settings; null for none.</param>
    public static IReadOnlyList<string> Lanes(RulesOptions? rules) =>
        rules is null || rules.Presets.Count + rules.Files.Count == 0 ? [RawEvents, InventoryUpdates] : [RawEvents, InventoryUpdates, RuleEvents];

    /// <summary>Whether a topic is a lane, with rules or without.</summary>
    public static bool IsLane(string topic) => topic is RawEvents or InventoryUpdates or RuleEvents;

    /// <summary>Every topic: the lanes and the topics of other producers, and their dead letters with one partition each.</summary>
    public static IReadOnlyList<TopicDescription> All(int partitions, IReadOnlyList<string> sources, RulesOptions? rules = null) =>
    [
        .. Lanes(rules).Concat(sources).Select(topic => new TopicDescription(topic, partitions)),
        .. Lanes(rules).Concat(sources).Select(topic => new TopicDescription(topic + TopicDescription.DeadLetterSuffix, 1)),
    ];
}
