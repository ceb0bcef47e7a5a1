using System.Text;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>JSON that is nearly right: generated from the grammar with known and unknown fields, then damaged in one or two places, or not.</summary>
internal sealed class FuzzedJson(Random random)
{
    private static readonly string[] Keys =
    [
        "event_type", "eventType", "user_id", "userEmail", "id", "timestamp", "event_data", "properties", "metadata", "context", "platform", "url",
        "amount", "price", "total", "product_id", "currency", "quantity", "a", "b", "a_long_key_beyond_sixteen_bytes", "a_long_key_beyond_sixteen_bytez", "é", "\\u0061", "email", "page", "campaign", "", "ip", "Phone-Number", "address", "\\u0069p",
    ];

    private static readonly string[] Texts =
    [
        "", "x", "page_view", "user_1", "a@b.co", "2026-01-01T00:00:00Z", "2026-01-01", "12.5", "é€😀", "\\u00e9", "\\ud83d\\ude00", "\\n\\t\\\"\\\\\\/", "USD",
        "a text of more than thirty-two bytes, so that it needs two vectors", "\\ud800", "\\udc00", "\\u0000", "\\x", "\\u12", "\u0001", "\\ud83dx", "\\ud83d\\u0041",
    ];

    private static readonly string[] Numbers =
        ["0", "-0", "1", "-1", "12.5", "1e3", "1E-2", "1e308", "1e309", "-1e999", "1e-400", "00", "01", "1.", ".5", "-", "+1", "1e", "1e+", "0.1e1", "123456789012345678901234567890", "NaN", "Infinity", "0x1"];

    private static readonly string[] Mutations = ["\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "0", "e", "\0", "\u001f", "é", "t", "-"];

    /// <summary>The next text.</summary>
    public byte[] Next()
    {
        var text = new StringBuilder();
        if (random.Next(50) == 0) Value(text, 0);
        else Object(text, 0);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var damages = random.Next(6) - 3; damages > 0; damages--) bytes = Damage(bytes);
        return bytes;
    }

    private byte[] Damage(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;
        var at = random.Next(bytes.Length);
        return random.Next(5) switch
        {
            0 => [.. bytes[..at], .. bytes[(at + 1)..]],
            1 => bytes[..at],
            2 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            3 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Mutations[random.Next(Mutations.Length)]), .. bytes[at..]],
            _ => [.. bytes[..at], .. bytes[random.Next(at + 1)..at], .. bytes[at..]],
        };
    }

    private void Object(StringBuilder text, int depth)
    {
        text.Append('{');
        var used = new HashSet<string>();
        for (var i = random.Next(depth == 0 ? 10 : 4); i > 0; i--)
        {
            var key = Keys[random.Next(Keys.Length)];
            if (!used.Add(key) && random.Next(50) != 0) continue;
            if (text[^1] != '{') text.Append(',');
            Space(text);
            text.Append('"').Append(key).Append('"');
            Space(text);
            text.Append(':');
            Space(text);
            Value(text, depth + 1);
        }

        text.Append('}');
    }

    private void Value(StringBuilder text, int depth)
    {
        switch (random.Next(depth > 6 ? 5 : 8))
        {
            case 0 or 1 or 2:
                text.Append('"').Append(Texts[random.Next(random.Next(10) == 0 ? Texts.Length : 14)]).Append('"');
                break;
            case 3:
                text.Append(Numbers[random.Next(random.Next(10) == 0 ? Numbers.Length : 8)]);
                break;
            case 4:
                text.Append(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" });
                break;
            case 5:
                Array(text, depth);
                break;
            default:
                Object(text, depth);
                break;
        }
    }

    private void Array(StringBuilder text, int depth)
    {
        text.Append('[');
        for (var i = random.Next(4); i > 0; i--)
        {
            Value(text, depth + 1);
            if (i > 1) text.Append(',');
            Space(text);
        }

        if (random.Next(200) == 0) text.Append('[', 40).Append(']', 40);
        text.Append(']');
    }

    private void Space(StringBuilder text)
    {
        if (random.Next(4) == 0) text.Append(" \n\t\r"[random.Next(4)], random.Next(1, 3));
    }
}
