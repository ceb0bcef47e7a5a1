namespace Analytics.Node.Configuration.Hocon;

/// <summary>
/// An object: for each key all values that it was given, the latest last. What a key ends up as is decided when everything is known:
/// objects merge, anything else hides what came before.
/// </summary>
/// <param name="origin">Where it begins.</param>
public sealed class HoconObject(HoconOrigin origin) : HoconValue(origin)
{
    private readonly Dictionary<string, List<HoconValue>> _values = [];
    private readonly List<string> _keys = [];

    /// <summary>Keys in the order of their first mention.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>All values of a key, the latest last; none when it is not mentioned.</summary>
    public IReadOnlyList<HoconValue> this[string key] => _values.TryGetValue(key, out var values) ? values : [];

    /// <summary>Gives a key one more value.</summary>
    public void Add(string key, HoconValue value)
    {
        if (!_values.TryGetValue(key, out var values))
        {
            _values[key] = values = [];
            _keys.Add(key);
        }

        values.Add(value);
    }

    /// <summary>Gives one more value to a key further down, with an object for each step on the way.</summary>
    public void Add(IReadOnlyList<string> path, HoconValue value)
    {
        for (var i = path.Count - 1; i > 0; i--)
        {
            var step = new HoconObject(value.Origin);
            step.Add(path[i], value);
            value = step;
        }

        Add(path[0], value);
    }

    /// <summary>Takes over every value of another object, as if it stood here.</summary>
    public void Include(HoconObject other)
    {
        foreach (var key in other.Keys)
            foreach (var value in other[key]) Add(key, value);
    }

    /// <inheritdoc/>
    public override string Describe() => "an object";
}
