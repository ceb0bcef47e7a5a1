using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Entities.Patterns;

/// <summary>Key of what is remembered, in storage: what is watched, a zero, the tenant, a zero, the value, and the hash that it is found by (8 bytes). A tenant's clock has an empty first part.</summary>
internal static class PatternKey
{
    public static byte[] Write(string watched, int tenant, ReadOnlySpan<byte> value, ulong hash)
    {
        var name = Encoding.UTF8.GetBytes(watched);
        var owner = Symbols.Utf8(tenant);
        var key = new byte[name.Length + owner.Length + value.Length + 2 + sizeof(ulong)];
        name.CopyTo(key, 0);
        owner.CopyTo(key.AsSpan(name.Length + 1));
        value.CopyTo(key.AsSpan(name.Length + owner.Length + 2));
        BinaryPrimitives.WriteUInt64LittleEndian(key.AsSpan(key.Length - sizeof(ulong)), hash);
        return key;
    }

    /// <summary>Takes a key apart.</summary>
    public static void Read(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> watched, out ReadOnlySpan<byte> tenant, out ReadOnlySpan<byte> value, out ulong hash)
    {
        var first = key.IndexOf((byte)0);
        watched = key[..first];
        var rest = key[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        tenant = rest[..second];
        value = rest[(second + 1)..^sizeof(ulong)];
        hash = BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]);
    }

    /// <summary>The value of a key.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> key)
    {
        Read(key, out _, out _, out var value, out _);
        return value;
    }

    /// <summary>A key for people: <c>tenant:ann</c>, or <c>tenant:card=4111</c> when something else than users is watched.</summary>
    public static string Label(ReadOnlySpan<byte> key)
    {
        Read(key, out var watched, out var tenant, out var value, out _);
        var shown = Encoding.UTF8.GetString(value).Replace('\0', '/');
        return watched.SequenceEqual("user"u8) ? $"{Encoding.UTF8.GetString(tenant)}:{shown}" : $"{Encoding.UTF8.GetString(tenant)}:{Encoding.UTF8.GetString(watched)}={shown}";
    }
}
