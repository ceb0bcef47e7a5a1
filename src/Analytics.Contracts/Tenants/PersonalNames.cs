using System.Buffers.Binary;

namespace Analytics.Contracts.Tenants;

/// <summary>
/// Names of fields whose values are personal data. Letters and digits decide, whatever the case and the separators: <c>E-Mail</c>,
/// <c>e_mail</c> and <c>$email</c> are one name. The decoder flags events by them and masking acts on them.
/// </summary>
public static class PersonalNames
{
    /// <summary>Most letters and digits in a name; longer ones are not personal.</summary>
    public const int MaxLength = 16;

    private const int Slots = 256;

    /// <summary>Names of e-mail addresses.</summary>
    public static IReadOnlyList<string> Email { get; } = ["email", "mail", "useremail", "emailaddress", "customeremail"];

    /// <summary>Names of client addresses.</summary>
    public static IReadOnlyList<string> Ip { get; } = ["ip", "ipaddress", "clientip", "userip", "remoteaddr"];

    /// <summary>Names of other personal values, secrets included.</summary>
    public static IReadOnlyList<string> Other { get; } =
    [
        "phone", "phonenumber", "mobile", "tel", "name", "fullname", "firstname", "lastname", "surname", "username", "card", "cardnumber",
        "pan", "cvv", "cvc", "iban", "accountnumber", "address", "street", "postaladdress", "birthdate", "birthday", "dateofbirth", "dob",
        "ssn", "passport", "taxid", "password", "token", "secret",
    ];

    private static readonly UInt128[] Keys = new UInt128[Slots];
    private static readonly PersonalKind[] Kinds = new PersonalKind[Slots];
    private static readonly bool[] Beginnings = new bool[1024];

    static PersonalNames()
    {
        foreach (var name in Email) Add(name, PersonalKind.Email);
        foreach (var name in Ip) Add(name, PersonalKind.Ip);
        foreach (var name in Other) Add(name, PersonalKind.Other);
    }

    /// <summary>What a field of this name holds. Names are compared without escapes: unescape JSON keys and URL parameters first.</summary>
    public static PersonalKind Classify(ReadOnlySpan<byte> name)
    {
        var first = NextLetter(ref name);
        var rest = name;
        if (!Beginnings[Beginning(first, NextLetter(ref rest))] || !TryPack(first, name, out var key)) return PersonalKind.None;
        for (var slot = SlotOf(key); Keys[slot] != 0; slot = (slot + 1) % Slots)
            if (Keys[slot] == key) return Kinds[slot];
        return PersonalKind.None;
    }

    /// <summary>False when nothing that begins like this is a personal name; a cheap first look.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text)
    {
        var first = NextLetter(ref text);
        return Beginnings[Beginning(first, NextLetter(ref text))];
    }

    private static void Add(string name, PersonalKind kind)
    {
        var letters = System.Text.Encoding.ASCII.GetBytes(name);
        if (!TryPack(letters[0], letters.AsSpan(1), out var key)) throw new ArgumentException(name);
        var slot = SlotOf(key);
        while (Keys[slot] != 0) slot = (slot + 1) % Slots;
        Keys[slot] = key;
        Kinds[slot] = kind;
        Beginnings[Beginning(letters[0], letters[1])] = true;
    }

    // Most names are told apart by their first two letters.
    private static int Beginning(byte first, byte second) => (first & 31) << 5 | (second & 31);

    private static byte NextLetter(ref ReadOnlySpan<byte> name)
    {
        byte letter = 0;
        while (letter == 0 && !name.IsEmpty)
        {
            letter = Fold(name[0]);
            name = name[1..];
        }

        return letter;
    }

    private static bool TryPack(byte first, ReadOnlySpan<byte> name, out UInt128 key)
    {
        Span<byte> packed = stackalloc byte[MaxLength];
        packed.Clear();
        packed[0] = first;
        key = 0;
        var length = 1;
        foreach (var value in name)
        {
            var folded = Fold(value);
            if (folded == 0) continue;
            if (length == MaxLength) return false;
            packed[length++] = folded;
        }

        key = BinaryPrimitives.ReadUInt128LittleEndian(packed);
        return true;
    }

    private static int SlotOf(UInt128 key) => (int)((((ulong)key ^ (ulong)(key >> 64)) * 0x9E3779B97F4A7C15) >> 56);

    // Bytes above ASCII count as letters, so that "ipß" is not "ip".
    private static byte Fold(byte value) => value switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(value | 0x20),
        (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or >= 0x80 => value,
        _ => 0,
    };
}
