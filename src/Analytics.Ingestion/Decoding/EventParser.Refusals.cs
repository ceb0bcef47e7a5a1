using System.Text;
using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Decoding;

/// <summary>How the parser says no: the reason, and the place instead of the value.</summary>
internal sealed unsafe partial class EventParser
{
    /// <summary>Why the last event was refused.</summary>
    public Failure Failure;

    /// <summary>Notes why the event is refused.</summary>
    /// <returns>Always false.</returns>
    public bool Refuse(RejectionReason reason, string field, string detail)
    {
        Failure = new Failure { Reason = reason, Field = field, Detail = detail };
        return false;
    }

    private byte* Expected(string what, byte* p)
    {
        var found = p >= _end ? "the end" : *p is > 0x20 and < 0x7F ? $"'{(char)*p}'" : $"byte 0x{*p:X2}";
        Refuse(RejectionReason.MalformedJson, "", $"expected {what}, found {found} at byte {Math.Min(p - _start, _end - _start)}");
        return null;
    }

    private byte* Fault(RejectionReason reason, byte* p, string what)
    {
        Refuse(reason, "", $"{what} at byte {p - _start}");
        return null;
    }

    /// <summary>A value is refused: names the field that it is in, given by the quote that opens its key, unless one inside of it is named already.</summary>
    private byte* In(byte* member)
    {
        if (Failure.Field.Length > 0 || Failure.Reason is RejectionReason.MalformedJson or RejectionReason.TooDeep or RejectionReason.TooManyFields) return null;
        var key = KeyOf(member, out var length);
        Failure.Field = Encoding.UTF8.GetString(key, Math.Min(length, 64));
        return null;
    }

    private byte* BadString(RejectionReason reason, byte* at) => reason switch
    {
        RejectionReason.ControlCharacter => Fault(reason, at, "a NUL or control character in a string"),
        RejectionReason.LoneSurrogate => Fault(reason, at, "half of a surrogate pair"),
        _ => Expected(at >= _end ? "'\"'" : "a valid escape", at),
    };

    private bool Duplicate(byte* key, int length) =>
        Refuse(RejectionReason.DuplicateKey, Encoding.UTF8.GetString(key, Math.Min(length, 64)), "the key is in its object twice");

    private byte* TooDeep(byte* p) => Fault(RejectionReason.TooDeep, p, $"nested deeper than {options.MaxDepth}");

    private byte* TooLong(byte* p) => Fault(RejectionReason.InvalidValue, p, $"a string of more than {options.MaxStringBytes} bytes");

    private bool TooManyFields() => Refuse(RejectionReason.TooManyFields, "", $"more than {options.MaxFields} fields");
}
