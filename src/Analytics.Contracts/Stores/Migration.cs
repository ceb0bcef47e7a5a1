using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Contracts.Stores;

/// <summary>
/// One numbered file of SQL. A file that was released is never edited; what must change goes into the next number. Stages bring the files of their own tables;
/// the numbers are one sequence over all of them, because they are one database.
/// </summary>
/// <param name="Number">Order of application, from 1.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Sql">Its text.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The files that an assembly carries below a folder (as a resource's name has it: dots), in order; each is named <c>number_name.sql</c>.</summary>
    public static IReadOnlyList<Migration> In(Assembly assembly, string folder) =>
        [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => Read(assembly, folder, name)).OrderBy(file => file.Number)];

    private static Migration Read(Assembly assembly, string folder, string resource)
    {
        var file = Path.GetFileNameWithoutExtension(resource[folder.Length..]);
        var underscore = file.IndexOf('_', StringComparison.Ordinal);
        using var content = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return new Migration(int.Parse(file.AsSpan(0, underscore), CultureInfo.InvariantCulture), file[(underscore + 1)..], Encoding.UTF8.GetString(bytes));
    }
}
