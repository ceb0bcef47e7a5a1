using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>What a request says about itself, as record headers.</summary>
internal static class RequestHeaders
{
    private const int MaxUserAgentChars = 1024;

    /// <summary>Appends the headers that all records of the request share.</summary>
    public static Utf8Slice Append(RecordBatch target, IngestionContext context)
    {
        var start = target.Length;
        if (context.Tenant is { } tenant) Add(target, RecordHeaders.Tenant, tenant);
        var shape = context.Shape.Name();
        if (!shape.IsEmpty) Add(target, RecordHeaders.Shape, shape);
        if (context.ClientAddress is { } address) Add(target, RecordHeaders.ClientAddress, address);
        if (context.UserAgent is { } agent) Add(target, RecordHeaders.UserAgent, agent.AsSpan(0, Math.Min(agent.Length, MaxUserAgentChars)));
        target.Append(context.RecordHeaders.Span);
        return new Utf8Slice(start, target.Length - start);
    }

    /// <summary>Appends the shared headers once more, with an assigned id behind them.</summary>
    public static Utf8Slice AppendAssigned(RecordBatch target, Utf8Slice shared, ReadOnlySpan<char> id, out Utf8Slice value)
    {
        var start = target.Length;
        target.Reserve(shared.Length);
        target.Append(target.Bytes(shared));
        Add(target, RecordHeaders.AssignedId, id);
        var length = Encoding.UTF8.GetByteCount(id);
        value = new Utf8Slice(target.Length - length, length);
        return new Utf8Slice(start, target.Length - start);
    }

    /// <summary>One header of a record by itself; a name above 255 bytes and a value above 65,535 are cut.</summary>
    public static byte[] Encode(string name, string value)
    {
        var (nameBytes, valueBytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        if (nameBytes.Length > byte.MaxValue) nameBytes = nameBytes[..byte.MaxValue];
        var header = new byte[RecordHeaders.SizeOf(nameBytes.Length, Math.Min(valueBytes.Length, ushort.MaxValue))];
        RecordHeaders.Write(header, nameBytes, valueBytes);
        return header;
    }

    private static void Add(RecordBatch target, ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[value.Length * 3];
        Add(target, name, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    private static void Add(RecordBatch target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        target.Commit(RecordHeaders.Write(target.Reserve(RecordHeaders.SizeOf(name.Length, value.Length)), name, value));
}
