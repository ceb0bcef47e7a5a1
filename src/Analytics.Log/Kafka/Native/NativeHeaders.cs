namespace Analytics.Log.Kafka.Native;

/// <summary>
/// The headers of a fetched record as they came over the wire, which the library keeps behind the public part of a message. Its own interface makes an object of each
/// header, which costs more than all the rest of reading a record. The place is right for one version; others go the long way.
/// </summary>
internal static unsafe class NativeHeaders
{
    private const int LengthPlace = 120;
    private const int BytesPlace = 128;
    private const int KnownVersion = 0x020f01ff;
    private static readonly bool IsKnown = RdKafka.Version() == KnownVersion && sizeof(nint) == 8;

    /// <summary>The number of headers and the headers, of a record in Kafka's second format; false when they must be asked for.</summary>
    public static bool TryGet(NativeMessage* message, out ReadOnlySpan<byte> bytes)
    {
        if (!IsKnown || message->Value == null)
        {
            bytes = default;
            return false;
        }

        var length = *(int*)((byte*)message + LengthPlace);
        var start = *(byte**)((byte*)message + BytesPlace);
        // They lie behind the value, in the same memory: anything else is another format, or not this.
        var found = start == message->Value + message->ValueLength && length > 0;
        bytes = found ? new ReadOnlySpan<byte>(start, length) : default;
        return found;
    }
}
