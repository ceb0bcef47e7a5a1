using System.Collections;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration;

/// <summary>reference.conf and the options records say the same.</summary>
public sealed class ReferenceTests
{
    private static readonly string Reference = Path.Combine(NodeConfiguration.SettingsFolder, "reference.conf");

    [Fact]
    public void Every_key_has_a_property_and_every_property_has_a_key()
    {
        var keys = Keys(HoconResolver.Resolve([HoconParser.ParseFile(Reference)]), "");
        Assert.Equal(Settings(new NodeOptions(), "").Select(setting => setting.Key).Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_in_the_file_are_the_defaults_of_the_records()
    {
        var bound = NodeConfiguration.Load(new NodeArguments(), new Hashtable()).Options;
        Assert.Equal(Settings(new NodeOptions(), ""), Settings(bound, ""));
    }

    [Fact]
    public void Every_key_has_a_comment_above_it_or_above_its_group()
    {
        var lines = File.ReadAllLines(Reference);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!IsSetting(lines[i])) continue;
            var above = i - 1;
            while (above >= 0 && IsSetting(lines[above])) above--;
            Assert.True(above >= 0 && lines[above].TrimStart().StartsWith('#'), $"reference.conf:{i + 1} needs a comment that says unit and reason: {lines[i]}");
        }
    }

    [Theory]
    [InlineData("embedded", NodeProfile.Embedded)]
    [InlineData("cluster", NodeProfile.Cluster)]
    public void Each_profile_loads(string name, NodeProfile profile) =>
        Assert.Equal(profile, NodeConfiguration.Load(NodeArguments.Parse(["--profile", name]), new Hashtable()).Options.Node.Profile);

    private static bool IsSetting(string line) => line.Contains('=', StringComparison.Ordinal) && !line.TrimStart().StartsWith('#');

    private static IEnumerable<string> Keys(HoconObject value, string prefix) => value.Keys.SelectMany(key =>
        value[key][^1] is HoconObject { Keys.Count: > 0 } child ? Keys(child, $"{prefix}{key}.") : [prefix + key]);

    private static IEnumerable<(string Key, string Value)> Settings(object options, string prefix) =>
        OptionNames.Of(options.GetType()).SelectMany(entry => Setting(prefix + entry.Key, entry.Property.PropertyType, entry.Property.GetValue(options)));

    private static IEnumerable<(string Key, string Value)> Setting(string key, Type type, object? value)
    {
        if (OptionText.IsOneText(type)) return [(key, OptionText.Write(value))];
        return value is IEnumerable many ? [(key, string.Join(' ', many.Cast<object>().Select(OptionText.Write)))] : Settings(value!, key + ".");
    }
}
