namespace Analytics.Processing.Patterns.Language;

/// <summary>Text → rules. The grammar is in docs/patterns.md; each method reads the part of it that it is named after.</summary>
public sealed class RuleParser
{
    private const int MostNameLength = 64;
    private const int MostParameters = 32;
    private readonly TokenReader _tokens;
    private readonly List<KeyValuePair<string, Expression>> _given = [];

    private RuleParser(TokenReader tokens) => _tokens = tokens;

    /// <summary>Reads a file of rules.</summary>
    /// <exception cref="RuleException">It cannot be understood.</exception>
    public static IReadOnlyList<RuleDefinition> ReadAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new TokenReader(text);
        var rules = new List<RuleDefinition>();
        do rules.Add(new RuleParser(tokens).Rule());
        while (!tokens.AtEnd);
        return rules;
    }

    /// <summary>Reads one rule.</summary>
    /// <exception cref="RuleException">It cannot be understood, or there is more than one.</exception>
    public static RuleDefinition Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new TokenReader(text);
        var rule = new RuleParser(tokens).Rule();
        return tokens.AtEnd ? rule : throw tokens.Expected("the end of the rule");
    }

    /// <summary>Reads the name of a rule and other values for its parameters.</summary>
    internal static (string Name, IReadOnlyList<KeyValuePair<string, Expression>> Given) ReadPreset(string text)
    {
        var parser = new RuleParser(new TokenReader(text));
        var name = parser._tokens.ExpectName("the name of a rule of the library");
        if (parser._tokens.TakeWords("given")) parser.Given();
        return parser._tokens.AtEnd ? (name, parser._given) : throw parser._tokens.Expected("'given' and parameters");
    }

    private RuleDefinition Rule()
    {
        _tokens.ExpectWord("rule");
        var name = _tokens.ExpectName("the rule's name");
        if (name.Length > MostNameLength) throw _tokens.At(_tokens.Current.At, $"a rule's name has at most {MostNameLength} characters");
        var because = _tokens.TakeWords("because") ? _tokens.ExpectQuoted("the reason as a \"text\"") : "";
        var severity = _tokens.TakeWords("severity") ? Severity() : RuleSeverity.Medium;
        if (!_tokens.TakeWords("for", "each")) throw _tokens.Expected("'for each' and what is watched, such as 'for each user'");
        var key = Key();
        var tenants = _tokens.TakeWords("only", "for") ? Tenants() : [];
        if (_tokens.TakeWords("given")) Given();
        _tokens.ExpectWord("when");
        var pattern = new PatternParser(_tokens, new ExpressionParser(_tokens, _given)).Pattern();
        var within = _tokens.TakeWords("within") ? Span() : null;
        var (skip, to) = Skip();
        if (!_tokens.AtEnd && !_tokens.IsWord("rule")) throw _tokens.Expected(within is null ? "'then', 'within', 'skip' or the next 'rule'" : "'skip' or the next 'rule'");
        return new RuleDefinition
        {
            Name = name, Because = because, Severity = severity, Key = key, Tenants = tenants, Given = _given, Pattern = pattern, Within = within, Skip = skip, SkipTo = to,
            Source = _tokens.Source,
        };
    }

    private RuleSeverity Severity()
    {
        foreach (var severity in Enum.GetValues<RuleSeverity>())
            if (_tokens.TakeWords(RulePrinter.Word(severity))) return severity;
        throw _tokens.Expected("low, medium, high or critical");
    }

    private List<Expression.Field> Key()
    {
        var fields = new List<Expression.Field>();
        do fields.Add(new ExpressionParser(_tokens, _given).Field("what is watched: user, session, ip, device, card, sku …"));
        while (_tokens.TakeWords("and"));
        return fields;
    }

    private List<string> Tenants()
    {
        var tenants = new List<string>();
        do tenants.Add(_tokens.ExpectQuoted("a tenant's name as a \"text\""));
        while (_tokens.TakeSign(","));
        return tenants;
    }

    private void Given()
    {
        do
        {
            var at = _tokens.Current.At;
            var name = _tokens.ExpectName("a parameter's name");
            if (_given.Any(known => known.Key == name)) throw _tokens.At(at, $"the parameter '{name}' is given twice");
            if (RuleFields.IsKnown(name)) throw _tokens.At(at, $"'{name}' is a field of events and cannot name a parameter");
            if (_given.Count == MostParameters) throw _tokens.At(at, $"a rule has at most {MostParameters} parameters");
            _tokens.ExpectSign("=");
            _given.Add(new KeyValuePair<string, Expression>(name, new ExpressionParser(_tokens, []).Literal()));
        }
        while (_tokens.TakeSign(","));
    }

    private Expression Span() => new ExpressionParser(_tokens, _given).Span();

    private (SkipStrategy Skip, string? To) Skip()
    {
        if (_tokens.TakeWords("keep", "all")) return (SkipStrategy.KeepAll, null);
        if (!_tokens.TakeWords("skip")) return (SkipStrategy.PastLast, null);
        if (_tokens.TakeWords("past", "last", "event")) return (SkipStrategy.PastLast, null);
        if (_tokens.TakeWords("to", "next", "event")) return (SkipStrategy.ToNext, null);
        if (_tokens.TakeWords("to", "first")) return (SkipStrategy.ToFirst, _tokens.ExpectName("a name of the pattern"));
        if (_tokens.TakeWords("to", "last")) return (SkipStrategy.ToLast, _tokens.ExpectName("a name of the pattern"));
        throw _tokens.Expected("'past last event', 'to next event', 'to first' or 'to last' and a name of the pattern");
    }
}
