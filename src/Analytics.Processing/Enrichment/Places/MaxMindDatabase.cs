using System.Buffers.Binary;
using System.Text;

namespace Analytics.Processing.Enrichment.Places;

/// <summary>
/// Reader of the MaxMind DB format, version 2 (maxmind.github.io/MaxMind-DB), over bytes in memory. Never changes; any thread.
/// A file is a search tree whose nodes are two records of 24, 28 or 32 bits, sixteen zero bytes, the data, and the metadata.
/// </summary>
public sealed class MaxMindDatabase
{
    private const int SeparatorSize = 16;
    private const int MetadataReach = 128 * 1024;

    private readonly ReadOnlyMemory<byte> _tree;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _nodeSize;
    private readonly uint _ipv4Start;

    /// <summary>Opens a database.</summary>
    /// <exception cref="MaxMindDamagedException">The bytes are no MaxMind database, or of an unknown version.</exception>
    public MaxMindDatabase(ReadOnlyMemory<byte> file)
    {
        var metadata = Metadata(file.Span, out var dataEnd);
        var major = metadata.Number(0, "binary_format_major_version"u8);
        if (major != 2) throw new MaxMindDamagedException($"The database has format version {major}; this reader knows version 2.");
        NodeCount = checked((uint)Math.Min(metadata.Number(0, "node_count"u8), uint.MaxValue));
        RecordSize = (int)Math.Min(metadata.Number(0, "record_size"u8), 1024);
        IpVersion = (int)Math.Min(metadata.Number(0, "ip_version"u8), 1024);
        BuildEpoch = (long)Math.Min(metadata.Number(0, "build_epoch"u8), 253402300799UL);
        DatabaseType = metadata.TryFind(0, "database_type"u8, out var type) ? Encoding.UTF8.GetString(metadata.Text(type)) : "";
        if (RecordSize is not (24 or 28 or 32)) throw new MaxMindDamagedException($"Records of {RecordSize} bits are not known; 24, 28 and 32 are.");
        if (IpVersion is not (4 or 6)) throw new MaxMindDamagedException($"IP version {IpVersion} is not known.");
        _nodeSize = RecordSize / 4;
        var treeSize = (long)NodeCount * _nodeSize;
        if (treeSize + SeparatorSize > dataEnd) throw new MaxMindDamagedException($"A tree of {NodeCount} nodes does not fit into the file.");
        _tree = file[..(int)treeSize];
        _data = file[((int)treeSize + SeparatorSize)..dataEnd];
        _ipv4Start = IpVersion == 6 ? Descend(0, 0, 96) : 0;
    }

    /// <summary>Number of nodes in the search tree.</summary>
    public uint NodeCount { get; }

    /// <summary>Bits of a record: 24, 28 or 32.</summary>
    public int RecordSize { get; }

    /// <summary>4, or 6 when it may hold both.</summary>
    public int IpVersion { get; }

    /// <summary>When it was built: seconds since 1970-01-01.</summary>
    public long BuildEpoch { get; }

    /// <summary>Its type, for example <c>GeoLite2-City</c>.</summary>
    public string DatabaseType { get; }

    /// <summary>The data section; positions that <see cref="TryFind"/> returns are in it.</summary>
    public MaxMindData Data => new(_data.Span);

    /// <summary>Finds the data of the network that holds the address; false when no network does.</summary>
    /// <exception cref="MaxMindDamagedException">The tree points outside of the data.</exception>
    public bool TryFind(InternetAddress address, out int position)
    {
        position = 0;
        if (!address.IsIPv4 && IpVersion == 4) return false;
        var (bits, count) = address.IsIPv4 ? (address.Bits << 96, 32) : (address.Bits, 128);
        var record = Descend(address.IsIPv4 ? _ipv4Start : 0, bits, count);
        if (record == NodeCount) return false;
        if (record < NodeCount) throw new MaxMindDamagedException("The tree is deeper than an address is long.");
        var offset = (long)record - NodeCount - SeparatorSize;
        if (offset < 0 || offset >= _data.Length) throw new MaxMindDamagedException($"Record {record} points outside of the data.");
        position = (int)offset;
        return true;
    }

    /// <summary>Follows at most <paramref name="count"/> bits, the highest first; the loop is bounded by them, whatever the tree says.</summary>
    private uint Descend(uint node, UInt128 bits, int count)
    {
        var tree = _tree.Span;
        for (var i = 0; i < count && node < NodeCount; i++)
        {
            node = Record(tree.Slice((int)node * _nodeSize, _nodeSize), (bits >> 127) != 0);
            bits <<= 1;
        }

        return node;
    }

    private uint Record(ReadOnlySpan<byte> node, bool right) => RecordSize switch
    {
        24 => right ? Read24(node[3..]) : Read24(node),
        28 => right ? (uint)(node[3] & 0x0F) << 24 | Read24(node[4..]) : (uint)(node[3] >> 4) << 24 | Read24(node),
        _ => BinaryPrimitives.ReadUInt32BigEndian(right ? node[4..] : node),
    };

    private static uint Read24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);

    private static MaxMindData Metadata(ReadOnlySpan<byte> file, out int start)
    {
        ReadOnlySpan<byte> marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];
        var from = Math.Max(0, file.Length - MetadataReach);
        var at = file[from..].LastIndexOf(marker);
        if (at < 0) throw new MaxMindDamagedException("The bytes are no MaxMind database: its metadata marker is missing.");
        start = from + at;
        return new MaxMindData(file[(start + marker.Length)..]);
    }
}
