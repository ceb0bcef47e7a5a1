using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;

namespace Analytics.Node.Http;

/// <summary>A dead letter as the admin API shows it; fields in docs/admin-api.md.</summary>
internal static class DeadLetterAnswer
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>In a list: without its bytes.</summary>
    public static DeadLetterSummary Short(DeadLetter letter) => new(
        letter.Topic, letter.Partition, letter.Offset, NodeStatusSource.Instant(letter.ReceivedAt), letter.Reason, letter.Field, letter.Stage, letter.Message, letter.Tenant,
        Source(letter), letter.Value.Length, letter.Retried);

    /// <summary>On its own: with its original bytes and headers.</summary>
    public static DeadLetterDetail Whole(DeadLetter letter) => new(
        letter.Topic, letter.Partition, letter.Offset, NodeStatusSource.Instant(letter.ReceivedAt), letter.Reason, letter.Field, letter.Stage, letter.Message, letter.Tenant,
        Source(letter), letter.Value.Length, letter.Retried,
        TextOf(letter.Value), Convert.ToBase64String(letter.Value), letter.Headers);

    private static DeadLetterSource Source(DeadLetter letter) => new(letter.SourceTopic, Number(letter, "partition"), Number(letter, "offset"));

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
