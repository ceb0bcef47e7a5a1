using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding.CloudEvents;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// What a record's headers say. Records of one request, and mostly those of one client, have equal headers: then they are compared, not read again.
/// </summary>
internal sealed class RecordContext
{
    private byte[] _last = new byte[256];
    private int _lastLength = -1;
    private int _lastOffset;

    /// <summary>Name of the tenant; empty when the request named none.</summary>
    public Utf8Slice Tenant { get; private set; }

    /// <summary>Symbol of the tenant; 0 until it is resolved.</summary>
    public int TenantSymbol { get; set; }

    /// <summary>The forced shape, or <see cref="EventShape.Auto"/>.</summary>
    public EventShape Shape { get; private set; }

    /// <summary>The client's address.</summary>
    public Utf8Slice ClientAddress { get; private set; }

    /// <summary>The client's user agent.</summary>
    public Utf8Slice UserAgent { get; private set; }

    /// <summary>Id given to an event without one.</summary>
    public Utf8Slice AssignedId { get; private set; }

    /// <summary>Type given to an event that names none; empty when none was given.</summary>
    public Utf8Slice AssignedType { get; private set; }

    /// <summary>True when <see cref="AssignedType"/> is a type that everybody knows.</summary>
    public bool IsAssignedTypeKnown { get; private set; }

    /// <summary>Time given to an event that has none; empty when none was given.</summary>
    public Utf8Slice AssignedTime { get; private set; }

    /// <summary>The type of content that the producer named; empty when it named none.</summary>
    public Utf8Slice ContentType { get; private set; }

    /// <summary>True for a CloudEvent whose attributes stand in the value.</summary>
    public bool IsStructured { get; private set; }

    /// <summary>True for a CloudEvent of either mode.</summary>
    public bool IsCloudEvent { get; private set; }

    /// <summary>True when the headers have neither an at sign nor a backslash.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Reads the headers of a record.</summary>
    public void Read(RecordBatch records, Utf8Slice headers)
    {
        var bytes = records.Bytes(headers);
        if (bytes.Length == _lastLength && bytes.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            Move(headers.Offset - _lastOffset);
        }
        else
        {
            ReadAll(bytes, headers.Offset);
            if (_last.Length < bytes.Length) _last = new byte[bytes.Length];
            bytes.CopyTo(_last);
            _lastLength = bytes.Length;
        }

        _lastOffset = headers.Offset;
    }

    private void Move(int by)
    {
        if (by == 0) return;
        Tenant = Tenant with { Offset = Tenant.Offset + by };
        ClientAddress = ClientAddress with { Offset = ClientAddress.Offset + by };
        UserAgent = UserAgent with { Offset = UserAgent.Offset + by };
        AssignedId = AssignedId with { Offset = AssignedId.Offset + by };
        AssignedType = AssignedType with { Offset = AssignedType.Offset + by };
        AssignedTime = AssignedTime with { Offset = AssignedTime.Offset + by };
        ContentType = ContentType with { Offset = ContentType.Offset + by };
    }

    private void ReadAll(ReadOnlySpan<byte> bytes, int offset)
    {
        Tenant = ClientAddress = UserAgent = AssignedId = AssignedType = AssignedTime = ContentType = default;
        IsStructured = IsCloudEvent = IsAssignedTypeKnown = false;
        Shape = EventShape.Auto;
        TenantSymbol = 0;
        IsPlain = bytes.IndexOfAny((byte)'@', (byte)'\\') < 0;
        var rest = bytes;
        while (RecordHeaders.TryReadNext(ref rest, out var name, out var value))
            Take(name, value, new Utf8Slice(offset + bytes.Length - rest.Length - value.Length, value.Length));
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Utf8Slice slice)
    {
        if (name.SequenceEqual(RecordHeaders.Tenant)) Tenant = slice;
        else if (name.SequenceEqual(RecordHeaders.Shape)) Shape = ShapeNames.Parse(value);
        else if (name.SequenceEqual(RecordHeaders.ClientAddress)) ClientAddress = slice;
        else if (name.SequenceEqual(RecordHeaders.UserAgent)) UserAgent = slice;
        else if (name.SequenceEqual(RecordHeaders.AssignedId)) AssignedId = slice;
        else if (name.SequenceEqual(RecordHeaders.AssignedType)) TakeType(value, slice);
        else if (name.SequenceEqual(RecordHeaders.AssignedTime)) AssignedTime = slice;
        else if (name.SequenceEqual(RecordHeaders.ContentType)) TakeContentType(value, slice);
        else if (name.StartsWith(CloudContent.Prefix)) IsCloudEvent = true;
    }

    private void TakeType(ReadOnlySpan<byte> value, Utf8Slice slice)
    {
        AssignedType = slice;
        IsAssignedTypeKnown = EventTypes.KindOf(EventTypes.Text(value)) != EventKind.Other;
    }

    private void TakeContentType(ReadOnlySpan<byte> value, Utf8Slice slice)
    {
        ContentType = slice;
        if (CloudContent.IsStructured(value)) IsStructured = IsCloudEvent = true;
    }
}
