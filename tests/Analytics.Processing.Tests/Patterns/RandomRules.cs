using System.Globalization;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Random rules as text, and random streams, from a seed.</summary>
internal sealed class RandomRules(int seed)
{
    private static readonly string[] Types = ["a", "b", "c", "d"];
    private readonly Random _random = new(seed);
    private readonly List<string> _names = [];

    /// <summary>A rule that uses every operator now and then.</summary>
    public string Rule(string name)
    {
        _names.Clear();
        var steps = 1 + _random.Next(4);
        var pattern = First();
        for (var i = 1; i < steps; i++) pattern += $" {Pick("then", "then", "then immediately", "then any")} {Part(i == steps - 1)}";
        if (_random.Next(6) == 0) pattern += $" then no {Pick(Types)}{Where(false)}";
        var skip = Pick("", "", "skip to next event", "keep all", "skip past last event");
        return $"rule {name} for each user when {pattern} within {5 + _random.Next(40)} seconds {skip}";
    }

    /// <summary>A stream of one or several users, in order of time; many events at the same time.</summary>
    public List<PatternEvent> Stream(int count, int users = 1) =>
    [
        .. Enumerable.Range(0, count).Select(_ => new PatternEvent(_random.Next(60) * 1_000_000L, Pick(Types), _random.Next(8) == 0 ? null : _random.Next(1, 10), Pick("", "IT", "NO"), $"u{_random.Next(users)}"))
            .OrderBy(e => e.At).Select((e, i) => e with { Offset = i + 1 }),
    ];

    /// <summary>The same in an order of arrival that is wrong by up to so many microseconds. Offsets are by arrival.</summary>
    public List<PatternEvent> Late(IEnumerable<PatternEvent> events, long by) =>
        [.. events.Select(e => (Event: e, Arrives: e.At + _random.NextInt64(by))).OrderBy(one => one.Arrives).Select((one, i) => one.Event with { Offset = i + 1 })];

    private string First() => _random.Next(5) switch
    {
        0 => $"({One(false)} then {One(false)})",
        1 => $"one of ({One(false)}, {One(false)} {Pick("then", "then any")} {One(false)})",
        2 => $"all of ({Single()}, {Single()})",
        _ => One(false),
    };

    private string Part(bool last) => _random.Next(10) switch
    {
        0 => $"{Pick("", "optional ", "exactly 2 ", "one or more ")}({One(false)} then {One(false)})",
        1 => $"one of ({One(false)}, {One(false)})",
        2 => $"all of ({Single()}, {Single()}, {Single()})",
        3 when !last => $"no {Pick(Types)}{Where(false)} {Pick("then", "then any", "then immediately")} {One(false)}",
        _ => One(true),
    };

    private string One(bool optional)
    {
        var times = Pick("", "", "", "exactly 2 ", "exactly 1 to 3 ", "one or more ", "at least 2 consecutive ", "exactly 2 combined ", optional ? "optional " : "", optional ? "any number of " : "");
        return times + Single();
    }

    private string Single()
    {
        var type = Pick("a", "b", "c", "d", "any event", "a or b");
        var name = _random.Next(2) == 0 ? $"n{_names.Count}" : "";
        var condition = Where(true);
        if (name.Length > 0) _names.Add(name);
        return $"{type}{(name.Length > 0 ? $" as {name}" : "")}{condition}";
    }

    private string Where(bool iterative) => _random.Next(3) switch
    {
        0 => $" where {Condition(iterative)}",
        1 when _random.Next(3) == 0 => $" where {Condition(iterative)} {Pick("and", "or")} {Condition(iterative)}",
        _ => "",
    };

    private string Condition(bool iterative)
    {
        var name = iterative && _names.Count > 0 ? _names[_random.Next(_names.Count)] : "";
        var number = _random.Next(1, 10).ToString(CultureInfo.InvariantCulture);
        if (name.Length > 0 && _random.Next(2) == 0)
        {
            return Pick($"amount > {name}.amount", $"amount <= average({name}.amount)", $"count({name}) >= 2", $"sum({name}.amount) > {number}", $"country = first({name}.country)",
                $"time since {name} < {number} seconds", $"amount != min({name}.amount)", $"max({name}.amount) < {number}", $"distinct({name}.country) = 1");
        }

        return Pick($"amount > {number}", $"amount <= {number}", "country = \"IT\"", "country != \"IT\"", "amount is present", $"not amount < {number}", "country in (\"IT\", \"NO\")", $"amount * 2 - 1 >= {number}");
    }

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}
