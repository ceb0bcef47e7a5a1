namespace Analytics.Node.Configuration.Hocon;

/// <summary>
/// Reads HOCON as its specification says (https://github.com/lightbend/config/blob/main/HOCON.md). References stay open:
/// <see cref="HoconResolver"/> closes them when every file is there.
/// </summary>
public sealed class HoconParser
{
    private const int MaxDepth = 200;
    private readonly string _source;
    private readonly IReadOnlyList<HoconToken> _tokens;
    private readonly HoconIncludes _includes;
    private readonly IReadOnlyList<IReadOnlyList<string>> _places;

    /// <summary>Path from the root of all files of the object in work; null inside an array, where paths do not reach.</summary>
    private List<string>? _path;
    private int _next;
    private int _depth;

    private HoconParser(string text, string source, HoconIncludes includes, List<string>? path, IReadOnlyList<IReadOnlyList<string>> places)
    {
        _source = source;
        _tokens = HoconTokenizer.Tokenize(text, source);
        _includes = includes;
        _path = path;
        _places = places;
    }

    private HoconToken Current => _tokens[_next];

    /// <summary>Reads a file.</summary>
    /// <exception cref="HoconException">It is not HOCON, or it cannot be read.</exception>
    public static HoconObject ParseFile(string path)
    {
        var includes = new HoconIncludes();
        return includes.Read(path, new HoconOrigin(path), [], [], required: true) ?? new HoconObject(new HoconOrigin(path));
    }

    /// <summary>Reads a text. Includes are relative to the source's folder.</summary>
    /// <exception cref="HoconException">It is not HOCON.</exception>
    public static HoconObject Parse(string text, string source = "text") => Parse(text, source, new HoconIncludes(), [], []);

    /// <summary>Reads a single value: what may stand after <c>key =</c>.</summary>
    /// <exception cref="HoconException">It is not HOCON.</exception>
    public static HoconValue ParseValue(string text, string source)
    {
        var parser = new HoconParser(text, source, new HoconIncludes(), [], []);
        parser.SkipLines();
        var value = parser.Value();
        parser.SkipLines();
        parser.Expect(HoconTokenKind.End, "the end");
        return value;
    }

    internal static HoconObject Parse(
        string text, string source, HoconIncludes includes, IReadOnlyList<string>? path, IReadOnlyList<IReadOnlyList<string>> places) =>
        new HoconParser(text, source, includes, path?.ToList(), places).Document();

    private HoconObject Document()
    {
        SkipLines();
        if (Current.Kind == HoconTokenKind.OpenBracket) throw Problem("expected an object, found an array at the root");
        var braces = Current.Kind == HoconTokenKind.OpenBrace;
        var root = braces ? Object() : Fields(Here(), HoconTokenKind.End);
        SkipLines();
        Expect(HoconTokenKind.End, "the end of the document");
        return root;
    }

    private HoconObject Object()
    {
        Enter();
        var origin = Here();
        _next++;
        var result = Fields(origin, HoconTokenKind.CloseBrace);
        Expect(HoconTokenKind.CloseBrace, "'}'");
        _depth--;
        return result;
    }

    private HoconObject Fields(HoconOrigin origin, HoconTokenKind end)
    {
        var result = new HoconObject(origin);
        SkipLines();
        while (Current.Kind != end)
        {
            Field(result);
            if (!Separator(end, "',', the end of the line")) break;
        }

        return result;
    }

    private HoconArray Array()
    {
        Enter();
        var origin = Here();
        var outside = _path;
        _path = null;
        _next++;
        SkipLines();
        var elements = new List<HoconValue>();
        while (Current.Kind != HoconTokenKind.CloseBracket)
        {
            elements.Add(Value());
            if (!Separator(HoconTokenKind.CloseBracket, "',', the end of the line")) break;
        }

        Expect(HoconTokenKind.CloseBracket, "']'");
        _path = outside;
        _depth--;
        return new HoconArray(origin, elements);
    }

    /// <summary>A comma or a line break; false before the end mark.</summary>
    private bool Separator(HoconTokenKind end, string expected)
    {
        SkipBlank();
        var parted = Current.Kind == HoconTokenKind.NewLine;
        SkipLines();
        if (Current.Kind == HoconTokenKind.Comma)
        {
            parted = true;
            _next++;
            SkipLines();
        }

        if (Current.Kind == end) return false;
        if (!parted) throw Problem($"expected {expected} or {(end == HoconTokenKind.End ? "the end of the document" : end == HoconTokenKind.CloseBrace ? "'}'" : "']'")}, found {Current.Describe()}");
        return true;
    }

    private void Field(HoconObject target)
    {
        if (Current is { Kind: HoconTokenKind.Unquoted, Text: "include" })
        {
            Include(target);
            return;
        }

        var origin = Here();
        var key = Key(origin);
        var outside = _path;
        _path = outside is null ? null : [.. outside, .. key];
        var append = Current.Kind == HoconTokenKind.PlusEqual;
        if (Current.Kind != HoconTokenKind.OpenBrace) _next++;
        SkipLines();
        target.Add(key, append ? Appended(Value(), origin) : Value());
        _path = outside;
    }

    /// <summary><c>a += b</c> is <c>a = ${?a} [b]</c>.</summary>
    private HoconConcatenation Appended(HoconValue value, HoconOrigin origin)
    {
        if (_path is null) throw new HoconException(origin, "+= does not work inside of an array: write the whole value");
        return new HoconConcatenation([new HoconSubstitution(origin, _path, optional: true, list: false, []), new HoconArray(value.Origin, [value])]);
    }

    private IReadOnlyList<string> Key(HoconOrigin origin)
    {
        var start = _next;
        while (Current.Kind is HoconTokenKind.Quoted or HoconTokenKind.Unquoted or HoconTokenKind.Blank) _next++;
        var tokens = _tokens.Skip(start).Take(_next - start).ToList();
        if (tokens.Count == 0) throw Problem($"expected a key, found {Current.Describe()}");
        SkipLines();
        if (Current.Kind is not (HoconTokenKind.Colon or HoconTokenKind.EqualSign or HoconTokenKind.PlusEqual or HoconTokenKind.OpenBrace))
            throw Problem($"expected '=', ':', '+=' or '{{' after the key, found {Current.Describe()}");
        return HoconPath.FromTokens(tokens, origin);
    }

    private HoconValue Value()
    {
        var parts = new List<HoconValue>();
        while (Part() is { } part) parts.Add(part);
        while (parts.Count > 0 && parts[^1] is HoconBlank) parts.RemoveAt(parts.Count - 1);
        return parts.Count switch
        {
            0 => throw Problem($"expected a value, found {Current.Describe()}"),
            1 => parts[0],
            _ => new HoconConcatenation(parts),
        };
    }

    private HoconValue? Part() => Current.Kind switch
    {
        HoconTokenKind.OpenBrace => Object(),
        HoconTokenKind.OpenBracket => Array(),
        HoconTokenKind.Quoted => new HoconLiteral(Here(), Take().Text, quoted: true),
        HoconTokenKind.Unquoted => new HoconLiteral(Here(), Take().Text, quoted: false),
        HoconTokenKind.Blank => new HoconBlank(Here(), Take().Text),
        HoconTokenKind.OpenReference or HoconTokenKind.OpenOptionalReference => Reference(),
        HoconTokenKind.Colon or HoconTokenKind.EqualSign or HoconTokenKind.PlusEqual => throw Problem($"expected a value, found {Current.Describe()}"),
        _ => null,
    };

    private HoconSubstitution Reference()
    {
        var origin = Here();
        var optional = Take().Kind == HoconTokenKind.OpenOptionalReference;
        var start = _next;
        while (Current.Kind is HoconTokenKind.Quoted or HoconTokenKind.Unquoted or HoconTokenKind.Blank) _next++;
        var path = HoconPath.FromTokens([.. _tokens.Skip(start).Take(_next - start)], origin);
        var list = Current.Kind == HoconTokenKind.OpenBracket;
        if (list)
        {
            _next++;
            Expect(HoconTokenKind.CloseBracket, "']'");
        }

        Expect(HoconTokenKind.CloseBrace, "'}'");
        return new HoconSubstitution(origin, path, optional, list, _places);
    }

    private void Include(HoconObject target)
    {
        var origin = Here();
        _next++;
        var statement = new System.Text.StringBuilder();
        while (Current.Kind is HoconTokenKind.Blank or HoconTokenKind.NewLine or HoconTokenKind.Unquoted) statement.Append(Take().Text.Trim());
        if (Current.Kind != HoconTokenKind.Quoted) throw Problem($"expected a file name in quotes after include, found {Current.Describe()}");
        var name = Take().Text;
        var opening = statement.ToString();
        var closing = new string(')', opening.Count(c => c == '('));
        if (closing.Length > 0 && Closing() != closing) throw Problem($"expected {closing} after the file name");
        if (opening is not ("" or "file(" or "required(" or "required(file("))
            throw new HoconException(origin, $"include takes \"name\", file(\"name\") or required(…), found {opening}…{closing}");
        var required = opening.StartsWith("required", StringComparison.Ordinal);
        var places = _path is null or [] ? _places : [.. _places, _path];
        if (_includes.Read(name, origin, _path, places, required) is { } included) target.Include(included);
    }

    private string Closing()
    {
        var text = "";
        SkipBlank();
        while (Current.Kind == HoconTokenKind.Unquoted)
        {
            text += Take().Text;
            SkipBlank();
        }

        return text;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth) throw Problem($"nested deeper than {MaxDepth}");
    }

    private HoconToken Take() => _tokens[_next++];

    private void Expect(HoconTokenKind kind, string expected)
    {
        if (Current.Kind != kind) throw Problem($"expected {expected}, found {Current.Describe()}");
        if (kind != HoconTokenKind.End) _next++;
    }

    private void SkipBlank()
    {
        while (Current.Kind == HoconTokenKind.Blank) _next++;
    }

    private void SkipLines()
    {
        while (Current.Kind is HoconTokenKind.Blank or HoconTokenKind.NewLine) _next++;
    }

    private HoconOrigin Here() => new(_source, Current.Line, Current.Column);

    private HoconException Problem(string message) => new(Here(), message);
}
