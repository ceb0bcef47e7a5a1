using System.Diagnostics.CodeAnalysis;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Rules;

/// <summary>What a shard says of what it sends to where rules run that watch other keys. A later one replaces all before.</summary>
/// <param name="Switches">How often its rules were switched.</param>
/// <param name="Completed">How many pasts it has sent to the end.</param>
/// <param name="Number">Number of the revision that it runs.</param>
/// <param name="Sent">What it sends for each rule.</param>
/// <param name="Pending">Pasts that are not sent to the end yet.</param>
internal sealed record SenderSaid(long Switches, long Completed, long Number, SentRules Sent, IReadOnlyList<ulong> Pending)
{
    private const byte Format = 1;

    /// <summary>Whether it was said behind another one, in whichever order they are read.</summary>
    public bool IsNewerThan(SenderSaid other) => Switches > other.Switches || (Switches == other.Switches && Completed > other.Completed);

    /// <summary>What it says of a rule whose past, if it has one, is all there; null for any other.</summary>
    public SentRule? Of(ulong rule) => Sent.Rules.TryGetValue(rule, out var sent) && !Pending.Contains(sent.Past) ? sent : null;

    /// <summary>As bytes.</summary>
    public byte[] Write()
    {
        var room = new byte[1 + 4 * StateWriter.MostVarintBytes + Sent.MostBytes + sizeof(ulong) * Pending.Count];
        var writer = new StateWriter(room);
        writer.Byte(Format);
        writer.Varint((ulong)Switches);
        writer.Varint((ulong)Completed);
        writer.SignedVarint(Number);
        Sent.Write(ref writer);
        writer.Varint((ulong)Pending.Count);
        foreach (var past in Pending) writer.UInt64(past);
        return room[..writer.Position];
    }

    /// <summary>Reads what <see cref="Write"/> wrote; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SenderSaid? said)
    {
        try
        {
            said = Read(bytes);
            return true;
        }
        catch (StateDamagedException)
        {
            said = null;
            return false;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="StateDamagedException">It is none.</exception>
    public static SenderSaid Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        reader.Expect(Format);
        var (switches, completed, number) = ((long)reader.Varint(), (long)reader.Varint(), reader.SignedVarint());
        var sent = SentRules.Read(ref reader);
        var pending = new ulong[reader.Count(bytes.Length)];
        for (var i = 0; i < pending.Length; i++) pending[i] = reader.UInt64();
        return new SenderSaid(switches, completed, number, sent, pending);
    }
}
