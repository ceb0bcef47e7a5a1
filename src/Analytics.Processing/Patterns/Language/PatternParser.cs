namespace Analytics.Processing.Patterns.Language;

/// <summary>The part of a rule between <c>when</c> and <c>within</c>.</summary>
internal sealed class PatternParser(TokenReader tokens, ExpressionParser expressions)
{
    private const int MostDepth = 8;
    private int _depth;

    public PatternNode.Sequence Pattern()
    {
        if (++_depth > MostDepth) throw tokens.At(tokens.Current.At, $"brackets are nested more than {MostDepth} deep");
        var at = tokens.Current.At;
        var steps = new List<PatternStep> { new(Contiguity.Relaxed, Part()) };
        while (tokens.TakeWords("then")) steps.Add(new PatternStep(Link(), Part()));
        _depth--;
        return tokens.Source.Place(new PatternNode.Sequence(steps), at);
    }

    private Contiguity Link()
    {
        if (tokens.TakeWords("immediately")) return Contiguity.Strict;
        // "any event" and "any number of" say what may follow, not how.
        return !tokens.AreWords("any", "event") && !tokens.AreWords("any", "number") && tokens.TakeWords("any") ? Contiguity.Any : Contiguity.Relaxed;
    }

    private PatternNode Part()
    {
        var at = tokens.Current.At;
        if (tokens.TakeWords("no")) return tokens.Source.Place(new PatternNode.None(expressions.Selector()), at);
        if (tokens.TakeWords("all", "of")) return tokens.Source.Place(AllOf(), at);
        var times = tokens.AreWords("one", "of") ? Quantity.Once : Times();
        if (tokens.TakeWords("one", "of")) return tokens.Source.Place(new PatternNode.OneOf(Choices(), times), at);
        if (!tokens.TakeSign("(")) return tokens.Source.Place(One(times), at);
        var inside = Pattern();
        tokens.ExpectSign(")");
        return tokens.Source.Place(new PatternNode.OneOf([inside], times), at);
    }

    private PatternNode.AllOf AllOf()
    {
        tokens.ExpectSign("(");
        var parts = new List<PatternNode.One>();
        do parts.Add(tokens.Source.Place(One(Quantity.Once), tokens.Current.At));
        while (tokens.TakeSign(","));
        tokens.ExpectSign(")");
        return new PatternNode.AllOf(parts);
    }

    private List<PatternNode.Sequence> Choices()
    {
        tokens.ExpectSign("(");
        var choices = new List<PatternNode.Sequence>();
        do choices.Add(Pattern());
        while (tokens.TakeSign(","));
        tokens.ExpectSign(")");
        return choices;
    }

    private PatternNode.One One(Quantity times)
    {
        var events = expressions.Types();
        var name = tokens.TakeWords("as") ? expressions.Declare() : null;
        return new PatternNode.One(name, expressions.Where(events), times);
    }

    private Quantity Times()
    {
        if (tokens.TakeWords("optional")) return Quantity.Optional;
        if (tokens.TakeWords("one", "or", "more")) return new Quantity(new Expression.Number(1), null, Inner());
        if (tokens.TakeWords("any", "number", "of")) return new Quantity(new Expression.Number(0), null, Inner());
        if (tokens.TakeWords("at", "least")) return new Quantity(expressions.Whole(), null, Inner());
        if (tokens.TakeWords("up", "to")) return new Quantity(new Expression.Number(1), expressions.Whole(), Inner());
        if (!tokens.TakeWords("exactly") && tokens.Current.Kind != RuleTokenKind.Number) return Quantity.Once;
        var least = expressions.Whole();
        var most = tokens.TakeWords("to") ? expressions.Whole() : least;
        return new Quantity(least, most, Inner());
    }

    private Contiguity Inner() =>
        tokens.TakeWords("consecutive") ? Contiguity.Strict : tokens.TakeWords("combined") ? Contiguity.Any : Contiguity.Relaxed;
}
