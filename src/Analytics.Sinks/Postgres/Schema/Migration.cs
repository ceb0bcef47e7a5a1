using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Sinks.Postgres.Schema;

/// <summary>One numbered file of SQL. A file that was released is never edited; what must change goes into the next number.</summary>
/// <param name="Number">Order of application, from 1.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Sql">Its text.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The files of this version, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. ReadAll().OrderBy(migration => migration.Number)];

    private static IEnumerable<Migration> ReadAll()
    {
        const string Folder = ".Postgres.Schema.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(Folder, StringComparison.Ordinal);
            if (at < 0) continue;
            var file = Path.GetFileNameWithoutExtension(resource[(at + Folder.Length)..]);
            var underscore = file.IndexOf('_', StringComparison.Ordinal);
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return new Migration(int.Parse(file.AsSpan(0, underscore), CultureInfo.InvariantCulture), file[(underscore + 1)..], reader.ReadToEnd());
        }
    }
}
