using System.Runtime.Intrinsics;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>Puts what a tenant's policy allows in place of personal values. One thread.</summary>
internal sealed class PersonalValues(PersonalHashes hashes)
{
    private TenantSettings _settings = new();
    private int _tenant;
    private Vector128<byte> _address;

    /// <summary>True when e-mail addresses are looked for everywhere.</summary>
    public bool MasksEmail => _settings.Email != MaskingAction.Keep;

    /// <summary>True when nothing is masked.</summary>
    public bool KeepsAll => !MasksEmail && _settings is { Ip: MaskingAction.Keep, Personal: MaskingAction.Keep };

    /// <summary>Masks for this tenant from now on.</summary>
    public void Use(int tenant, TenantSettings settings)
    {
        _tenant = tenant;
        _settings = settings;
    }

    /// <summary>What the tenant wants done with a kind of value.</summary>
    public MaskingAction ActionFor(PersonalKind kind) => kind switch
    {
        PersonalKind.Email => _settings.Email,
        PersonalKind.Ip => _settings.Ip,
        PersonalKind.Other => _settings.Personal,
        _ => MaskingAction.Keep,
    };

    /// <summary>Whether a text is a dotted IPv4 address. An event says the address of its client twice: the second time is a comparison.</summary>
    public bool IsDotted(ReadOnlySpan<byte> text)
    {
        if (!DottedAddress.MayBeOne(text)) return false;
        var bytes = DottedAddress.Load(text);
        if (bytes == _address) return true;
        if (!DottedAddress.TryParse(text, out _)) return false;
        _address = bytes;
        return true;
    }

    /// <summary>Appends what is left of a value: nothing when it is dropped.</summary>
    public void Append(ByteText target, ReadOnlySpan<byte> value, PersonalKind kind)
    {
        var action = ActionFor(kind);
        if (action == MaskingAction.Keep) target.Append(value);
        else if (action != MaskingAction.Drop && !(action == MaskingAction.Truncate && TryTruncate(target, value, kind)))
            hashes.Write(_tenant, value, target.Extend(PersonalHashes.TextLength));
    }

    /// <summary>Appends a text with its e-mail addresses masked.</summary>
    public void AppendText(ByteText target, ReadOnlySpan<byte> text)
    {
        var done = 0;
        while (MasksEmail && EmailText.TryFind(text, done, out var start, out var end))
        {
            target.Append(text[done..start]);
            Append(target, text[start..end], PersonalKind.Email);
            done = end;
        }

        target.Append(text[done..]);
    }

    private bool TryTruncate(ByteText target, ReadOnlySpan<byte> value, PersonalKind kind)
    {
        if (kind == PersonalKind.Ip) return TryAppendNetwork(target, value);
        if (kind != PersonalKind.Email || !EmailText.TryFind(value, 0, out var start, out var end) || start != 0 || end != value.Length) return false;
        target.Append(value[value.LastIndexOf((byte)'@')..]);
        return true;
    }

    private bool TryAppendNetwork(ByteText target, ReadOnlySpan<byte> text)
    {
        if (IsDotted(text))
        {
            var room = target.Extend(DottedAddress.Room);
            target.Length += DottedAddress.WriteNetwork(text, room) - DottedAddress.Room;
            return true;
        }

        if (!InternetAddress.TryParse(text, out var address)) return false;
        Span<byte> written = stackalloc byte[InternetAddress.MaxTextLength];
        target.Append(written[..address.Network().Write(written)]);
        return true;
    }
}
