using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Events;
using Analytics.Processing.Sessions;
using Analytics.Processing.State;

namespace Analytics.Actors.Entities.Sessions;

/// <summary>
/// Key of a user's sessions in storage: what the id is (one byte), the tenant's name, a zero, the id, and the hash where the id alone does not tell users apart.
/// </summary>
internal static class SessionKey
{
    private const int HashBytes = sizeof(ulong);

    /// <summary>Bytes of a key.</summary>
    public static int Length(int tenant, UserIdentity identity, int idLength) =>
        2 + Symbols.Utf8(tenant).Length + idLength + ((identity & UserIdentity.ByHash) != 0 ? HashBytes : 0);

    /// <summary>Writes a key and returns it.</summary>
    public static ReadOnlySpan<byte> Write(Span<byte> target, int tenant, UserIdentity identity, ReadOnlySpan<byte> id, ulong hash)
    {
        var name = Symbols.Utf8(tenant);
        target[0] = (byte)identity;
        name.CopyTo(target[1..]);
        target[1 + name.Length] = 0;
        id.CopyTo(target[(2 + name.Length)..]);
        var length = Length(tenant, identity, id.Length);
        if ((identity & UserIdentity.ByHash) != 0) BinaryPrimitives.WriteUInt64LittleEndian(target[(length - HashBytes)..], hash);
        return target[..length];
    }

    /// <summary>Takes a key apart.</summary>
    public static void Read(ReadOnlySpan<byte> key, out int tenant, out UserIdentity identity, out ReadOnlySpan<byte> id)
    {
        var end = key.Length < 2 ? -1 : key[1..].IndexOf((byte)0);
        if (end < 0) throw new StateDamagedException($"'{Encoding.UTF8.GetString(key)}' is not the key of a user's sessions.");
        identity = (UserIdentity)key[0];
        tenant = Symbols.Intern(key[1..(1 + end)]);
        id = key[(2 + end)..];
        if ((identity & UserIdentity.ByHash) != 0) id = id[..^HashBytes];
    }
}
