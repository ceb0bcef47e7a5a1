using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>What one shard sent to another one for a rule.</summary>
/// <param name="Sender">The shard that sent it.</param>
/// <param name="Sent">Since when, and with which past.</param>
/// <param name="First">Offset of the first record of the past here; -1 when none is here.</param>
/// <param name="Until">Offset before which all of its records are.</param>
internal sealed record SentPast(ShardId Sender, SentRule Sent, long First, long Until)
{
    /// <summary>Whether all who send had the rule from their first event on, so that everything is here as it came and nobody could have found anything yet.</summary>
    public static bool IsAll(IReadOnlyList<SentPast>? sent) => sent is { Count: > 0 } && sent.All(one => one.Sent.Taken == 0);
}
