using System.Text;

namespace Analytics.Processing.Tests.Enrichment;

/// <summary>Writes small databases by the published format, for one network: 192.0.2.0/24, or 2001:db8::/32.</summary>
internal static class TinyDatabase
{
    public static byte[] Build(int recordSize, int ipVersion, byte[] data, UInt128 network, int prefix, uint dataOffset = 0)
    {
        var nodes = (uint)prefix;
        var tree = new byte[nodes * recordSize / 4];
        for (uint node = 0; node < nodes; node++)
        {
            var bit = (network >> (127 - (int)node) & 1) != 0;
            var next = node + 1 == nodes ? nodes + 16 + dataOffset : node + 1;
            var record = tree.AsSpan((int)node * recordSize / 4);
            Write(record, recordSize, bit ? nodes : next, bit ? next : nodes);
        }

        byte[] marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];
        return [.. tree, .. new byte[16], .. data, .. marker, .. Metadata(nodes, recordSize, ipVersion)];
    }

    public static byte[] Text(string text) => [(byte)(2 << 5 | text.Length), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Map(params byte[][] values) => [(byte)(7 << 5 | values.Length / 2), .. values.SelectMany(value => value)];

    public static byte[] UInt(int type, uint value) => type == 9
        ? [4, 2, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]
        : [(byte)(type << 5 | 4), (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Pointer(int target) => [(byte)(1 << 5 | target >> 8), (byte)target];

    private static byte[] Metadata(uint nodes, int recordSize, int ipVersion) => Map(
        Text("binary_format_major_version"), [5 << 5 | 1, 2],
        Text("node_count"), UInt(6, nodes),
        Text("record_size"), [5 << 5 | 1, (byte)recordSize],
        Text("ip_version"), [5 << 5 | 1, (byte)ipVersion],
        Text("build_epoch"), UInt(9, 1_700_000_000),
        Text("database_type"), Text("Tiny"));

    private static void Write(Span<byte> node, int recordSize, uint left, uint right)
    {
        var half = recordSize / 8;
        switch (recordSize)
        {
            case 24:
                WriteBig(node[..3], left);
                WriteBig(node[3..6], right);
                break;
            case 28:
                WriteBig(node[..3], left & 0xFFFFFF);
                node[3] = (byte)(left >> 24 << 4 | right >> 24);
                WriteBig(node[4..7], right & 0xFFFFFF);
                break;
            default:
                WriteBig(node[..half], left);
                WriteBig(node[half..(half * 2)], right);
                break;
        }
    }

    private static void WriteBig(Span<byte> target, uint value)
    {
        for (var i = target.Length - 1; i >= 0; i--, value >>= 8) target[i] = (byte)value;
    }
}
