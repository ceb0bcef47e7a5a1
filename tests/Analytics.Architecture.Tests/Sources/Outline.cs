using System.Text.RegularExpressions;

namespace Analytics.Architecture.Tests.Sources;

/// <summary>Types and members of one file, found by braces and semicolons in masked code.</summary>
public sealed partial class Outline
{
    private readonly string _code;
    private readonly List<DeclaredType> _types = [];
    private readonly List<Member> _members = [];

    private Outline(string code)
    {
        _code = code;
        Declarations(0, code.Length, nested: false);
    }

    /// <summary>Types that are not nested.</summary>
    public IReadOnlyList<DeclaredType> Types => _types;

    /// <summary>Members of all types, nested ones included.</summary>
    public IReadOnlyList<Member> Members => _members;

    /// <summary>Reads masked code.</summary>
    public static Outline Of(string maskedCode) => new(maskedCode);

    private void Declarations(int from, int to, bool nested)
    {
        while (from < to)
        {
            while (from < to && char.IsWhiteSpace(_code[from])) from++;
            if (from >= to) return;
            var (body, end) = Extent(from, to);
            Declare(from, body, end, nested);
            from = end;
        }
    }

    private void Declare(int from, int body, int end, bool nested)
    {
        from += Attributes().Match(_code[from..end]).Length;
        var header = Spaces().Replace(_code[from..(body < 0 ? end : Math.Max(from, body))], " ").Trim();
        var type = TypeHeader().Match(header);
        if (type.Success && !nested) _types.Add(new DeclaredType(type.Groups["name"].Value, LineOf(from), header.StartsWith("public ", StringComparison.Ordinal)));
        if (type.Success || NamespaceHeader().IsMatch(header))
        {
            if (body >= 0 && !type.Groups["kind"].Value.StartsWith("enum", StringComparison.Ordinal)) Declarations(body + 1, end - 1, nested || type.Success);
        }
        else if (nested)
        {
            var lines = _code[from..end].Split('\n').Count(line => !string.IsNullOrWhiteSpace(line));
            _members.Add(new Member(header, LineOf(from), lines));
        }
    }

    /// <summary>Where the declaration's braces begin (-1 for none), and where the declaration ends.</summary>
    private (int Body, int End) Extent(int from, int to)
    {
        var (body, depth, expression) = (-1, 0, false);
        for (var i = from; i < to; i++)
        {
            var c = _code[i];
            if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            else if (c == '{' && body < 0 && depth == 0 && !expression) body = i;
            if (c == '{') depth++;
            else if (c == '}') depth--;
            if (depth == 0 && c == '=' && body < 0) expression = true;
            if (depth != 0) continue;
            if (c == ';') return (body, i + 1);
            if (c == '}' && body >= 0 && !expression) return (body, AfterInitializer(i + 1, to));
        }

        return (body, to);
    }

    /// <summary>A property's <c>= value;</c> belongs to it.</summary>
    private int AfterInitializer(int end, int to)
    {
        var next = end;
        while (next < to && char.IsWhiteSpace(_code[next])) next++;
        return next < to && _code[next] == '=' ? Extent(next, to).End : end;
    }

    private int LineOf(int at) => _code.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"^\s*(\[[^\]]*\]\s*)+")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new) )*(?<kind>class|struct|interface|enum|record(?: class| struct)?|delegate [\w<>\[\],.?]+) (?<name>[A-Za-z_]\w*)(?=[<( :{;]|$)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"^namespace [\w.]+$")]
    private static partial Regex NamespaceHeader();
}
