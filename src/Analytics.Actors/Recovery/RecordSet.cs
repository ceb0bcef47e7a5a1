namespace Analytics.Actors.Recovery;

/// <summary>Some of the records of state files, by how many came before them: a bit each.</summary>
internal sealed class RecordSet
{
    private ulong[] _bits = new ulong[1024];

    /// <summary>Puts a record into it.</summary>
    public void Add(int number)
    {
        if (number >> 6 >= _bits.Length) Array.Resize(ref _bits, Math.Max(_bits.Length * 2, (number >> 6) + 1));
        _bits[number >> 6] |= 1UL << number;
    }

    /// <summary>Takes one out that was put in.</summary>
    public void Remove(int number) => _bits[number >> 6] &= ~(1UL << number);

    /// <summary>Whether it is in.</summary>
    public bool Contains(int number) => number >> 6 < _bits.Length && (_bits[number >> 6] >> number & 1) != 0;
}
