using System.Text;

namespace Analytics.Architecture.Tests.Sources;

/// <summary>A C# file parted into code and comments, line by line. In the code the contents of strings are masked, so that words and braces in them do not count.</summary>
public sealed class CSharpText
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private readonly StringBuilder _comments = new();
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        while (_at < _text.Length) Step();
        Code = _code.ToString();
        Comments = _comments.ToString();
    }

    /// <summary>The code; as many characters and lines as the file.</summary>
    public string Code { get; }

    /// <summary>The comments; as many characters and lines as the file.</summary>
    public string Comments { get; }

    /// <summary>Parts a file.</summary>
    public static CSharpText Parse(string text) => new(text.Replace("\r\n", "\n", StringComparison.Ordinal));

    private void Step()
    {
        if (Ahead("//")) Comment(_text.IndexOf('\n', _at));
        else if (Ahead("/*")) Comment(_text.IndexOf("*/", _at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : -1);
        else if (_text[_at] == '\'') Character();
        else if (StringStart() is { } start) Literal(start);
        else Keep(1);
    }

    private bool Ahead(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void Keep(int count)
    {
        for (var end = Math.Min(_at + count, _text.Length); _at < end; _at++) Put(_text[_at], ' ');
    }

    private void Mask(int count)
    {
        for (var end = Math.Min(_at + count, _text.Length); _at < end; _at++) Put(char.IsWhiteSpace(_text[_at]) ? _text[_at] : '_', ' ');
    }

    private void Put(char code, char comment)
    {
        _code.Append(code);
        _comments.Append(code == '\n' ? '\n' : comment);
    }

    private void Comment(int end)
    {
        for (end = end < 0 ? _text.Length : end; _at < end; _at++) Put(_text[_at] == '\n' ? '\n' : ' ', _text[_at]);
    }

    private void Character()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != '\'' && _text[end] != '\n') end += _text[end] == '\\' ? 2 : 1;
        Mask(end + 1 - _at);
    }

    /// <summary>Length of <c>$"</c>, <c>@"</c>, <c>"""</c> and the like here; null when no string begins.</summary>
    private int? StringStart()
    {
        var end = _at;
        while (end < _text.Length && _text[end] is '$' or '@') end++;
        if (end >= _text.Length || _text[end] != '"') return null;
        var quotes = end;
        while (quotes < _text.Length && _text[quotes] == '"') quotes++;
        return quotes - end >= 3 ? quotes - _at : end + 1 - _at;
    }

    private void Literal(int start)
    {
        var opening = _text.Substring(_at, start);
        var quotes = opening.Count(c => c == '"');
        Mask(start);
        if (quotes >= 3) Mask(Math.Max(0, _text.IndexOf(new string('"', quotes), _at, StringComparison.Ordinal) + quotes - _at));
        else if (opening.Contains('$', StringComparison.Ordinal)) Interpolated(opening.Contains('@', StringComparison.Ordinal));
        else Mask(End(opening.Contains('@', StringComparison.Ordinal)) - _at);
    }

    private int End(bool verbatim)
    {
        for (var end = _at; end < _text.Length; end++)
        {
            if (!verbatim && _text[end] == '\\') end++;
            else if (verbatim && _text[end] == '"' && end + 1 < _text.Length && _text[end + 1] == '"') end++;
            else if (_text[end] == '"') return end + 1;
        }

        return _text.Length;
    }

    private void Interpolated(bool verbatim)
    {
        while (_at < _text.Length && _text[_at] != '"')
        {
            if (Ahead("{{") || Ahead("}}") || (!verbatim && _text[_at] == '\\')) Mask(2);
            else if (_text[_at] == '{') Hole();
            else Mask(1);
        }

        Mask(1);
    }

    /// <summary>An expression inside of a string: code again, whose own braces are masked to keep the outer ones balanced.</summary>
    private void Hole()
    {
        Mask(1);
        for (var depth = 1; _at < _text.Length && depth > 0;)
        {
            depth += _text[_at] == '{' ? 1 : _text[_at] == '}' ? -1 : 0;
            if (_text[_at] is '{' or '}') Mask(1);
            else Step();
        }
    }
}
