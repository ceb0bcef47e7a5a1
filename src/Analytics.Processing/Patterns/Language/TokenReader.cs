namespace Analytics.Processing.Patterns.Language;

/// <summary>Goes through the pieces of a text and says what it expected where.</summary>
internal sealed class TokenReader
{
    private readonly List<RuleToken> _tokens;
    private int _at;

    public TokenReader(string text)
    {
        Source = new RuleSource(text);
        _tokens = RuleLexer.Read(text);
    }

    public RuleSource Source { get; }

    public RuleToken Current => _tokens[_at];

    public bool AtEnd => Current.Kind == RuleTokenKind.End;

    public RuleToken Ahead(int by) => _tokens[Math.Min(_at + by, _tokens.Count - 1)];

    public bool IsWord(string word) => Current.Kind == RuleTokenKind.Word && Current.Text == word;

    public bool IsSign(string sign) => Current.Kind == RuleTokenKind.Sign && Current.Text == sign;

    /// <summary>Whether these words come next.</summary>
    public bool AreWords(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
            if (Ahead(i) is not { Kind: RuleTokenKind.Word } token || token.Text != words[i]) return false;
        return true;
    }

    /// <summary>Takes these words when they come next.</summary>
    public bool TakeWords(params ReadOnlySpan<string> words)
    {
        if (!AreWords(words)) return false;
        _at += words.Length;
        return true;
    }

    public bool TakeSign(string sign)
    {
        if (!IsSign(sign)) return false;
        _at++;
        return true;
    }

    public RuleToken Next() => _tokens[AtEnd ? _at : _at++];

    public void ExpectWord(string word)
    {
        if (!TakeWords(word)) throw Expected($"'{word}'");
    }

    public void ExpectSign(string sign)
    {
        if (!TakeSign(sign)) throw Expected($"'{sign}'");
    }

    public string ExpectName(string what)
    {
        if (Current.Kind != RuleTokenKind.Word || RuleWords.IsReserved(Current.Text)) throw Expected(what);
        return Next().Text;
    }

    public string ExpectQuoted(string what)
    {
        if (Current.Kind != RuleTokenKind.Quoted) throw Expected(what);
        return Next().Text;
    }

    public RuleException Expected(string what) => At(Current.At, $"expected {what}, found {Current.Shown}");

    public RuleException At(int at, string reason) => RuleException.At(Source.Text, at, reason);
}
