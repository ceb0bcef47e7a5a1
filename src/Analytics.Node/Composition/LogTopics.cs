using Analytics.Contracts.Log;

namespace Analytics.Node.Composition;

/// <summary>The topics of a node.</summary>
public static class LogTopics
{
    /// <summary>Lane of everything that has a user, or none.</summary>
    public const string RawEvents = "raw_events";

    /// <summary>Lane of stock movements.</summary>
    public const string InventoryUpdates = "inventory_updates";

    /// <summary>Lane where events of the same card, address or device are together, for rules that watch these.</summary>
    public const string RuleEvents = "rule_events";

    /// <summary>Topic of the revisions of the rules; one partition.</summary>
    public const string Rules = "analytics.rules";

    /// <summary>The lanes' topics.</summary>
    public static IReadOnlyList<string> Lanes { get; } = [RawEvents, InventoryUpdates, RuleEvents];

    /// <summary>Every topic: the lanes and the topics of other producers, their dead letters with one partition each, and the rules.</summary>
    public static IReadOnlyList<TopicDescription> All(int partitions, IReadOnlyList<string> sources) =>
    [
        .. Lanes.Concat(sources).Select(topic => new TopicDescription(topic, partitions)),
        .. Lanes.Concat(sources).Select(topic => new TopicDescription(topic + TopicDescription.DeadLetterSuffix, 1)),
        new TopicDescription(Rules, 1),
    ];
}
