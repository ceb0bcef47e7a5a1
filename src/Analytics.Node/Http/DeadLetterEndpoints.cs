using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;
using Analytics.Node.Gateway;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Http;

/// <summary>Dead letters for operators: list, show, retry.</summary>
internal static class DeadLetterEndpoints
{
    private const int MostOfPage = 1_000;

    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/dead-letters", List).WithSummary("Events that were refused or could not be processed")
            .Produces<DeadLettersAnswer>().ProducesValidationProblem().ProducesProblem(404);
        admin.MapGet("/dead-letters/{topic}/{partition:int}/{offset:long}", Show).WithSummary("One of them with its original bytes")
            .Produces<DeadLetterDetail>().ProducesProblem(404);
        admin.MapPost("/dead-letters/retry", RetryAsync).WithSummary("Decodes them again and puts the valid ones back")
            .Produces<RetryAnswer>().ProducesValidationProblem().ProducesProblem(404).ProducesProblem(503);
    }

    private static IResult List(DeadLetterBox box, string? topic, string? reason, int? page_size, string? page_token, string? order)
    {
        var size = page_size ?? 50;
        if (size is < 1 or > MostOfPage) return Problems.InvalidParameter("page_size", $"1 to {MostOfPage}.");
        if (reason is not null && !RejectionReasonNames.All.Contains(reason))
            return Problems.InvalidParameter("reason", "There are: " + string.Join(", ", RejectionReasonNames.All));
        var topics = topic is null ? box.Topics : [Full(topic)];
        if (topics.Except(box.Topics).Any()) return Problems.NotFound($"There is no dead-letter topic {topic}. There are: {string.Join(", ", box.Topics)}");
        return order == "newest" ? Newest(box, topics, reason, size) : Oldest(box, topics, reason, size, page_token);
    }

    private static IResult Oldest(DeadLetterBox box, IReadOnlyList<string> topics, string? reason, int size, string? token)
    {
        var (startTopic, fromOffset) = Position(token, topics);
        if (startTopic < 0) return Problems.InvalidParameter("page_token", "It is not one that this node gave out.");
        var letters = new List<DeadLetter>();
        for (var t = startTopic; t < topics.Count; t++, fromOffset = 0)
        {
            var page = box.List(topics[t], reason, fromOffset, size - letters.Count);
            letters.AddRange(page.Letters);
            if (page.NextOffset is { } next) return Page(letters, $"{topics[t]}:{next}");
            if (letters.Count == size && t + 1 < topics.Count) return Page(letters, $"{topics[t + 1]}:0");
        }

        return Page(letters, null);
    }

    /// <summary>The last ones, newest first: what a page shows.</summary>
    private static IResult Newest(DeadLetterBox box, IReadOnlyList<string> topics, string? reason, int size)
    {
        var letters = topics.SelectMany(topic => box.Newest(topic, reason, size));
        return Page([.. letters.OrderByDescending(l => l.ReceivedAt).ThenByDescending(l => l.Offset).Take(size)], null);
    }

    private static IResult Show(DeadLetterBox box, string topic, int partition, long offset)
    {
        if (!box.Topics.Contains(Full(topic))) return Problems.NotFound($"There is no dead-letter topic {topic}.");
        if (partition != 0 || box.Find(Full(topic), offset) is not { } letter) return Problems.NotFound($"There is no dead letter at {topic}/{partition}/{offset}.");
        return Results.Json(DeadLetterAnswer.Whole(letter), AnswerJson.Options);
    }

    private static async Task<IResult> RetryAsync(DeadLetterRetry request, DeadLetterBox box, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(request.Topic)) return Problems.InvalidParameter("topic", "Name the dead-letter topic, with or without .dlq.");
        var hasOffsets = request.Offsets is { Count: > 0 };
        if (hasOffsets == request.All) return Problems.InvalidParameter("offsets", "Give offsets, or all: true, and not both.");
        if (!box.Topics.Contains(Full(request.Topic))) return Problems.NotFound($"There is no dead-letter topic {request.Topic}.");
        var result = await box.RetryAsync(Full(request.Topic), hasOffsets ? request.Offsets : null, request.Reason, request.DryRun, cancellation);
        return Results.Json(new RetryAnswer(
            request.DryRun, result.Matched, result.Retried, result.Duplicates, [.. result.StillRejected.Select(s => new LetterStillRejected(0, s.Offset, s.Reason.Name(), s.Field))]));
    }

    private static IResult Page(IReadOnlyList<DeadLetter> letters, string? next) => Results.Json(
        new DeadLettersAnswer([.. letters.Select(DeadLetterAnswer.Short)], next is null ? null : Convert.ToBase64String(Encoding.ASCII.GetBytes(next))), AnswerJson.Options);

    private static (int Topic, long Offset) Position(string? token, IReadOnlyList<string> topics)
    {
        if (token is null) return (0, 0);
        Span<byte> bytes = stackalloc byte[256];
        if (!Convert.TryFromBase64String(token, bytes, out var length)) return (-1, 0);
        var parts = Encoding.ASCII.GetString(bytes[..length]).Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return (-1, 0);
        return (topics.ToList().IndexOf(parts[0]), offset);
    }

    private static string Full(string topic) =>
        topic.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal) ? topic : topic + TopicDescription.DeadLetterSuffix;
}
