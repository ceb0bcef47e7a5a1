using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>A resolved document as flat keys: <c>a:b:0</c>. An empty array is a key with an empty text.</summary>
/// <param name="root">The document, see <see cref="HoconResolver.Resolve"/>.</param>
public sealed class HoconConfigurationProvider(HoconObject root) : ConfigurationProvider
{
    private readonly Dictionary<string, HoconOrigin> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override void Load()
    {
        Data.Clear();
        _origins.Clear();
        AddFields(root, "");
    }

    /// <summary>Where the value or the object at a key was written; null when there is none.</summary>
    public HoconOrigin? OriginOf(string key) => _origins.TryGetValue(key, out var origin) ? origin : null;

    private void AddFields(HoconObject value, string prefix)
    {
        foreach (var key in value.Keys) Add(prefix + key, value[key][^1]);
    }

    private void Add(string key, HoconValue value)
    {
        _origins[key] = value.Origin;
        switch (value)
        {
            case HoconObject child:
                AddFields(child, key + ConfigurationPath.KeyDelimiter);
                break;
            case HoconArray { Elements: [] }:
                Data[key] = "";
                break;
            case HoconArray array:
                for (var i = 0; i < array.Elements.Count; i++) Add(key + ConfigurationPath.KeyDelimiter + i.ToString(CultureInfo.InvariantCulture), array.Elements[i]);
                break;
            case HoconLiteral literal:
                Data[key] = literal.IsNull ? null : literal.Text;
                break;
        }
    }
}
