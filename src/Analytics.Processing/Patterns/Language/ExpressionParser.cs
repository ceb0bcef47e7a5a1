namespace Analytics.Processing.Patterns.Language;

/// <summary>Conditions, values and selectors of events.</summary>
internal sealed class ExpressionParser(TokenReader tokens, IReadOnlyList<KeyValuePair<string, Expression>> given)
{
    private const int MostDepth = 64;
    private const int MostJoins = 128;
    private static readonly string[] Comparisons = ["=", "!=", "<=", ">=", "<", ">"];
    private readonly HashSet<string> _names = [];
    private int _depth;
    private int _joins;

    /// <summary>A name for matched events; conditions may use it from here on.</summary>
    public string Declare()
    {
        var at = tokens.Current.At;
        var name = tokens.ExpectName("a name for these events");
        if (RuleFields.IsKnown(name) || given.Any(known => known.Key == name)) throw tokens.At(at, $"'{name}' is a field or a parameter and cannot name events");
        if (!_names.Add(name)) throw tokens.At(at, $"the name '{name}' is taken");
        return name;
    }

    public EventSelector Selector() => Where(Types());

    public EventSelector Where(IReadOnlyList<string> types)
    {
        var at = tokens.Current.At;
        return tokens.Source.Place(new EventSelector(types, tokens.TakeWords("where") ? Nested(Condition) : null), at);
    }

    /// <summary>Names of types, or <c>any event</c>.</summary>
    public IReadOnlyList<string> Types()
    {
        if (tokens.TakeWords("any", "event")) return [];
        var types = new List<string> { Type() };
        while (tokens.TakeWords("or")) types.Add(Type());
        return types;
    }

    public Expression Condition()
    {
        var left = Both();
        while (tokens.TakeWords("or")) left = new Expression.Logic(false, left, Joined(Both));
        return left;
    }

    public Expression.Field Field(string what)
    {
        var at = tokens.Current.At;
        if (tokens.TakeWords("property"))
        {
            var name = tokens.Current.Kind == RuleTokenKind.Quoted ? tokens.Next().Text : tokens.Current.Kind == RuleTokenKind.Word ? tokens.Next().Text : throw tokens.Expected("a property's name");
            return name.Length is > 0 and <= 128 ? tokens.Source.Place(new Expression.Field(name, true), at) : throw tokens.At(at, "a property's name has 1 to 128 characters");
        }

        if (tokens.Current.Kind != RuleTokenKind.Word || !RuleFields.IsKnown(tokens.Current.Text)) throw tokens.Expected(what);
        return tokens.Source.Place(new Expression.Field(tokens.Next().Text, false), at);
    }

    /// <summary>A number, a text, a duration, true or false.</summary>
    public Expression Literal()
    {
        var token = tokens.Current;
        if (tokens.TakeWords("true")) return new Expression.Truth(true);
        if (tokens.TakeWords("false")) return new Expression.Truth(false);
        if (token.Kind is not (RuleTokenKind.Number or RuleTokenKind.Quoted)) throw tokens.Expected("a number, a duration, a \"text\", true or false");
        tokens.Next();
        return tokens.Source.Place(token.Kind == RuleTokenKind.Quoted ? new Expression.Text(token.Text) : Unit(token), token.At);
    }

    /// <summary>A duration, or a parameter that is one.</summary>
    public Expression Span()
    {
        const string What = "a duration such as 10 minutes";
        var at = tokens.Current.At;
        if (tokens.Current.Kind == RuleTokenKind.Number) return Literal() is Expression.Duration { Micros: > 0 } span ? span : throw tokens.Expected("a duration above zero, with its unit: milliseconds, seconds, minutes, hours, days or weeks");
        if (tokens.Current.Kind != RuleTokenKind.Word || ParameterValue(tokens.Current.Text) is not Expression.Duration { Micros: > 0 }) throw tokens.Expected(What);
        return tokens.Source.Place(new Expression.Parameter(tokens.Next().Text), at);
    }

    /// <summary>A whole number, or a parameter that is one.</summary>
    public Expression Whole()
    {
        var at = tokens.Current.At;
        if (tokens.Current.Kind == RuleTokenKind.Number) return tokens.Source.Place(new Expression.Number(tokens.Next().Value), at);
        if (tokens.Current.Kind != RuleTokenKind.Word || ParameterValue(tokens.Current.Text) is not Expression.Number) throw tokens.Expected("a whole number");
        return tokens.Source.Place(new Expression.Parameter(tokens.Next().Text), at);
    }

    private string Type()
    {
        if (tokens.Current.Kind == RuleTokenKind.Quoted) return tokens.Next().Text;
        var name = tokens.ExpectName("the name of an event type, or 'any event'");
        while (tokens.IsSign(".") && tokens.Ahead(1).Kind == RuleTokenKind.Word)
        {
            tokens.Next();
            name += "." + tokens.Next().Text;
        }

        return name;
    }

    private Expression Both()
    {
        var left = Negation();
        while (tokens.TakeWords("and")) left = new Expression.Logic(true, left, Joined(Negation));
        return left;
    }

    private Expression Negation()
    {
        var at = tokens.Current.At;
        return tokens.TakeWords("not") ? tokens.Source.Place(new Expression.Not(Nested(Negation)), at) : Comparison();
    }

    private Expression Comparison()
    {
        var at = tokens.Current.At;
        var left = Sum();
        foreach (var sign in Comparisons)
            if (tokens.TakeSign(sign)) return tokens.Source.Place(new Expression.Compare(sign, left, Sum()), at);
        if (tokens.TakeWords("between"))
        {
            var least = Sum();
            tokens.ExpectWord("and");
            return tokens.Source.Place(new Expression.Logic(true, new Expression.Compare(">=", left, least), new Expression.Compare("<=", left, Sum())), at);
        }

        if (tokens.TakeWords("not", "in")) return tokens.Source.Place(new Expression.Not(In(left)), at);
        if (tokens.TakeWords("in")) return tokens.Source.Place(In(left), at);
        if (!tokens.TakeWords("is")) return left;
        if (tokens.TakeWords("present")) return tokens.Source.Place(new Expression.Present(left, true), at);
        if (tokens.TakeWords("absent")) return tokens.Source.Place(new Expression.Present(left, false), at);
        if (tokens.TakeWords("new")) return tokens.Source.Place(new Expression.IsNew(left as Expression.Field ?? throw tokens.At(at, "only a field of the event can be new")), at);
        throw tokens.Expected("'present', 'absent' or 'new'");
    }

    private Expression.In In(Expression value)
    {
        tokens.ExpectSign("(");
        var choices = new List<Expression>();
        do choices.Add(Sum());
        while (tokens.TakeSign(","));
        tokens.ExpectSign(")");
        return new Expression.In(value, choices);
    }

    private Expression Sum()
    {
        var at = tokens.Current.At;
        var left = Product();
        while (tokens.IsSign("+") || tokens.IsSign("-")) left = tokens.Source.Place(new Expression.Arithmetic(tokens.Next().Text[0], left, Joined(Product)), at);
        return left;
    }

    private Expression Product()
    {
        var at = tokens.Current.At;
        var left = Primary();
        while (tokens.IsSign("*") || tokens.IsSign("/")) left = tokens.Source.Place(new Expression.Arithmetic(tokens.Next().Text[0], left, Joined(Primary)), at);
        return left;
    }

    private Expression Primary()
    {
        var at = tokens.Current.At;
        if (tokens.TakeSign("-")) return tokens.Source.Place(new Expression.Arithmetic('-', new Expression.Number(0), Nested(Primary)), at);
        if (!tokens.TakeSign("(")) return tokens.Source.Place(Value(), at);
        var inside = Nested(Condition);
        tokens.ExpectSign(")");
        return inside;
    }

    private Expression Value()
    {
        var token = tokens.Current;
        if (token.Kind is RuleTokenKind.Number or RuleTokenKind.Quoted || tokens.IsWord("true") || tokens.IsWord("false")) return Literal();
        if (token.Kind != RuleTokenKind.Word) throw tokens.Expected("a value");
        if (tokens.TakeWords("speed")) return new Expression.Speed();
        if (tokens.TakeWords("distance")) return new Expression.Distance();
        if (tokens.TakeWords("time", "since")) return Since();
        if (tokens.TakeWords("deviation", "of")) return Deviation(false);
        if (tokens.TakeWords("median", "deviation", "of")) return Deviation(true);
        if (AggregateOf(token.Text) is { } function) return Aggregated(function);
        if (_names.Contains(token.Text)) return OfName(Aggregate.Last);
        if (ParameterValue(token.Text) is not null) return new Expression.Parameter(tokens.Next().Text);
        return Field("a field of the event, a parameter, a name of the pattern, or 'property' and its name");
    }

    private Expression Aggregated(Aggregate function)
    {
        var at = tokens.Next().At;
        if (!tokens.TakeSign("(")) return OfWindow(function, at);
        var of = OfName(function);
        tokens.ExpectSign(")");
        return of;
    }

    private Expression.OfMatch OfName(Aggregate function)
    {
        var name = tokens.ExpectName("a name of the pattern");
        if (!_names.Contains(name)) throw tokens.At(tokens.Current.At, $"no events before are named '{name}'");
        if (function == Aggregate.Count) return new Expression.OfMatch(name, function, null);
        tokens.ExpectSign(".");
        return new Expression.OfMatch(name, function, Field("a field of the event"));
    }

    private Expression.OfWindow OfWindow(Aggregate function, int at)
    {
        if (function is not (Aggregate.Count or Aggregate.Sum or Aggregate.Average or Aggregate.Distinct)) throw tokens.Expected("'(' and a name of the pattern");
        Expression? value = null;
        if (function == Aggregate.Distinct) value = Field("'(' and a name of the pattern, or a field of the event");
        else tokens.ExpectWord("of");
        if (function is Aggregate.Sum or Aggregate.Average) value = Nested(Sum);
        if (value is not null) tokens.ExpectWord("of");
        var events = BracketedSelector();
        tokens.ExpectWord("in");
        tokens.ExpectWord("last");
        return tokens.Source.Place(new Expression.OfWindow(function, value, events, Span()), at);
    }

    // Without brackets it is one type: an "or" behind it belongs to the condition.
    private EventSelector BracketedSelector()
    {
        var at = tokens.Current.At;
        if (!tokens.TakeSign("(")) return tokens.Source.Place(new EventSelector(tokens.TakeWords("any", "event") ? [] : [Type()], null), at);
        var events = Selector();
        tokens.ExpectSign(")");
        return events;
    }

    private Expression.Deviation Deviation(bool median)
    {
        var value = Nested(Sum);
        tokens.ExpectWord("over");
        tokens.ExpectWord("last");
        var last = Whole();
        return new Expression.Deviation(median, value, last, BracketedSelector());
    }

    private Expression Since()
    {
        if (tokens.TakeWords("first", "seen")) return new Expression.SinceFirst();
        if (tokens.TakeWords("last", "seen")) return new Expression.SinceLast(new EventSelector([], null));
        if (tokens.TakeWords("last")) return new Expression.SinceLast(BracketedSelector());
        if (tokens.Current.Kind == RuleTokenKind.Word && _names.Contains(tokens.Current.Text)) return new Expression.SinceMatch(tokens.Next().Text);
        throw tokens.Expected("'first seen', 'last seen', 'last' and an event type, or a name of the pattern");
    }

    private Expression Unit(RuleToken number)
    {
        if (tokens.Current.Kind != RuleTokenKind.Word || !RuleWords.TryUnit(tokens.Current.Text, out var unit)) return new Expression.Number(number.Value);
        tokens.Next();
        var micros = number.Value * unit;
        return micros is >= 0 and <= 1e16 ? new Expression.Duration((long)Math.Round(micros)) : throw tokens.At(number.At, "expected a duration of at most 300 years");
    }

    private T Nested<T>(Func<T> read)
    {
        if (_depth == 0) _joins = 0;
        if (++_depth > MostDepth) throw tokens.At(tokens.Current.At, $"a condition is nested more than {MostDepth} deep");
        var inside = read();
        _depth--;
        return inside;
    }

    // A chain is as deep as it is long: whoever goes through it calls himself for each of its links.
    private T Joined<T>(Func<T> read) =>
        ++_joins > MostJoins ? throw tokens.At(tokens.Current.At, $"a condition has more than {MostJoins} of and, or, +, -, * and /; for many values there is 'in (…)'") : read();

    private Expression? ParameterValue(string name)
    {
        foreach (var parameter in given)
            if (parameter.Key == name) return parameter.Value;
        return null;
    }

    private static Aggregate? AggregateOf(string word) => word switch
    {
        "count" => Aggregate.Count,
        "sum" => Aggregate.Sum,
        "average" => Aggregate.Average,
        "distinct" => Aggregate.Distinct,
        "min" => Aggregate.Min,
        "max" => Aggregate.Max,
        "first" => Aggregate.First,
        "last" => Aggregate.Last,
        _ => null,
    };
}
