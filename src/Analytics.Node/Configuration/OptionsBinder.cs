using System.Collections;
using System.Globalization;
using System.Reflection;
using Analytics.Node.Configuration.Hocon;
using Microsoft.Extensions.Configuration;

namespace Analytics.Node.Configuration;

/// <summary>
/// Settings → records: <c>max-event-size</c> goes to <c>MaxEventSize</c>. Takes durations, sizes, enums, time zones, dates, lists, dictionaries of
/// records and nested records; a dictionary of texts takes keys with dots, quoted or not; what is not set keeps the record's default. Finds every problem before it complains.
/// </summary>
public sealed class OptionsBinder
{
    private readonly Func<string, string> _place;
    private readonly List<string> _problems = [];

    private OptionsBinder(Func<string, string> place) => _place = place;

    /// <summary>Makes a record from a configuration or a section of it.</summary>
    /// <param name="configuration">Where to read.</param>
    /// <exception cref="OptionsException">A key is unknown, or a value is not what it must be; the message names place, key, found and expected.</exception>
    public static T Bind<T>(IConfiguration configuration) where T : class, new()
    {
        var binder = new OptionsBinder(PlaceIn(configuration));
        var result = (T)binder.Record(configuration, typeof(T));
        return binder._problems.Count == 0 ? result : throw new OptionsException(binder._problems);
    }

    private static Func<string, string> PlaceIn(IConfiguration configuration)
    {
        var providers = (configuration as IConfigurationRoot)?.Providers.Reverse().ToList() ?? [];
        return key =>
        {
            var provider = providers.FirstOrDefault(provider => provider.TryGet(key, out _) || provider is HoconConfigurationProvider hocon && hocon.OriginOf(key) is not null);
            return provider is HoconConfigurationProvider source && source.OriginOf(key) is { } origin ? origin + ": " : "";
        };
    }

    private object Record(IConfiguration section, Type type)
    {
        var result = Activator.CreateInstance(type)!;
        var properties = OptionNames.Of(type).ToDictionary(entry => entry.Key, entry => entry.Property, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property)) Unknown(child, properties.Keys);
            else if (Value(child, property.PropertyType, property) is { } value) property.SetValue(result, value);
        }

        return result;
    }

    /// <summary>The value of a setting; null when it is null or, after a complaint, not usable.</summary>
    private object? Value(IConfigurationSection section, Type declared, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (OptionText.IsOneText(type)) return Text(section, type, property);
        if (typeof(IEnumerable).IsAssignableFrom(type)) return Many(section, type, property);
        return section.Value is { Length: > 0 } text ? Wrong(section, Shown(text, property), "an object") : Record(section, type);
    }

    private object? Text(IConfigurationSection section, Type type, PropertyInfo property)
    {
        if (section.GetChildren().Any()) return Wrong(section, "an object or an array", OptionText.Expected(type));
        if (section.Value is not { } text) return null;
        if (!OptionText.TryRead(text, type, out var value)) return Wrong(section, Shown(text, property), OptionText.Expected(type));
        return WithinBounds(value!, type, property) ? value : Wrong(section, Shown(text, property), BoundsOf(property));
    }

    private object? Many(IConfigurationSection section, Type type, PropertyInfo property)
    {
        var element = type.GetGenericArguments()[^1];
        if (section.Value is { Length: > 0 } text) return Wrong(section, Shown(text, property), typeof(IDictionary).IsAssignableFrom(type) ? "an object" : "an array");
        return type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? Dictionary(section, element, property) : List(section, element, property);
    }

    private IList List(IConfigurationSection section, Type element, PropertyInfo property)
    {
        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        var numbered = section.GetChildren().Where(child => !IsNumber(child.Key)).ToList();
        foreach (var child in numbered) Wrong(child, $"the key {child.Key}", "an array");
        foreach (var child in section.GetChildren().Where(child => IsNumber(child.Key)).OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)))
            if (Value(child, element, property) is { } value) result.Add(value);
        return result;
    }

    private IDictionary Dictionary(IConfigurationSection section, Type element, PropertyInfo property)
    {
        if (element == typeof(string)) return Texts(section);
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var child in section.GetChildren())
            if (Value(child, element, property) is { } value) result[child.Key] = value;
        return result;
    }

    private static Dictionary<string, string> Texts(IConfigurationSection section) => section.AsEnumerable(makePathsRelative: true)
        .Where(pair => pair.Value is not null)
        .ToDictionary(pair => pair.Key.Replace(ConfigurationPath.KeyDelimiter, ".", StringComparison.Ordinal), pair => pair.Value!);

    private static bool IsNumber(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool WithinBounds(object value, Type type, PropertyInfo property) =>
        property.GetCustomAttribute<BoundsAttribute>() is not { } bounds
        || (OptionText.TryRead(bounds.Lowest, type, out var lowest) && OptionText.TryRead(bounds.Highest, type, out var highest)
            && Comparer.Default.Compare(value, lowest) >= 0 && Comparer.Default.Compare(value, highest) <= 0);

    private static string BoundsOf(PropertyInfo property)
    {
        var bounds = property.GetCustomAttribute<BoundsAttribute>()!;
        return $"from {bounds.Lowest} to {bounds.Highest}";
    }

    private static string Shown(string text, PropertyInfo property) =>
        property.GetCustomAttribute<SecretAttribute>() is null ? $"\"{text}\"" : "a secret that is not shown here";

    private void Unknown(IConfigurationSection section, IEnumerable<string> known)
    {
        var nearest = OptionNames.Nearest(section.Key, known);
        var meant = nearest is null ? $"known here: {string.Join(", ", known)}" : $"did you mean {nearest}?";
        _problems.Add($"{_place(section.Path)}{Dotted(section)}: there is no such setting; {meant}");
    }

    private object? Wrong(IConfigurationSection section, string found, string expected)
    {
        _problems.Add($"{_place(section.Path)}{Dotted(section)}: found {found}, expected {expected}");
        return null;
    }

    private static string Dotted(IConfigurationSection section) => section.Path.Replace(':', '.');
}
