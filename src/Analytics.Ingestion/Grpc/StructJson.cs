using System.Globalization;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Ingestion.Grpc;

/// <summary>Writes a <c>google.protobuf.Struct</c> as JSON, straight from its bytes.</summary>
internal static class StructJson
{
    private const int MapKey = 1;
    private const int MapValue = 2;

    /// <summary>Appends the object.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="message">The struct.</param>
    /// <param name="depth">How much deeper it may go. What is deeper is left out, since an event with so much refuses anyway.</param>
    public static void Append(RecordBatch target, ReadOnlySpan<byte> message, int depth)
    {
        target.Append("{"u8);
        var isFirst = true;
        var wire = new WireReader(message);
        while (depth >= 0 && wire.Next())
        {
            if (wire.Field != Struct.FieldsFieldNumber || !wire.HasBytes)
            {
                wire.Skip();
                continue;
            }

            if (!isFirst) target.Append(","u8);
            isFirst = false;
            AppendMember(target, wire.ReadBytes(), depth);
        }

        target.Append("}"u8);
    }

    private static void AppendMember(RecordBatch target, ReadOnlySpan<byte> entry, int depth)
    {
        ReadOnlySpan<byte> key = default, value = default;
        var wire = new WireReader(entry);
        while (wire.Next())
        {
            if (wire.Field == MapKey && wire.HasBytes) key = wire.ReadBytes();
            else if (wire.Field == MapValue && wire.HasBytes) value = wire.ReadBytes();
            else wire.Skip();
        }

        JsonString.Append(target, key);
        target.Append(":"u8);
        AppendValue(target, value, depth - 1);
    }

    private static void AppendList(RecordBatch target, ReadOnlySpan<byte> list, int depth)
    {
        target.Append("["u8);
        var isFirst = true;
        var wire = new WireReader(list);
        while (depth >= 0 && wire.Next())
        {
            if (wire.Field != ListValue.ValuesFieldNumber || !wire.HasBytes)
            {
                wire.Skip();
                continue;
            }

            if (!isFirst) target.Append(","u8);
            isFirst = false;
            AppendValue(target, wire.ReadBytes(), depth - 1);
        }

        target.Append("]"u8);
    }

    // A value without a kind is null, as a proto3 message without fields is.
    private static void AppendValue(RecordBatch target, ReadOnlySpan<byte> value, int depth)
    {
        var wire = new WireReader(value);
        if (!wire.Next())
        {
            target.Append("null"u8);
            return;
        }

        switch (wire.Field)
        {
            case Value.NumberValueFieldNumber when wire.HasFixed64:
                AppendNumber(target, wire.ReadDouble());
                break;
            case Value.StringValueFieldNumber when wire.HasBytes:
                JsonString.Append(target, wire.ReadBytes());
                break;
            case Value.BoolValueFieldNumber when wire.HasVarint:
                target.Append(wire.ReadVarint() != 0 ? "true"u8 : "false"u8);
                break;
            case Value.StructValueFieldNumber when wire.HasBytes:
                Append(target, wire.ReadBytes(), depth);
                break;
            case Value.ListValueFieldNumber when wire.HasBytes:
                AppendList(target, wire.ReadBytes(), depth);
                break;
            default:
                target.Append("null"u8);
                break;
        }
    }

    // JSON has no infinity: beyond the range of a double is what the decoder refuses as such.
    private static void AppendNumber(RecordBatch target, double number)
    {
        if (!double.IsFinite(number))
        {
            target.Append("1e999"u8);
            return;
        }

        number.TryFormat(target.Reserve(32), out var length, "R", CultureInfo.InvariantCulture);
        target.Commit(length);
    }
}
