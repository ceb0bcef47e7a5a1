using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;
using Analytics.Node.Status;

namespace Analytics.Node.Http;

/// <summary>A dead letter as the admin API shows it; fields in docs/admin-api.md.</summary>
internal static class DeadLetterAnswer
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>In a list: without its bytes.</summary>
    public static object Short(DeadLetter letter) => new
    {
        topic = letter.Topic,
        partition = letter.Partition,
        offset = letter.Offset,
        receivedAt = NodeStatusSource.Instant(letter.ReceivedAt),
        reason = letter.Reason,
        field = letter.Field,
        stage = letter.Stage,
        message = letter.Message,
        tenant = letter.Tenant,
        source = Source(letter),
        bytes = letter.Value.Length,
        retried = letter.Retried,
    };

    /// <summary>On its own: with its original bytes and headers.</summary>
    public static object Whole(DeadLetter letter) => new
    {
        topic = letter.Topic,
        partition = letter.Partition,
        offset = letter.Offset,
        receivedAt = NodeStatusSource.Instant(letter.ReceivedAt),
        reason = letter.Reason,
        field = letter.Field,
        stage = letter.Stage,
        message = letter.Message,
        tenant = letter.Tenant,
        source = Source(letter),
        bytes = letter.Value.Length,
        retried = letter.Retried,
        value = TextOf(letter.Value),
        valueBase64 = Convert.ToBase64String(letter.Value),
        headers = letter.Headers,
    };

    private static object Source(DeadLetter letter) =>
        new { topic = letter.SourceTopic, partition = Number(letter, "partition"), offset = Number(letter, "offset") };

    private static long? Number(DeadLetter letter, string name) =>
        long.TryParse(letter.Header(RecordHeaders.ErrorPrefix + name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
