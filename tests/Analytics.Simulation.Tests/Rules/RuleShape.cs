using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>
/// A rule of one of five forms, simple enough to be followed by hand: <c>often</c> (so many events in a while), <c>rises</c> (more than so many in a window), <c>chain</c> (amounts that
/// follow one another), <c>large</c> (one amount), and <c>shared</c> (so many events of a session, whoever's they are, so that they are sent to where the session is). The first letters of its name say which.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="span">Seconds that a match or a window is long; 0 for <c>large</c>.</param>
/// <param name="numbers">How many events, or least amounts, one a step.</param>
internal sealed partial class RuleShape(string name, int span, IReadOnlyList<int> numbers) : IEquatable<RuleShape>
{
    private uint? _version;

    public string Name => name;

    public int Span => span;

    public IReadOnlyList<int> Numbers => numbers;

    public bool IsOften => Name.StartsWith("often", StringComparison.Ordinal) || IsShared;

    /// <summary>Whether it watches something else than the user.</summary>
    public bool IsShared => Name.StartsWith("shared", StringComparison.Ordinal);

    public bool IsWindow => Name.StartsWith("rises", StringComparison.Ordinal);

    public bool IsChain => Name.StartsWith("chain", StringComparison.Ordinal);

    /// <summary>Whether it asks what events are worth.</summary>
    public bool LooksAtAmounts => IsChain || IsAlone;

    /// <summary>Whether one event decides and nothing is remembered.</summary>
    public bool IsAlone => Span == 0;

    /// <summary>How far back, in seconds, events decide about what it remembers.</summary>
    public int Reach => IsWindow ? Span : 2 * Span;

    public string Text => field ??= $"rule {Name} for each {(IsShared ? "session" : "user")} when " + this switch
    {
        { IsOften: true } => $"exactly {Numbers[0]} any event within {Span} seconds",
        { IsWindow: true } => $"any event where count of any event in last {Span} seconds > {Numbers[0]}",
        { IsChain: true } => $"{string.Join(" then ", Numbers.Select(least => $"any event where amount >= {least}"))} within {Span} seconds",
        _ => $"any event where amount >= {Numbers[0]}",
    };

    /// <summary>What its alerts say of its text.</summary>
    public uint Version => _version ??= CompiledRule.VersionOf(RuleParser.Read(Text));

    /// <summary>How many events a match has.</summary>
    public int Steps => IsOften ? Numbers[0] : Numbers.Count;

    public bool Equals(RuleShape? other) => other?.Text == Text;

    public override bool Equals(object? other) => Equals(other as RuleShape);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public static RuleShape Read(string text)
    {
        var name = text.Split(' ')[1];
        int[] numbers = [.. Whole().Matches(text).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];
        var shape = new RuleShape(name, 1, []);
        if (shape.IsWindow) return new RuleShape(name, numbers[0], [numbers[1]]);
        return shape.IsOften || shape.IsChain ? new RuleShape(name, numbers[^1], numbers[..^1]) : new RuleShape(name, 0, numbers);
    }

    /// <summary>Whether it lacks something that only past events tell: a window that nobody had, or matches that its former form did not begin.</summary>
    public bool Lacks(IReadOnlyCollection<RuleShape> former)
    {
        if (IsAlone || former.Contains(this)) return false;
        if (IsWindow) return !former.Any(rule => rule.IsWindow && rule.Span == Span);
        return !former.Any(rule => rule.Name == Name && StepsKept(rule) >= Steps - 1 && Steps <= rule.Steps);
    }

    /// <summary>How many steps of an unfinished match of a former form this one still has.</summary>
    public int StepsKept(RuleShape former)
    {
        if (Name != former.Name || Span != former.Span) return 0;
        if (IsOften) return Numbers[0] == former.Numbers[0] ? int.MaxValue : 0;
        var kept = 0;
        while (kept < Numbers.Count && kept < former.Numbers.Count && Numbers[kept] == former.Numbers[kept]) kept++;
        return kept;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Whole();
}
