namespace Analytics.Ingestion.Decoding;

/// <summary>The keys that one object has shown so far: known ones as bits, the others under its serial number in <see cref="UnknownKeys"/>.</summary>
internal struct KeySet
{
    /// <summary>Known fields below 64.</summary>
    public ulong Envelope;

    /// <summary>Known fields from 64 on.</summary>
    public ulong Content;

    /// <summary>Number of the object, unique for the decoder's life.</summary>
    public long Serial;

    /// <summary>Adds a known field; false when it was there.</summary>
    public bool Add(Field field)
    {
        var bit = 1UL << (int)field;
        if ((int)field < 64)
        {
            if ((Envelope & bit) != 0) return false;
            Envelope |= bit;
            return true;
        }

        if ((Content & bit) != 0) return false;
        Content |= bit;
        return true;
    }
}
