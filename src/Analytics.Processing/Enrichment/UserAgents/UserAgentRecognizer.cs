using System.Text;
using System.Text.RegularExpressions;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// Applies uap-core's rules by its specification (the first rule that matches wins; groups fill what no replacement names) and the crawler
/// list. Any thread; what it says about a text never changes. Costs tens of microseconds: put a cache in front.
/// </summary>
public sealed class UserAgentRecognizer
{
    /// <summary>Bytes of a user agent that are looked at; the rest is ignored, so that no client can make the rules slow.</summary>
    public const int MaxLength = 1024;

    /// <summary>Most distinct families that are told apart. They may hold the client's own words: past it, new ones are <c>Other</c>.</summary>
    public const int MaxFamilies = 1 << 17;

    private const string Unknown = "Other";
    private const string Spider = "Spider";

    private static readonly string?[] Nothing = [Unknown, null, null, null, null];

    private readonly Regex[] _patterns;
    private readonly UserAgentRule[] _rules;
    private readonly LiteralIndex _index;
    private readonly int _systems;
    private readonly int _devices;
    private readonly int _crawlers;
    private readonly Dictionary<string, int> _families = [];
    private readonly Lock _familiesGate = new();

    /// <summary>Prepares the rules: about 50 ms and 6 MB for uap-core's.</summary>
    /// <param name="rules">The rules; null recognises nothing.</param>
    /// <param name="crawlers">Patterns of crawlers, see <see cref="CrawlerPatterns"/>.</param>
    /// <exception cref="FormatException">A pattern is no regular expression.</exception>
    public UserAgentRecognizer(UserAgentRules? rules, IReadOnlyList<string> crawlers)
    {
        _rules =
        [
            .. rules?.Browsers ?? [], .. rules?.Systems ?? [], .. rules?.Devices ?? [],
            .. crawlers.Select(pattern => new UserAgentRule(pattern, false, [])),
        ];
        _systems = rules?.Browsers.Count ?? 0;
        _devices = _systems + (rules?.Systems.Count ?? 0);
        _crawlers = _devices + (rules?.Devices.Count ?? 0);
        _patterns = [.. _rules.Select(Compile)];
        _families.Add(Unknown, Symbols.Intern(Unknown));
        _index = new LiteralIndex([.. _rules.Select(rule => RequiredLiterals.Of(rule.Pattern))]);
    }

    /// <summary>Everything the rules say about a user agent.</summary>
    public UserAgentDescription Describe(ReadOnlySpan<byte> userAgent)
    {
        var text = Encoding.UTF8.GetString(userAgent[..Math.Min(userAgent.Length, MaxLength)]);
        Span<ulong> candidates = new ulong[_index.Words];
        _index.Mark(text, candidates);
        var device = Resolve(text, candidates, _devices, _crawlers, DeviceGroup);
        return new UserAgentDescription
        {
            Browser = Resolve(text, candidates, 0, _systems, GroupOfPosition),
            System = Resolve(text, candidates, _systems, _devices, GroupOfPosition),
            Device = device,
            IsBot = device[0] == Spider || Matches(text, candidates, _crawlers, _rules.Length),
        };
    }

    /// <summary>What is kept of a user agent.</summary>
    public UserAgentTraits Recognize(ReadOnlySpan<byte> userAgent)
    {
        if (userAgent.IsEmpty) return default;
        var description = Describe(userAgent);
        return new UserAgentTraits(
            Family(description.Browser), Family(description.System), Family(description.Device), description.IsBot);
    }

    // Searched by backtracking: the linear-time engine needs 1.7 GB and forty seconds for all of uap-core's rules, and ten times as long for a
    // user agent. uap-core bounds its own repetitions against hostile texts, and no more than MaxLength bytes are searched.
    private static Regex Compile(UserAgentRule rule)
    {
        try
        {
            return new Regex(rule.Pattern, RegexOptions.CultureInvariant | (rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"{rule.Pattern} is no regular expression: {error.Message}", error);
        }
    }

    private static int GroupOfPosition(int position) => position + 1;

    // The family and the model of a device come from the first group, its brand from none.
    private static int DeviceGroup(int position) => position == 1 ? 0 : 1;

    private static bool IsSet(ReadOnlySpan<ulong> bits, int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;

    private string?[] Resolve(string text, ReadOnlySpan<ulong> candidates, int from, int to, Func<int, int> groupOf)
    {
        for (var i = from; i < to; i++)
        {
            if (!IsSet(candidates, i)) continue;
            var match = _patterns[i].Match(text);
            if (match.Success) return Fill(match, _rules[i], groupOf);
        }

        return Nothing;
    }

    private bool Matches(string text, ReadOnlySpan<ulong> candidates, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (IsSet(candidates, i) && _patterns[i].IsMatch(text)) return true;
        return false;
    }

    private static string?[] Fill(Match match, UserAgentRule rule, Func<int, int> groupOf)
    {
        var fields = new string?[rule.Replacements.Count];
        for (var position = 0; position < fields.Length; position++)
        {
            var group = groupOf(position);
            var text = rule.Replacements[position] is { } template ? Expand(template, match) : group == 0 ? null : match.Groups[group].Value;
            text = text?.Trim();
            fields[position] = string.IsNullOrEmpty(text) ? null : text;
        }

        fields[0] ??= Unknown;
        return fields;
    }

    private static string Expand(string template, Match match)
    {
        if (!template.Contains('$', StringComparison.Ordinal)) return template;
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '$' && i + 1 < template.Length && char.IsAsciiDigit(template[i + 1])) text.Append(match.Groups[template[++i] - '0'].ValueSpan);
            else text.Append(template[i]);
        }

        return text.ToString();
    }

    private int Family(IReadOnlyList<string?> fields)
    {
        var text = fields[0]!;
        lock (_familiesGate)
        {
            if (_families.TryGetValue(text, out var symbol)) return symbol;
            if (_families.Count >= MaxFamilies) return _families.GetValueOrDefault(Unknown);
            symbol = Symbols.TryIntern(Encoding.UTF8.GetBytes(text), out var made) ? made : 0;
            _families.Add(text, symbol);
            return symbol;
        }
    }
}
