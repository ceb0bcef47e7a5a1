namespace Analytics.Processing.Patterns.Matching;

/// <summary>Hears what rules found. Calls come in an order that depends on the input alone.</summary>
public interface IMatchReceiver
{
    /// <summary>A rule matched. The match is valid during the call only.</summary>
    void Matched(KeyState? state, PatternMatch match);

    /// <summary>A limit cost an unfinished match, or something remembered.</summary>
    /// <param name="state">The key.</param>
    /// <param name="rule">Name of the rule, or of what was remembered.</param>
    /// <param name="limit">Which limit: <c>partials-per-rule</c>, <c>partials-per-key</c>, <c>partials-per-tenant</c>, <c>values</c>, <c>waiting</c>.</param>
    /// <param name="at">Event time, microseconds since 1970.</param>
    /// <param name="first">Whether it is the first of the key in this hour of event time.</param>
    void LimitHit(KeyState state, string rule, string limit, long at, bool first);
}
