using System.Text;

namespace Analytics.Store.Sql;

/// <summary>
/// Cuts ClickHouse's SQL into tokens: comments (<c>--</c>, <c>#!</c>, <c>/* */</c>) vanish, quotes and here-documents are one token. Lazy, because an INSERT's
/// data may follow its text.
/// </summary>
internal static class SqlTokens
{
    /// <summary>The tokens in order.</summary>
    public static IEnumerable<SqlToken> Read(ReadOnlyMemory<byte> sql)
    {
        for (var i = 0; ; )
        {
            i = SkipBlank(sql.Span, i);
            if (i >= sql.Length) yield break;
            var token = ReadOne(sql.Span, i);
            yield return token;
            i = token.End;
        }
    }

    private static SqlToken ReadOne(ReadOnlySpan<byte> sql, int start)
    {
        var c = sql[start];
        if (c is (byte)'`' or (byte)'"') return Quoted(sql, start, SqlTokenKind.QuotedName);
        if (c == '\'') return Quoted(sql, start, SqlTokenKind.Literal);
        if (c == '$' && HereDocumentEnd(sql, start) is > 0 and var hereEnd) return new SqlToken(SqlTokenKind.Literal, start, hereEnd, "");
        if (!IsWord(c)) return new SqlToken(SqlTokenKind.Symbol, start, start + 1, ((char)c).ToString());
        var end = start;
        while (end < sql.Length && IsWord(sql[end])) end++;
        return char.IsAsciiDigit((char)c)
            ? new SqlToken(SqlTokenKind.Literal, start, end, "")
            : new SqlToken(SqlTokenKind.Word, start, end, Encoding.UTF8.GetString(sql[start..end]));
    }

    private static SqlToken Quoted(ReadOnlySpan<byte> sql, int start, SqlTokenKind kind)
    {
        var quote = sql[start];
        var text = new List<byte>();
        var i = start + 1;
        for (; i < sql.Length; i++)
        {
            if (sql[i] == '\\' && i + 1 < sql.Length) text.Add(Unescape(sql, ref i));
            else if (sql[i] != quote) text.Add(sql[i]);
            else if (i + 1 < sql.Length && sql[i + 1] == quote) text.Add(sql[i++]);
            else break;
        }

        return new SqlToken(kind, start, Math.Min(i + 1, sql.Length), kind == SqlTokenKind.Literal ? "" : Encoding.UTF8.GetString([.. text]));
    }

    private static byte Unescape(ReadOnlySpan<byte> sql, ref int i)
    {
        var c = sql[++i];
        if (c != 'x' || i + 2 >= sql.Length) return c;
        if (!byte.TryParse(sql.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)) return c;
        i += 2;
        return value;
    }

    private static int HereDocumentEnd(ReadOnlySpan<byte> sql, int start)
    {
        var second = sql[(start + 1)..].IndexOf((byte)'$');
        if (second < 0) return 0;
        var mark = sql.Slice(start, second + 2);
        foreach (var c in mark[1..^1])
            if (!IsWord(c)) return 0;
        var body = start + mark.Length;
        var end = sql[body..].IndexOf(mark);
        return end < 0 ? 0 : body + end + mark.Length;
    }

    private static int SkipBlank(ReadOnlySpan<byte> sql, int i)
    {
        while (i < sql.Length)
        {
            if (sql[i] <= ' ') i++;
            else if (sql[i..].StartsWith("--"u8) || sql[i..].StartsWith("#!"u8) || sql[i..].StartsWith("# "u8)) i = After(sql, i, "\n"u8);
            else if (sql[i..].StartsWith("/*"u8)) i = After(sql, i + 2, "*/"u8);
            else break;
        }

        return i;
    }

    private static int After(ReadOnlySpan<byte> sql, int start, ReadOnlySpan<byte> mark)
    {
        var found = sql[start..].IndexOf(mark);
        return found < 0 ? sql.Length : start + found + mark.Length;
    }

    private static bool IsWord(byte c) => c is (byte)'_' or >= 0x80 || char.IsAsciiLetterOrDigit((char)c);
}
