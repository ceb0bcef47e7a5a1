using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>Manifests and borders as bytes. A manifest ends with the CRC-32C of all before it.</summary>
internal static class ManifestCodec
{
    private const ulong Magic = 0x34464E414D4141; // "AAMANF4"

    /// <summary>The bytes of a manifest file.</summary>
    public static byte[] Write(Manifest manifest)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(manifest.Number);
        writer.Write(manifest.Epoch);
        writer.Write(manifest.NextOffset);
        writer.Write(manifest.ClockMicros);
        WriteAll(writer, manifest.Tenants, Write);
        WriteAll(writer, manifest.Sinks, Write);
        WriteAll(writer, manifest.Open, Write);
        WriteAll(writer, manifest.SetAside, Write);
        WriteAll(writer, manifest.Repeat, Write);
        WriteAll(writer, manifest.Files, Write);
        writer.Write(manifest.Bytes);
        writer.Write(manifest.Entities);
        writer.Flush();
        writer.Write(Crc32C.Compute(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads a manifest file.</summary>
    /// <exception cref="CheckpointDamagedException">It is damaged, or another one than its name says.</exception>
    public static Manifest Read(string path, long number)
    {
        var bytes = File.ReadAllBytes(path);
        if (!IsWhole(bytes)) throw new CheckpointDamagedException($"{path} fails its checksum.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic) throw new CheckpointDamagedException($"{path} is of another version.");
        var manifest = Read(bytes);
        return manifest.Number == number ? manifest : throw new CheckpointDamagedException($"{path} holds checkpoint {manifest.Number}.");
    }

    /// <summary>Reads a manifest; null when it is damaged or of another version.</summary>
    public static Manifest? TryRead(byte[] bytes) =>
        IsWhole(bytes) && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == Magic ? Read(bytes) : null;

    private static bool IsWhole(byte[] bytes) =>
        bytes.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) == Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4));

    private static Manifest Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, 8, bytes.Length - 12), Encoding.UTF8);
        return new Manifest(
            reader.ReadInt64(),
            reader.ReadInt64(),
            reader.ReadInt64(),
            reader.ReadInt64(),
            ReadAll(reader, ReadTenant),
            ReadAll(reader, ReadSink),
            ReadAll(reader, ReadOpen),
            ReadAll(reader, ReadSetAside),
            ReadAll(reader, ReadBorder),
            ReadAll(reader, ReadFile),
            reader.ReadInt64(),
            reader.ReadInt64());
    }

    /// <summary>The bytes of a border.</summary>
    public static byte[] Write(CutBorder border)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        Write(writer, border);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads a border whose checksum was checked.</summary>
    public static CutBorder ReadBorder(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        return ReadBorder(reader);
    }

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items) write(writer, item);
    }

    private static T[] ReadAll<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadInt32()];
        for (var i = 0; i < items.Length; i++) items[i] = read(reader);
        return items;
    }

    private static void Write(BinaryWriter writer, TenantMark mark)
    {
        writer.Write(mark.Tenant);
        writer.Write(mark.WatermarkMicros);
        writer.Write(mark.LastArrivalMicros);
    }

    private static TenantMark ReadTenant(BinaryReader reader) => new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());

    private static void Write(BinaryWriter writer, SinkMark mark)
    {
        writer.Write(mark.Sink);
        writer.Write(mark.NextSequence);
        writer.Write(mark.Delivered);
    }

    private static SinkMark ReadSink(BinaryReader reader) => new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());

    private static void Write(BinaryWriter writer, OpenDelivery open)
    {
        writer.Write(open.Sink);
        writer.Write((byte)open.Mode);
        writer.Write(open.Sequence);
        Write(writer, open.Range);
        WriteAll(writer, open.SetAside, Write);
        writer.Write(open.Location.File);
        writer.Write(open.Location.Position);
        writer.Write(open.Location.Length);
        writer.Write(open.Location.Checksum);
    }

    private static OpenDelivery ReadOpen(BinaryReader reader) => new()
    {
        Sink = reader.ReadString(),
        Mode = (DeliveryMode)reader.ReadByte(),
        Sequence = reader.ReadInt64(),
        Range = ReadRange(reader),
        SetAside = ReadAll(reader, ReadRange),
        Location = new PayloadLocation(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadUInt32()),
    };

    private static void Write(BinaryWriter writer, OffsetRange range)
    {
        writer.Write(range.From);
        writer.Write(range.To);
    }

    private static OffsetRange ReadRange(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64());

    private static void Write(BinaryWriter writer, SetAsideEvent aside)
    {
        writer.Write(aside.Offset);
        writer.Write(aside.Stage);
        writer.Write(aside.Detail);
    }

    private static SetAsideEvent ReadSetAside(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadString(), reader.ReadString());

    private static void Write(BinaryWriter writer, CutBorder border)
    {
        writer.Write(border.Number);
        writer.Write(border.NextOffset);
        writer.Write(border.ClockMicros);
        WriteAll(writer, border.SetAside, Write);
        writer.Write7BitEncodedInt(border.Rules.Length);
        writer.Write(border.Rules.Span);
        if (!border.Rules.IsEmpty) writer.Write(border.RulesFrom);
    }

    private static CutBorder ReadBorder(BinaryReader reader)
    {
        var border = new CutBorder(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), ReadAll(reader, ReadSetAside), reader.ReadBytes(reader.Read7BitEncodedInt()));
        return border.Rules.IsEmpty ? border : border with { RulesFrom = reader.ReadInt64() };
    }

    private static void Write(BinaryWriter writer, StateFileEntry file)
    {
        writer.Write(file.Id);
        writer.Write(file.Length);
    }

    private static StateFileEntry ReadFile(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64());
}
