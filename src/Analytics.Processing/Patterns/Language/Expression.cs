namespace Analytics.Processing.Patterns.Language;

/// <summary>A value of a rule: of an event, of the events matched so far, or of what is remembered of the key.</summary>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary>A number.</summary>
    public sealed record Number(double Value) : Expression;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : Expression;

    /// <summary>A length of time in microseconds.</summary>
    public sealed record Duration(long Micros) : Expression;

    /// <summary>True or false.</summary>
    public sealed record Truth(bool Value) : Expression;

    /// <summary>A parameter of the rule.</summary>
    public sealed record Parameter(string Name) : Expression;

    /// <summary>A field of the event, or a property that has no field.</summary>
    public sealed record Field(string Name, bool IsProperty) : Expression;

    /// <summary>Something made of the events that a name of the pattern has matched so far.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Function">What is made of them.</param>
    /// <param name="Value">Of which field; null for a count.</param>
    public sealed record OfMatch(string Name, Aggregate Function, Field? Value) : Expression;

    /// <summary>Time since the newest event of a name of the pattern.</summary>
    public sealed record SinceMatch(string Name) : Expression;

    /// <summary>Something made of the key's events of the last while, this event included.</summary>
    /// <param name="Function">Count, sum, average or distinct.</param>
    /// <param name="Value">Of which value; null for a count.</param>
    /// <param name="Events">Of which events.</param>
    /// <param name="Span">How far back: a duration, or a parameter.</param>
    public sealed record OfWindow(Aggregate Function, Expression? Value, EventSelector Events, Expression Span) : Expression;

    /// <summary>How far a value is from the key's own last ones, this event's not included: in standard deviations, or in median deviations. Absent with fewer than five.</summary>
    /// <param name="Median">Whether medians are taken, which a few wild values do not move.</param>
    /// <param name="Value">Which value.</param>
    /// <param name="Last">How many of the last ones are looked at: a number, or a parameter.</param>
    /// <param name="Events">Of which events.</param>
    public sealed record Deviation(bool Median, Expression Value, Expression Last, EventSelector Events) : Expression;

    /// <summary>Whether the key has had other values in this field and never this one.</summary>
    public sealed record IsNew(Field Value) : Expression;

    /// <summary>Speed in km/h from the place of the key's last event to this one's.</summary>
    public sealed record Speed : Expression;

    /// <summary>Kilometres from the place of the key's last event to this one's.</summary>
    public sealed record Distance : Expression;

    /// <summary>Time since the first event of the key that is remembered.</summary>
    public sealed record SinceFirst : Expression;

    /// <summary>Time since the key's last such event before this one.</summary>
    public sealed record SinceLast(EventSelector Events) : Expression;

    /// <summary>Not.</summary>
    public sealed record Not(Expression Operand) : Expression;

    /// <summary>And, or.</summary>
    public sealed record Logic(bool IsAnd, Expression Left, Expression Right) : Expression;

    /// <summary>A comparison; with an absent value it does not hold. <paramref name="Operator"/>: = != &lt; &lt;= &gt; &gt;=.</summary>
    public sealed record Compare(string Operator, Expression Left, Expression Right) : Expression;

    /// <summary>One of several values.</summary>
    public sealed record In(Expression Value, IReadOnlyList<Expression> Choices) : Expression;

    /// <summary>Whether there is a value.</summary>
    public sealed record Present(Expression Value, bool Is) : Expression;

    /// <summary>Plus, minus, times, divided by. <paramref name="Operator"/>: + - * /.</summary>
    public sealed record Arithmetic(char Operator, Expression Left, Expression Right) : Expression;
}
