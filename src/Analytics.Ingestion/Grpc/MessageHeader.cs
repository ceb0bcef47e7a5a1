namespace Analytics.Ingestion.Grpc;

/// <summary>The five bytes before a message.</summary>
/// <param name="IsPacked">True when the message is compressed as <c>grpc-encoding</c> says.</param>
/// <param name="Length">Bytes of the message as it is sent.</param>
internal readonly record struct MessageHeader(bool IsPacked, int Length);
