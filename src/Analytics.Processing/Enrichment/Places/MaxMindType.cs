namespace Analytics.Processing.Enrichment.Places;

/// <summary>Types of values, numbered as in the MaxMind DB format.</summary>
internal enum MaxMindType
{
    Extended = 0,
    Pointer = 1,
    Text = 2,
    Double = 3,
    Bytes = 4,
    UInt16 = 5,
    UInt32 = 6,
    Map = 7,
    Int32 = 8,
    UInt64 = 9,
    UInt128 = 10,
    Array = 11,
    Cache = 12,
    End = 13,
    Bool = 14,
    Single = 15,
}
