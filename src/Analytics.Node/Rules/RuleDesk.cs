using Analytics.Actors.Rules;
using Analytics.Node.Operators;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Rules;

namespace Analytics.Node.Rules;

/// <summary>Where rules are looked at and changed, whoever asks: the API and the operators' commands. Any thread.</summary>
/// <param name="book">Where rules are stored; null where nothing stores them.</param>
/// <param name="feed">Brings changes to the nodes.</param>
/// <param name="board">What this node's shards look at.</param>
/// <param name="configured">Rules of the configuration.</param>
/// <param name="limits">How many rules there may be, and how large together.</param>
/// <remarks>Methods throw <see cref="CommandException"/> when something cannot be done, <see cref="RuleException"/> when a text is no rule.</remarks>
internal sealed class RuleDesk(RuleBook? book, RuleFeed feed, RuleBoard board, IReadOnlyList<RevisionRule> configured, RuleLimits limits)
{
    /// <summary>Longest reason.</summary>
    public const int LongestReason = 2_000;

    private const int LongestName = 64;

    private RuleBook Book => book ?? throw CommandException.Refused("Rules are stored nowhere here: that needs sinks.postgres.enabled. Those of the configuration run.");

    /// <summary>The revision that this node knows, and its problems.</summary>
    public RuleRevision Known => board.Latest;

    /// <summary>All rules by name: those of the configuration and those that are stored.</summary>
    public async Task<IReadOnlyList<RuleSummary>> ListAsync(CancellationToken cancellation)
    {
        var stored = book is null ? [] : (await book.CurrentAsync(cancellation)).Rules;
        return [.. configured.Select(RuleSummary.Of).Concat(stored.Where(rule => !IsConfigured(rule.Name)).Select(RuleSummary.Of)).OrderBy(rule => rule.Name, StringComparer.Ordinal)];
    }

    /// <summary>One rule in both forms.</summary>
    public async Task<RuleDetail> ShowAsync(string name, CancellationToken cancellation)
    {
        RequireName(name);
        if (configured.FirstOrDefault(rule => rule.Name == name) is { } own) return RuleDetail.Of(RuleSummary.Of(own), own.Text);
        var history = book is null ? [] : await book.HistoryAsync(name, cancellation);
        return history is [{ Action: not StoredRule.Removed } newest, ..] ? RuleDetail.Of(RuleSummary.Of(newest), newest.Text) : throw Missing(name);
    }

    /// <summary>Every change of a stored rule, the newest first.</summary>
    public async Task<IReadOnlyList<StoredRule>> VersionsAsync(string name, CancellationToken cancellation)
    {
        RequireStored(name);
        return await Book.HistoryAsync(name, cancellation) is { Count: > 0 } history ? history : throw Missing(name);
    }

    /// <summary>Stores a new rule.</summary>
    public Task<StoredRule> AddAsync(RuleDraft draft, RuleMode mode, RuleAuthor author, CancellationToken cancellation)
    {
        var read = Check(draft);
        return ChangeAsync(read.Name, author, (now, before) => now is null
            ? new RuleChange("add", NextVersion(before), RuleModes.Word(mode), draft.Text)
            : throw CommandException.Refused($"There is a rule {read.Name} already: edit it."), cancellation);
    }

    /// <summary>Gives a rule another text, and another mode if one is named.</summary>
    public Task<StoredRule> EditAsync(string name, RuleDraft draft, RuleMode? mode, RuleAuthor author, CancellationToken cancellation)
    {
        var read = Check(draft);
        if (read.Name != name) throw CommandException.Wrong("rule", $"the rule {name}, found {read.Name}: a rule keeps its name");
        return ChangeAsync(name, author, (now, before) =>
        {
            var rule = now ?? throw Missing(name);
            if (draft.Version is { } seen && seen != rule.Version) throw CommandException.Refused($"The rule {name} is at version {rule.Version} by now, by {rule.Author}.");
            return new RuleChange("edit", NextVersion(before), mode is { } other ? RuleModes.Word(other) : rule.Mode, draft.Text);
        }, cancellation);
    }

    /// <summary>Gives a rule another mode.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="from">The mode that it must have; null for any.</param>
    /// <param name="author">Who wants it, and why.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<StoredRule> SetModeAsync(string name, RuleMode mode, RuleMode? from, RuleAuthor author, CancellationToken cancellation) => ChangeAsync(name, author, (now, _) =>
    {
        var rule = now ?? throw Missing(name);
        if (from is { } needed && rule.Mode != RuleModes.Word(needed)) throw CommandException.Refused($"The rule {name} is {rule.Mode}, not {RuleModes.Word(needed)}.");
        if (rule.Mode == RuleModes.Word(mode)) throw CommandException.Refused($"The rule {name} is {rule.Mode} already.");
        return new RuleChange("mode", rule.Version, RuleModes.Word(mode), rule.Text);
    }, cancellation);

    /// <summary>Gives a rule a text that it had, under a number of its own.</summary>
    public Task<StoredRule> RollBackAsync(string name, int version, RuleAuthor author, CancellationToken cancellation) => ChangeAsync(name, author, (now, before) =>
    {
        var rule = now ?? throw Missing(name);
        if (rule.Version == version) throw CommandException.Refused($"The rule {name} is at version {version} already.");
        var former = before.FirstOrDefault(one => one.Version == version) ?? throw CommandException.NotFound($"The rule {name} has no version {version}.");
        return new RuleChange("rollback", NextVersion(before), rule.Mode, former.Text);
    }, cancellation);

    /// <summary>Takes a rule away; its versions stay to be read.</summary>
    public Task<StoredRule> RemoveAsync(string name, RuleAuthor author, CancellationToken cancellation) => ChangeAsync(name, author, (now, _) =>
        now is { } rule ? new RuleChange(StoredRule.Removed, rule.Version, RuleModes.Word(RuleMode.Off), rule.Text) : throw Missing(name), cancellation);

    private async Task<StoredRule> ChangeAsync(string name, RuleAuthor author, Func<StoredRule?, IReadOnlyList<StoredRule>, RuleChange> decide, CancellationToken cancellation)
    {
        RequireStored(name);
        if (author.Reason is { Length: > LongestReason } || author.Reason?.Contains('\0', StringComparison.Ordinal) == true) throw CommandException.Wrong("reason", $"at most {LongestReason} characters");
        var made = await Book.ChangeAsync(name, board.Latest.Number, (rules, before) => Admit(rules, name, decide(rules.FirstOrDefault(rule => rule.Name == name), before)), author.Name, author.Reason, cancellation);
        await feed.ArrivedAsync(made.Revision, cancellation);
        return made;
    }

    // All rules travel and rest in one piece.
    private RuleChange Admit(IReadOnlyList<StoredRule> rules, string name, RuleChange change)
    {
        if (change.Action == StoredRule.Removed) return change;
        List<StoredRule> after = [.. rules.Where(rule => rule.Name != name), new StoredRule(0, name, change.Version, change.Action, change.Mode, change.Text, "", null, default)];
        if (after.Count > limits.Rules) throw CommandException.Refused($"There are {rules.Count} stored rules, and at most {limits.Rules} may be (rules.max-stored).");
        var size = RuleFeed.Of(0, after).Bytes.Length;
        return size <= limits.Bytes ? change : throw CommandException.Refused($"All stored rules together would take {size} bytes, and at most {limits.Bytes} may be (rules.max-stored-size).");
    }

    private static void RequireName(string name)
    {
        if (name.Length > LongestName || !name.All(letter => char.IsLetterOrDigit(letter) || letter == '_')) throw Missing(name);
    }

    private void RequireStored(string name)
    {
        RequireName(name);
        if (IsConfigured(name)) throw CommandException.Refused($"The rule {name} comes with the configuration (rules.presets, rules.files) and is changed there.");
    }

    private bool IsConfigured(string name) => configured.Any(rule => rule.Name == name);

    private static RuleDefinition Check(RuleDraft draft)
    {
        var read = RuleParser.Read(draft.Text);
        RuleSet.Compile([read]);
        return read;
    }

    private static int NextVersion(IReadOnlyList<StoredRule> before) => before.Select(one => one.Version).DefaultIfEmpty().Max() + 1;

    private static CommandException Missing(string name) => CommandException.NotFound($"There is no rule {name}.");
}
