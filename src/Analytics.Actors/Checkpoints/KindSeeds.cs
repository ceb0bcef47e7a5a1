using System.Text;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>Identities of records, with the hash and text of each kind's name made once. One thread at a time.</summary>
internal sealed class KindSeeds(ulong seed)
{
    private readonly List<(byte[] Name, string Text, ulong Seed)> _known = [];
    private int _last;

    /// <summary>Identity of the record's entity.</summary>
    public UInt128 Identity(EntityRecord record) => EntityRecord.Identity(Known(record.Kind).Seed, record.Key);

    /// <summary>Name of the record's kind; the same instance each time.</summary>
    public string Kind(EntityRecord record) => Known(record.Kind).Text;

    /// <summary>Hash of a kind's name.</summary>
    public ulong Seed(string kind)
    {
        foreach (var known in _known)
            if (known.Text == kind) return known.Seed;
        return Known(Encoding.UTF8.GetBytes(kind)).Seed;
    }

    private (byte[] Name, string Text, ulong Seed) Known(ReadOnlySpan<byte> name)
    {
        if (_last < _known.Count && name.SequenceEqual(_known[_last].Name)) return _known[_last];
        for (_last = 0; _last < _known.Count; _last++)
            if (name.SequenceEqual(_known[_last].Name)) return _known[_last];
        var text = Encoding.UTF8.GetString(name);
        _known.Add((name.ToArray(), text, EntityRecord.KindSeed(text, seed)));
        return _known[_last];
    }
}
