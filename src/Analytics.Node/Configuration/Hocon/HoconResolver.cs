namespace Analytics.Node.Configuration.Hocon;

/// <summary>
/// Closes all references and merges.
/// <para>
/// A path's <i>view</i> is the stack of values that it was given, the latest last, over all files. Looking up goes from the top: objects are
/// gathered, the first other value ends the search. A reference in the stack is expanded only when the search gets down to it, so a hidden one
/// need not lead anywhere. While a reference is being expanded, it and everything above it in a view are out of sight: that is how
/// <c>path = ${path} more</c> looks back, and how a circle ends in "not there" instead of never.
/// </para>
/// </summary>
public sealed class HoconResolver
{
    private readonly IReadOnlyList<HoconValue> _roots;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<HoconValue, IReadOnlyList<HoconValue>> _expanded = [];
    private readonly HashSet<HoconValue> _expanding = [];
    private readonly HashSet<HoconValue> _building = [];
    private bool _lookedBack;

    private HoconResolver(IReadOnlyList<HoconObject> roots, Func<string, string?> environment)
    {
        _roots = roots;
        _environment = environment;
    }

    /// <summary>Merges documents, the later over the earlier. In the result each key has exactly one value, and no references are left.</summary>
    /// <param name="documents">The documents, weakest first.</param>
    /// <param name="environment">What a name is in the environment; null when it is not there.</param>
    /// <exception cref="HoconException">A reference leads nowhere or in a circle, or values cannot be joined.</exception>
    public static HoconObject Resolve(IReadOnlyList<HoconObject> documents, Func<string, string?>? environment = null)
    {
        var resolver = new HoconResolver(documents, environment ?? (_ => null));
        return (HoconObject?)resolver.Build(resolver._roots) ?? new HoconObject(new HoconOrigin("nothing"));
    }

    /// <summary>The final value of a view; null when it comes to nothing.</summary>
    private HoconValue? Build(IReadOnlyList<HoconValue> view)
    {
        var open = view.Where(layer => layer.IsOpen).ToList();
        foreach (var layer in open)
            if (!_building.Add(layer)) throw new HoconException(layer.Origin, $"{layer.Describe()} contains itself: a cycle that nothing can break");
        var layers = Normalize(view);
        HoconValue? result = layers switch
        {
            [] => null,
            [HoconArray array] => new HoconArray(array.Origin, [.. array.Elements.Select(element => Build([element])).OfType<HoconValue>()]),
            [HoconLiteral literal] => literal,
            _ => BuildObject(layers),
        };
        foreach (var layer in open) _building.Remove(layer);
        return result;
    }

    private HoconObject BuildObject(IReadOnlyList<HoconValue> layers)
    {
        var result = new HoconObject(layers[^1].Origin);
        foreach (var key in layers.Cast<HoconObject>().SelectMany(layer => layer.Keys).Distinct())
            if (Build(Child(layers, key)) is { } value) result.Add(key, value);
        return result;
    }

    /// <summary>The view without references: one value, or objects to be merged, the strongest last; empty when it comes to nothing.</summary>
    private List<HoconValue> Normalize(IReadOnlyList<HoconValue> view)
    {
        var objects = new List<HoconValue>();
        foreach (var layer in Layers(view))
        {
            if (layer is HoconObject) objects.Add(layer);
            else if (objects.Count == 0) return [layer];
            else break;
        }

        objects.Reverse();
        return objects;
    }

    /// <summary>The view of a key below a view.</summary>
    private List<HoconValue> Child(IReadOnlyList<HoconValue> view, string key)
    {
        var stack = new List<HoconValue>();
        foreach (var layer in Layers(view))
        {
            if (layer is not HoconObject parent) break;
            stack.AddRange(parent[key].Reverse());
            if (parent[key].Any(value => value is HoconLiteral or HoconArray)) break;
        }

        stack.Reverse();
        return stack;
    }

    /// <summary>What can be seen of a view, from the top, references expanded on the way.</summary>
    private IEnumerable<HoconValue> Layers(IReadOnlyList<HoconValue> view)
    {
        var visible = view.Count;
        for (var i = view.Count - 1; i >= 0; i--)
            if (_expanding.Contains(view[i])) visible = i;
        _lookedBack |= visible < view.Count;
        for (var i = visible - 1; i >= 0; i--)
            foreach (var layer in Expand(view[i]).Reverse()) yield return layer;
    }

    private IReadOnlyList<HoconValue> Expand(HoconValue value)
    {
        if (!value.IsOpen) return [value];
        if (_expanded.TryGetValue(value, out var known)) return known;
        _expanding.Add(value);
        IReadOnlyList<HoconValue> result = value is HoconSubstitution reference ? Follow(reference) : new HoconJoin(Expand).Join((HoconConcatenation)value);
        _expanding.Remove(value);
        return _expanded[value] = result;
    }

    private List<HoconValue> Follow(HoconSubstitution reference)
    {
        var before = _lookedBack;
        _lookedBack = false;
        for (var i = reference.Places.Count; i >= 0; i--)
        {
            IReadOnlyList<string> path = i > 0 ? [.. reference.Places[i - 1], .. reference.Path] : reference.Path;
            if (LookUp(path) is { Count: > 0 } found)
            {
                _lookedBack = before;
                return found;
            }
        }

        var circle = _lookedBack;
        _lookedBack |= before;
        if (FromEnvironment(reference) is { } given) return [given];
        if (reference.Optional) return [];
        throw new HoconException(reference.Origin, circle
            ? $"{reference.Describe()} refers to itself: a cycle that nothing can break"
            : $"{reference.Describe()} is not set, neither in the configuration nor in the environment");
    }

    private List<HoconValue> LookUp(IReadOnlyList<string> path)
    {
        IReadOnlyList<HoconValue> view = _roots;
        foreach (var element in path) view = Child(view, element);
        return Normalize(view);
    }

    private HoconValue? FromEnvironment(HoconSubstitution reference)
    {
        if (!reference.List) return _environment(reference.Name) is { } text ? Given(reference.Name, text) : null;
        var elements = new List<HoconValue>();
        while (_environment($"{reference.Name}_{elements.Count}") is { } element) elements.Add(Given($"{reference.Name}_{elements.Count}", element));
        return elements.Count > 0 ? new HoconArray(reference.Origin, elements) : null;
    }

    private static HoconLiteral Given(string name, string text) => new(new HoconOrigin($"environment variable {name}"), text, quoted: true);
}
