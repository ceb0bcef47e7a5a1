namespace Analytics.Processing.Patterns.Language;

/// <summary>The text of a rule and where its parts begin in it.</summary>
internal sealed class RuleSource(string text)
{
    private readonly Dictionary<object, int> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>Notes where a part begins.</summary>
    public T Place<T>(T part, int at)
        where T : class
    {
        _places.TryAdd(part, at);
        return part;
    }

    /// <summary>Where a part begins; the start when it is not known.</summary>
    public int Of(object part) => _places.GetValueOrDefault(part);
}
