using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Actors.Rules;
using Analytics.Contracts.Stores;
using Analytics.Node.Http;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Rules;

namespace Analytics.Node.Rules;

/// <summary>Versions of rules as alerts carry them, a hash of what matches, and what people call them. Any thread.</summary>
/// <param name="board">The rules that this node knows.</param>
/// <param name="book">Where rules are stored, with every version; null where they are not.</param>
/// <remarks>Methods throw <see cref="StoreUnavailableException"/> when PostgreSQL does not answer.</remarks>
internal sealed class RuleVersions(RuleBoard board, RuleBook? book)
{
    /// <summary>The version that an alert of a time has; null when it is not known (any more).</summary>
    public async Task<RuleVersion?> FindAsync(string rule, long version, DateTime at, CancellationToken cancellation)
    {
        if (board.Latest.Rules.FirstOrDefault(one => one.Name == rule && one.Version == 0) is { } configured && Read(configured.Text) is { } own && CompiledRule.VersionOf(own) == version)
            return new RuleVersion(own, NameOf(configured), null, null);
        if (book is null) return null;
        var same = (await book.HistoryAsync(rule, cancellation)).Select(stored => (Stored: stored, Rule: Read(stored.Text))).Where(one => one.Rule is not null && CompiledRule.VersionOf(one.Rule) == version).ToList();
        if (same.Count == 0) return null;
        // The same text may have had several numbers.
        var (found, text) = same.FindIndex(one => one.Stored.ChangedAt <= at) is var index and >= 0 ? same[index] : same[^1];
        // A change of the mode is no other version.
        var stored = same.Last(one => one.Stored.Version == found.Version).Stored;
        return new RuleVersion(text!, Number(found.Version), stored.ChangedAt, stored.Author);
    }

    /// <summary>Things that have a rule and its version, with the version's name added to each as <c>versionName</c>.</summary>
    /// <param name="all">The things.</param>
    /// <param name="versionOf">Rule, version and time of one.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<IReadOnlyList<JsonNode>> NameAsync<T>(IEnumerable<T> all, Func<T, (string Rule, long Version, DateTime At)> versionOf, CancellationToken cancellation)
    {
        var names = new Dictionary<(string, long), string>();
        var named = new List<JsonNode>();
        foreach (var one in all)
        {
            var (rule, version, at) = versionOf(one);
            if (!names.TryGetValue((rule, version), out var name)) names.Add((rule, version), name = version == 0 ? "" : (await FindAsync(rule, version, at, cancellation))?.Name ?? Digits(version));
            var json = System.Text.Json.JsonSerializer.SerializeToNode(one, AnswerJson.Options)!;
            json["versionName"] = name;
            named.Add(json);
        }

        return named;
    }

    /// <summary>What people call the version of a rule that a node runs.</summary>
    public static string NameOf(RevisionRule rule) => rule.Version > 0 ? Number(rule.Version) : Read(rule.Text) is { } read ? "configured " + Digits(CompiledRule.VersionOf(read)) : "configured";

    /// <summary>What people call a version that nothing is known of.</summary>
    public static string Digits(long version) => ((uint)version).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The rule of a name that runs and is heard, and what people call its version; null when none does.</summary>
    public (string Name, uint Version)? Running(string rule) =>
        board.Latest.Rules.FirstOrDefault(one => one.Name == rule && one.Mode != RuleMode.Off) is { } running && Read(running.Text) is { } read ? (NameOf(running), CompiledRule.VersionOf(read)) : null;

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static RuleDefinition? Read(string text)
    {
        try
        {
            return RuleParser.Read(text);
        }
        catch (RuleException)
        {
            return null;
        }
    }
}
