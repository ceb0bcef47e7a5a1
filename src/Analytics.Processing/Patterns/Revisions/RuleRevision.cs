using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Revisions;

/// <summary>
/// All rules as of one change: what a shard takes over at one position of its input, and keeps with its state. A revision is known by its number and by what it says, because rules of the
/// configuration are in it, too, and these may change without a number. Never changes; any thread.
/// </summary>
public sealed class RuleRevision
{
    private readonly Lazy<(RuleSet Set, IReadOnlyList<string> Problems)> _compiled;

    private RuleRevision(long number, IReadOnlyList<RevisionRule> rules, IReadOnlyList<RevisionRule> read, ReadOnlyMemory<byte> bytes)
    {
        (Number, Rules, ReadFor, Bytes) = (number, rules, read, bytes);
        Identity = KeyHash.Compute128(bytes.Span, 0x2E5);
        _compiled = new Lazy<(RuleSet, IReadOnlyList<string>)>(Compile);
    }

    /// <summary>No rules, before the first change.</summary>
    public static RuleRevision Empty { get; } = Of(0, []);

    /// <summary>Number of the change; 0 when nothing was stored yet.</summary>
    public long Number { get; }

    /// <summary>The rules by name, those that are off included.</summary>
    public IReadOnlyList<RevisionRule> Rules { get; }

    /// <summary>Rules for which a shard read its log again, together, before it took this over; empty when they are those that are new in it.</summary>
    public IReadOnlyList<RevisionRule> ReadFor { get; }

    /// <summary>The revision as it is stored and sent: one JSON object.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Hash of all of it.</summary>
    public UInt128 Identity { get; }

    /// <summary>The rules that run, compiled when first asked for.</summary>
    public RuleSet Set => _compiled.Value.Set;

    /// <summary>Rules that are left out because this program does not understand them; empty when all is well.</summary>
    public IReadOnlyList<string> Problems => _compiled.Value.Problems;

    /// <summary>Makes a revision.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="rules">Its rules, each name once.</param>
    /// <param name="read">See <see cref="ReadFor"/>.</param>
    public static RuleRevision Of(long number, IEnumerable<RevisionRule> rules, IReadOnlyList<RevisionRule>? read = null)
    {
        RevisionRule[] sorted = [.. rules.OrderBy(rule => rule.Name, StringComparer.Ordinal)];
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("revision", number);
            Write("rules", sorted, json);
            if (read is { Count: > 0 }) Write("read", read, json);
            json.WriteEndObject();
        }

        return new RuleRevision(number, sorted, read ?? [], bytes.WrittenMemory);
    }

    /// <summary>Reads what <see cref="Bytes"/> was.</summary>
    /// <exception cref="FormatException">It is no revision.</exception>
    public static RuleRevision Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            RevisionRule[] read = root.TryGetProperty("read", out var rules) ? [.. rules.EnumerateArray().Select(RuleOf)] : [];
            return new RuleRevision(root.GetProperty("revision").GetInt64(), [.. root.GetProperty("rules").EnumerateArray().Select(RuleOf)], read, bytes.ToArray());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"This is no revision of the rules: {error.Message}", error);
        }
    }

    private static void Write(string name, IReadOnlyList<RevisionRule> rules, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var rule in rules) Write(rule, json);
        json.WriteEndArray();
    }

    private static void Write(RevisionRule rule, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Name);
        json.WriteNumber("version", rule.Version);
        json.WriteString("mode", RuleModes.Word(rule.Mode));
        json.WriteString("text", rule.Text);
        json.WriteEndObject();
    }

    private static RevisionRule RuleOf(JsonElement json) => new(
        json.GetProperty("name").GetString()!, json.GetProperty("version").GetInt32(), RuleModes.Read(json.GetProperty("mode").GetString()!), json.GetProperty("text").GetString()!);

    // A rule that this program does not understand, because another version of it took the rule, must not stop the others.
    private (RuleSet, IReadOnlyList<string>) Compile()
    {
        var (rules, shadows, problems) = (new List<RuleDefinition>(), new HashSet<string>(), new List<string>());
        foreach (var rule in Rules)
        {
            if (rule.Mode == RuleMode.Off) continue;
            try
            {
                var read = RuleParser.Read(rule.Text);
                RuleSet.Compile([read]);
                rules.Add(read);
                if (rule.Mode == RuleMode.Shadow) shadows.Add(read.Name);
            }
            catch (RuleException error)
            {
                problems.Add($"{rule.Name}: {error.Message}");
            }
        }

        return (RuleSet.Compile(rules, shadows), problems);
    }
}
