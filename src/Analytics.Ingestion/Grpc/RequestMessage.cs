using Analytics.Contracts.Events;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>
/// Finds the events of an <c>IngestRequest</c> in the bytes that a work set holds. An event sent as JSON stays where it is in the message; one sent as fields is
/// written out behind it. One pass, nothing allocated for an event.
/// </summary>
internal static class RequestMessage
{
    /// <summary>Adds the place of each event to the set's frames.</summary>
    /// <exception cref="GrpcFaultException">The bytes are no such message, or written out it is larger than a request may be.</exception>
    public static void Frame(WorkSet set, IngestionOptions options)
    {
        var length = set.Records.Length;
        var message = set.Records.Buffer.AsSpan(0, length);
        var wire = new WireReader(message);
        while (wire.Next())
        {
            if (wire.Field != IngestRequest.EventsFieldNumber || !wire.HasBytes)
            {
                wire.Skip();
                continue;
            }

            var content = wire.ReadBytes();
            if (set.Frames.Count == options.MaxRequestEvents) throw new GrpcFaultException(Problem.TooManyEvents(options.MaxRequestEvents));
            set.Frames.Add(Frame(set, content, wire.Position - content.Length, options));
            if (set.Records.Length - length > options.MaxRequestBytes) throw new GrpcFaultException(Problem.TooLarge(options.MaxRequestBytes));
        }
    }

    // Of a oneof the last one counts. An event without either is there all the same and gets its refusal.
    private static Utf8Slice Frame(WorkSet set, ReadOnlySpan<byte> content, int offset, IngestionOptions options)
    {
        var found = new Utf8Slice(offset, 0);
        var areFields = false;
        var wire = new WireReader(content);
        while (wire.Next())
        {
            if (wire.Field is not (Event.JsonFieldNumber or Event.FieldsFieldNumber) || !wire.HasBytes)
            {
                wire.Skip();
                continue;
            }

            areFields = wire.Field == Event.FieldsFieldNumber;
            var length = wire.ReadBytes().Length;
            found = new Utf8Slice(offset + wire.Position - length, length);
        }

        // What is too large as fields is too large as JSON: it is refused as it is.
        return areFields && found.Length <= options.MaxEventBytes ? EventJson.Append(set.Records, found, options.Decoding.MaxDepth) : found;
    }
}
