using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Tests.DeadLetters;

/// <summary>Dead letters are counted as lists show them.</summary>
public sealed class LetterTallyTests
{
    private readonly LetterTally _tally = new();

    [Fact]
    public void Letters_count_by_their_reason()
    {
        Add(10, DeadLetterHeaders.Reason, "malformed_json");
        Add(11, DeadLetterHeaders.Reason, "missing_field");
        Add(12, DeadLetterHeaders.Reason, "malformed_json");
        Assert.Equal(["malformed_json 2", "missing_field 1"], Counts());
    }

    [Fact]
    public void One_that_was_dropped_no_longer_counts_however_often_it_is_said()
    {
        Add(10, DeadLetterHeaders.Reason, "malformed_json");
        Add(12, DeadLetterHeaders.Reason, "missing_field");
        Add(13, DeadLetterHeaders.Dropped, "12");
        Add(14, DeadLetterHeaders.Dropped, "12");
        Assert.Equal(["malformed_json 1"], Counts());
    }

    [Fact]
    public void One_that_was_retried_still_counts()
    {
        Add(0, DeadLetterHeaders.Reason, "malformed_json");
        Add(1, DeadLetterHeaders.Retried, "0");
        Assert.Equal(["malformed_json 1"], Counts());
        Assert.True(_tally.IsRetried(0));
        Assert.False(_tally.IsRetried(1));
    }

    [Fact]
    public void Letters_are_found_forwards_and_backwards_and_by_reason()
    {
        foreach (var (offset, reason) in ((long, string)[])[(10, "malformed_json"), (11, "missing_field"), (14, "malformed_json"), (15, "missing_field")]) Add(offset, DeadLetterHeaders.Reason, reason);
        Add(16, DeadLetterHeaders.Retried, "10");
        Add(17, DeadLetterHeaders.Dropped, "15");
        Assert.Equal([10L, 11, 14, null], (long?[])[_tally.Next(0, null), _tally.Next(11, null), _tally.Next(12, null), _tally.Next(15, null)]);
        Assert.Equal([14L, 11, 10, null], (long?[])[_tally.Previous(long.MaxValue, null), _tally.Previous(14, null), _tally.Previous(11, null), _tally.Previous(10, null)]);
        Assert.Equal([10L, 14, null], (long?[])[_tally.Next(0, "malformed_json"), _tally.Next(11, "malformed_json"), _tally.Next(12, "missing_field")]);
        Assert.Equal([null, 11L], (long?[])[_tally.Next(0, "too_deep"), _tally.Previous(99, "missing_field")]);
    }

    [Fact]
    public void One_that_was_written_twice_counts_once()
    {
        Add(0, DeadLetterHeaders.Reason, "malformed_json", id: 7);
        Add(1, DeadLetterHeaders.Reason, "malformed_json", id: 7);
        Assert.Equal(["malformed_json 1"], Counts());
    }

    [Theory]
    [InlineData("9")]
    [InlineData("11")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    [InlineData("10x")]
    public void A_mark_that_names_no_letter_changes_nothing(string offset)
    {
        Add(10, DeadLetterHeaders.Reason, "malformed_json");
        Add(11, DeadLetterHeaders.Dropped, offset);
        Assert.Equal(["malformed_json 1"], Counts());
    }

    [Fact]
    public void More_reasons_than_there_are_count_as_others()
    {
        for (var i = 0; i < 300; i++) Add(i, DeadLetterHeaders.Reason, $"made_up_{i}");
        Assert.Equal(300, _tally.ByReason.Sum(reason => reason.Value));
        Assert.Contains($"other {300 - (254 - RejectionReasonNames.All.Count)}", Counts());
    }

    private List<string> Counts() => [.. _tally.ByReason.Select(reason => $"{reason.Key} {reason.Value}").Order(StringComparer.Ordinal)];

    private void Add(long offset, string header, string value, UInt128 id = default)
    {
        var headers = new byte[256];
        var length = RecordHeaders.Write(headers, Encoding.ASCII.GetBytes(header), Encoding.UTF8.GetBytes(value));
        _tally.Add(offset, id, headers.AsSpan(0, length));
    }
}
