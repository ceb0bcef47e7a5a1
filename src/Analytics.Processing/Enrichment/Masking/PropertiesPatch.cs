using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>
/// Masks the personal values of a JSON object of which it is known where they stand, and copies all that is between them: what <see cref="PropertiesMask"/>
/// does, without reading the object. One thread.
/// </summary>
internal sealed class PropertiesPatch(PersonalValues values)
{
    /// <summary>
    /// Appends the masked object, or nothing when there is nothing to mask. False when this object needs the whole reader: nothing is known of it, a value must be
    /// dropped together with its name, or there may be an e-mail address in what is between the values. The target then holds rubbish.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="json">The object.</param>
    /// <param name="offset">Where the object stands, in terms of the values.</param>
    /// <param name="found">The values in the order of the object.</param>
    /// <param name="mayHoldEmail">True when e-mail addresses are looked for everywhere, and there may be one.</param>
    public bool TryAppend(ByteText target, ReadOnlySpan<byte> json, int offset, ReadOnlySpan<PersonalValue> found, bool mayHoldEmail)
    {
        var done = 0;
        foreach (ref readonly var value in found)
        {
            var action = values.ActionFor(value.Kind);
            if (action == MaskingAction.Keep) continue;
            var start = value.Offset - offset;
            if (action == MaskingAction.Drop || !TryCopy(target, json[done..start], mayHoldEmail)) return false;
            done = start + value.Length;
            Mask(target, json[start..done], value.Kind);
        }

        return !found.IsEmpty && (done == 0 ? !mayHoldEmail || !PropertiesMask.MayHoldEmail(json) : TryCopy(target, json[done..], mayHoldEmail));
    }

    private void Mask(ByteText target, ReadOnlySpan<byte> value, PersonalKind kind)
    {
        target.Append((byte)'"');
        values.Append(target, value[0] == '"' ? value[1..^1] : value, kind);
        target.Append((byte)'"');
    }

    private static bool TryCopy(ByteText target, ReadOnlySpan<byte> json, bool mayHoldEmail)
    {
        if (mayHoldEmail && PropertiesMask.MayHoldEmail(json)) return false;
        target.Append(json);
        return true;
    }
}
