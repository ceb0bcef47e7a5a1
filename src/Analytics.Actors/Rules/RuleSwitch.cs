using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>Rules that a shard takes over at a cut.</summary>
/// <param name="Rules">The rules from there on.</param>
/// <param name="Past">What was read again for some of them; null when none of them lacks anything.</param>
/// <param name="Later">Names of the rules that do not run there yet as the newest revision says, because the log is still to be read for them.</param>
internal sealed record RuleSwitch(RuleRevision Rules, RuleRebuild? Past, IReadOnlyList<string> Later);
