using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Decoding.CloudEvents;
using Analytics.Ingestion.Pipeline;
using RabbitMQ.Client;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// What a message says beside its body, as headers of the record that it becomes: its tenant; its type, which is the property <c>type</c> or else the routing key; its time and
/// its id; the attributes of a CloudEvent (AMQP binding, both modes).
/// </summary>
internal sealed class MessageEnvelope(RabbitMqOptions options, string writeKeyHeader, WriteKeyDirectory keys)
{
    private const long LargestSeconds = 100_000_000_000;
    private const int LongestId = 400;
    private static readonly string Tenant = Encoding.ASCII.GetString(RecordHeaders.Tenant);
    private static readonly string Shape = Encoding.ASCII.GetString(RecordHeaders.Shape);
    private static readonly string AssignedType = Encoding.ASCII.GetString(RecordHeaders.AssignedType);
    private static readonly string AssignedTime = Encoding.ASCII.GetString(RecordHeaders.AssignedTime);
    private static readonly string AssignedId = Encoding.ASCII.GetString(RecordHeaders.AssignedId);
    private static readonly string ContentType = Encoding.ASCII.GetString(RecordHeaders.ContentType);

    /// <summary>The tenant that the settings or the message name; null when neither does.</summary>
    public string? TenantOf(QueueMessage message) => options.Tenant ?? HeaderOf(message, options.TenantHeader);

    /// <summary>Whether the tenant is beyond doubt: the settings name it, or the message has its write key.</summary>
    public bool IsProven(QueueMessage message) =>
        options.Tenant is not null || (HeaderOf(message, writeKeyHeader) is { } key && keys.TryFind(key, out var owner) && owner == TenantOf(message));

    /// <summary>The headers, encoded as <see cref="RecordHeaders"/>.</summary>
    public byte[] HeadersOf(QueueMessage message)
    {
        var headers = new MemoryStream();
        if (TenantOf(message) is { } tenant) Add(headers, Tenant, tenant);
        var shape = options.Shape.Name();
        if (!shape.IsEmpty) Add(headers, Shape, Encoding.ASCII.GetString(shape));
        if (IsCloudEvent(message)) AddCloudEvent(headers, message);
        else AddAssigned(headers, message);
        return headers.ToArray();
    }

    private static bool IsCloudEvent(QueueMessage message) =>
        (message.Properties.ContentType is { } type && CloudContent.IsStructured(Encoding.UTF8.GetBytes(type))) ||
        message.Properties.Headers?.Keys.Any(name => AttributeOf(name) is not null) == true;

    private static string? AttributeOf(string name) =>
        name.StartsWith("cloudEvents:", StringComparison.Ordinal) || name.StartsWith("cloudEvents_", StringComparison.Ordinal) ? name["cloudEvents:".Length..] : null;

    private static void AddCloudEvent(MemoryStream headers, QueueMessage message)
    {
        if (message.Properties.ContentType is { Length: > 0 } type) Add(headers, ContentType, type);
        foreach (var (name, value) in message.Properties.Headers ?? new Dictionary<string, object?>())
            if (AttributeOf(name) is { } attribute && TextOf(value) is { } text) Add(headers, "ce_" + attribute, text);
    }

    private void AddAssigned(MemoryStream headers, QueueMessage message)
    {
        var properties = message.Properties;
        var type = properties.Type is { Length: > 0 } named ? named : message.RoutingKey;
        if (type.Length > 0) Add(headers, AssignedType, type);
        if (TimeOf(properties) is { } time) Add(headers, AssignedTime, time);
        if (IdOf(message, type) is { } id) Add(headers, AssignedId, id);
    }

    // Ids are unique only within who gives them.
    private string? IdOf(QueueMessage message, string type)
    {
        var properties = message.Properties;
        if (properties.MessageId is { Length: > 0 } id) return Shortened(properties.AppId is { Length: > 0 } source ? $"{source}|{id}" : id);
        if (!options.IdFromContent) return null;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{type}\n{properties.Timestamp.UnixTime}\n"), .. message.Body];
        return "content:" + Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static string Shortened(string id) => id.Length <= LongestId ? id : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    // The standard says seconds; many a publisher sends milliseconds all the same.
    private static string? TimeOf(IReadOnlyBasicProperties properties)
    {
        if (!properties.IsTimestampPresent()) return null;
        var seconds = properties.Timestamp.UnixTime;
        var milliseconds = Math.Abs(seconds) < LargestSeconds ? seconds * 1000 : seconds;
        return milliseconds is > 0 and < LargestSeconds * 1000
            ? DateTime.UnixEpoch.AddMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : null;
    }

    private static string? HeaderOf(QueueMessage message, string name)
    {
        if (message.Properties.Headers is not { } headers) return null;
        foreach (var (key, value) in headers)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return TextOf(value);
        return null;
    }

    private static string? TextOf(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        AmqpTimestamp time => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(time.UnixTime, 0, LargestSeconds)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    private static void Add(MemoryStream headers, string name, string value) => headers.Write(RequestHeaders.Encode(name, value));
}
