using System.Globalization;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>Text → tokens. Comments are dropped.</summary>
internal sealed class HoconTokenizer(string text, string source)
{
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";
    private readonly List<HoconToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All tokens; the last is the end.</summary>
    public static IReadOnlyList<HoconToken> Tokenize(string text, string source) => new HoconTokenizer(text, source).Run();

    private List<HoconToken> Run()
    {
        while (_at < text.Length) Next();
        Add(HoconTokenKind.End, "", _at);
        return _tokens;
    }

    private void Next()
    {
        var c = text[_at];
        if (c == '\n') NewLine();
        else if (IsBlank(c)) Take(HoconTokenKind.Blank, IsBlank);
        else if (AtComment()) SkipComment();
        else if (c == '"') Quoted();
        else if (c == '$') Reference();
        else if (c == '+') PlusEqual();
        else if (Mark(c) is { } kind) Single(kind);
        else if (Reserved.Contains(c)) throw Problem(_at, $"'{c}' is reserved: put the text in quotes");
        else Unquoted();
    }

    private static HoconTokenKind? Mark(char c) => c switch
    {
        ',' => HoconTokenKind.Comma,
        ':' => HoconTokenKind.Colon,
        '=' => HoconTokenKind.EqualSign,
        '{' => HoconTokenKind.OpenBrace,
        '}' => HoconTokenKind.CloseBrace,
        '[' => HoconTokenKind.OpenBracket,
        ']' => HoconTokenKind.CloseBracket,
        _ => null,
    };

    private static bool IsBlank(char c) => c != '\n' && (char.IsWhiteSpace(c) || c is '\uFEFF' or (>= '\u001C' and <= '\u001F'));

    private bool AtComment() => text[_at] == '#' || (text[_at] == '/' && Peek(1) == '/');

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void Add(HoconTokenKind kind, string value, int start) => _tokens.Add(new HoconToken(kind, value, _line, start - _lineStart + 1));

    private void Single(HoconTokenKind kind)
    {
        Add(kind, text[_at].ToString(), _at);
        _at++;
    }

    private void NewLine()
    {
        Single(HoconTokenKind.NewLine);
        _line++;
        _lineStart = _at;
    }

    private void Take(HoconTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at])) _at++;
        Add(kind, text[start.._at], start);
    }

    private void SkipComment()
    {
        while (_at < text.Length && text[_at] != '\n') _at++;
    }

    private void Unquoted()
    {
        var start = _at;
        while (_at < text.Length && text[_at] != '\n' && !IsBlank(text[_at]) && !Reserved.Contains(text[_at]) && !AtComment()) _at++;
        Add(HoconTokenKind.Unquoted, text[start.._at], start);
    }

    private void PlusEqual()
    {
        if (Peek(1) != '=') throw Problem(_at, "'+' is reserved: put the text in quotes, or write '+='");
        Add(HoconTokenKind.PlusEqual, "+=", _at);
        _at += 2;
    }

    private void Reference()
    {
        if (Peek(1) != '{') throw Problem(_at, "'$' is reserved: put the text in quotes, or write '${path}'");
        var optional = Peek(2) == '?';
        var mark = optional ? "${?" : "${";
        Add(optional ? HoconTokenKind.OpenOptionalReference : HoconTokenKind.OpenReference, mark, _at);
        _at += mark.Length;
    }

    private void Quoted()
    {
        if (Peek(1) == '"' && Peek(2) == '"') TripleQuoted();
        else SingleQuoted();
    }

    /// <summary>Everything up to three quotes, as it is; further quotes at the end belong to the string.</summary>
    private void TripleQuoted()
    {
        var start = _at;
        var end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
        if (end < 0) throw Problem(start, "the string opened with three quotes is not closed");
        while (end + 3 < text.Length && text[end + 3] == '"') end++;
        Add(HoconTokenKind.Quoted, text[(start + 3)..end], start);
        for (_at = start; _at < end + 3; _at++)
            if (text[_at] == '\n') (_line, _lineStart) = (_line + 1, _at + 1);
    }

    private void SingleQuoted()
    {
        var start = _at++;
        var value = new System.Text.StringBuilder();
        while (true)
        {
            if (_at >= text.Length || text[_at] == '\n') throw Problem(start, "the string is not closed on its line");
            var c = text[_at++];
            if (c == '"') break;
            if (c < ' ') throw Problem(_at - 1, $"the control character U+{(int)c:X4} must be escaped in a string");
            value.Append(c == '\\' ? Escape() : c);
        }

        Add(HoconTokenKind.Quoted, value.ToString(), start);
    }

    private char Escape()
    {
        var c = _at < text.Length ? text[_at++] : '\0';
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => Unicode(),
            _ => throw Problem(_at - 1, "expected one of \" \\ / b f n r t u after the backslash"),
        };
    }

    private char Unicode()
    {
        if (_at + 4 > text.Length || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Problem(_at, "expected four hexadecimal digits after \\u");
        _at += 4;
        return (char)code;
    }

    private HoconException Problem(int at, string message) => new(new HoconOrigin(source, _line, at - _lineStart + 1), message);
}
