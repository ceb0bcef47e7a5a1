using System.Runtime.Intrinsics;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>A key that was seen, as it stands in the text with its quotes and colon, and what was found out about it.</summary>
internal unsafe struct KeyEntry
{
    /// <summary>Quote, key, quote, colon, then zeros.</summary>
    public Vector256<byte> Text;

    /// <summary>Ones where <see cref="Text"/> is in use.</summary>
    public Vector256<byte> Mask;

    /// <summary>Hash among unknown keys.</summary>
    public ulong Hash;

    /// <summary>The entry that followed last time.</summary>
    public KeyEntry* Next;

    /// <summary>Bytes of the key.</summary>
    public int Length;

    /// <summary>The known field, or <see cref="Field.Unknown"/>.</summary>
    public Field Field;

    /// <summary>Which personal data the key names.</summary>
    public PersonalKind Personal;
}
