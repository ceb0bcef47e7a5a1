using System.Buffers;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>
/// Rewrites an address so that no personal value is left: credentials before the host, parameters of the query and of the fragment with
/// personal names, and every path segment or parameter that holds an e-mail address or an address with personal parameters, escaped up
/// to four times. One thread.
/// </summary>
internal sealed class UrlMask(PersonalValues values)
{
    private const int MaxEscapes = 4;

    // Without one of them an address has neither parameters nor credentials, e-mail addresses or escapes.
    private static readonly SearchValues<byte> Marks = SearchValues.Create("?#@%"u8);

    private readonly ByteText[] _plain = [.. Enumerable.Range(0, MaxEscapes + 1).Select(_ => new ByteText())];

    /// <summary>True when the address must be rewritten.</summary>
    public bool IsPersonal(ReadOnlySpan<byte> url) => url.IndexOfAny(Marks) >= 0 && IsPersonal(url, 0);

    /// <summary>Appends the masked address.</summary>
    public void Append(ByteText target, ReadOnlySpan<byte> url)
    {
        url = SkipCredentials(target, url);
        var end = url.IndexOfAny((byte)'?', (byte)'#');
        AppendPath(target, end < 0 ? url : url[..end]);
        while (end >= 0)
        {
            var mark = url[end];
            url = url[(end + 1)..];
            end = url.IndexOfAny((byte)'?', (byte)'#');
            target.Append(mark);
            AppendParameters(target, end < 0 ? url : url[..end]);
        }
    }

    /// <summary>Where the parameters start: behind the first question mark or number sign.</summary>
    private static int ParametersStart(ReadOnlySpan<byte> url)
    {
        var at = url.IndexOfAny((byte)'?', (byte)'#');
        return at < 0 ? url.Length : at + 1;
    }

    private bool IsPersonal(ReadOnlySpan<byte> url, int escapes)
    {
        if (HasPersonalName(url[ParametersStart(url)..])) return true;
        if (escapes > 0 && HasPersonalName(url)) return true;
        var mark = url.IndexOfAny((byte)'@', (byte)'%');
        if (mark < 0) return false;
        if (values.MasksEmail && EmailText.IsIn(url)) return true;
        if (HasCredentials(url)) return true;
        if (!url[mark..].Contains((byte)'%')) return false;
        if (escapes == MaxEscapes) return true;
        var plain = _plain[escapes];
        plain.Length = 0;
        plain.Length = UrlText.Unescape(url, plain.Extend(url.Length));
        return plain.Length < url.Length && IsPersonal(plain.Written, escapes + 1);
    }

    // Most names are told apart by their first letters, before it is known where they end.
    private bool HasPersonalName(ReadOnlySpan<byte> parameters)
    {
        while (true)
        {
            var next = parameters.IndexOfAny("&;?#"u8);
            if (PersonalNames.MayBegin(parameters) && IsPersonalParameter(next < 0 ? parameters : parameters[..next])) return true;
            if (next < 0) return false;
            parameters = parameters[(next + 1)..];
        }
    }

    private bool IsPersonalParameter(ReadOnlySpan<byte> parameter)
    {
        var equals = parameter.IndexOf((byte)'=');
        return equals > 0 && values.ActionFor(PersonalNames.Classify(parameter[..equals])) != MaskingAction.Keep;
    }

    private bool HasCredentials(ReadOnlySpan<byte> url) =>
        values.ActionFor(PersonalKind.Other) != MaskingAction.Keep && CredentialsEnd(url, out _) > 0;

    private static int CredentialsEnd(ReadOnlySpan<byte> url, out int start)
    {
        start = url.IndexOf("//"u8) + 2;
        if (start < 2) return 0;
        var authority = url[start..];
        var end = authority.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        if (end >= 0) authority = authority[..end];
        return start + authority.LastIndexOf((byte)'@') + 1 is var at && at > start ? at : 0;
    }

    private ReadOnlySpan<byte> SkipCredentials(ByteText target, ReadOnlySpan<byte> url)
    {
        if (!HasCredentials(url)) return url;
        var end = CredentialsEnd(url, out var start);
        target.Append(url[..start]);
        return url[end..];
    }

    private void AppendPath(ByteText target, ReadOnlySpan<byte> path)
    {
        while (true)
        {
            var end = path.IndexOf((byte)'/');
            AppendPart(target, end < 0 ? path : path[..end], PersonalKind.None);
            if (end < 0) return;
            target.Append((byte)'/');
            path = path[(end + 1)..];
        }
    }

    private void AppendParameters(ByteText target, ReadOnlySpan<byte> query)
    {
        var empty = target.Length;
        while (UrlText.TryReadNext(ref query, out var name, out var value))
        {
            var before = target.Length;
            if (before > empty) target.Append((byte)'&');
            var written = target.Length;
            AppendPart(target, name, PersonalKind.None);
            if (value.IsEmpty) continue;
            target.Append((byte)'=');
            var kind = KindOf(name);
            if (values.ActionFor(kind) == MaskingAction.Drop || written == target.Length - 1) target.Length = before;
            else AppendPart(target, value, kind);
        }
    }

    private PersonalKind KindOf(ReadOnlySpan<byte> name)
    {
        if (!UrlText.IsEscaped(name)) return PersonalNames.Classify(name);
        return PersonalNames.Classify(Unescaped(name));
    }

    /// <summary>Appends a segment, name or value: masked as a whole when its kind or anything in it is personal.</summary>
    private void AppendPart(ByteText target, ReadOnlySpan<byte> part, PersonalKind kind)
    {
        if (values.ActionFor(kind) == MaskingAction.Keep)
        {
            if (!IsPersonal(part, 1))
            {
                target.Append(part);
                return;
            }

            kind = PersonalKind.Email;
            if (!values.MasksEmail) kind = PersonalKind.Other;
        }

        // What masking leaves is hexadecimal, an address or a domain: nothing in it parts parameters.
        values.Append(target, UrlText.IsEscaped(part) ? Unescaped(part) : part, kind);
    }

    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        var plain = _plain[0];
        plain.Length = 0;
        plain.Length = UrlText.Unescape(text, plain.Extend(text.Length));
        return plain.Written;
    }
}
