using System.Reflection;
using System.Text;

namespace Analytics.Node.Configuration;

/// <summary>Keys of settings: <c>MaxEventSize</c> is <c>max-event-size</c>.</summary>
public static class OptionNames
{
    /// <summary>The settings of an options record, by key.</summary>
    public static IEnumerable<(string Key, PropertyInfo Property)> Of(Type options) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite)
        .Select(property => (Kebab(property.Name), property));

    /// <summary>A name in kebab case.</summary>
    public static string Kebab(string name)
    {
        var result = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && result.Length > 0) result.Append('-');
            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    /// <summary>The name that was probably meant: at most two letters or a third of them differ; null when none is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: Distance(written, name)))
        .Where(candidate => candidate.Distance <= Math.Max(2, candidate.Name.Length / 3))
        .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
        .Select(candidate => candidate.Name).FirstOrDefault();

    /// <summary>Letters to insert, delete or replace.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
