using System.Text;
using Analytics.Pbm.Loading;

namespace Analytics.Pbm.Tests;

public sealed class ChunkReaderTests
{
    private sealed record Piece(string Text, long FirstEvent, int Events, string IdPrefix);

    [Theory]
    [InlineData("a\nb\nc\n", 4, "a\nb\n|c\n")]
    [InlineData("a\nb\nc", 4, "a\nb\n|c")]
    [InlineData("aaaaaaaaaa\nb\n", 4, "aaaaaaaaaa\n|b\n")]
    [InlineData("a\naaaaaaaaaa", 4, "a\n|aaaaaaaaaa")]
    [InlineData("", 4, "")]
    [InlineData("\uFEFFa\n", 8, "a\n")]
    public async Task Chunks_are_whole_lines(string text, int size, string expected) =>
        Assert.Equal(expected, string.Join('|', (await ReadAsync(Encoding.UTF8.GetBytes(text), size)).Select(piece => piece.Text)));

    [Fact]
    public async Task Every_byte_comes_through_once_whatever_the_size()
    {
        var text = string.Join('\n', Enumerable.Range(0, 200).Select(i => new string((char)('a' + i % 26), i * 7 % 90)));
        foreach (var size in new[] { 1, 2, 3, 17, 64, 1000, 100_000 })
            Assert.Equal(text, string.Concat((await ReadAsync(Encoding.UTF8.GetBytes(text), size)).Select(piece => piece.Text)));
    }

    [Fact]
    public async Task Events_are_counted_without_blank_lines()
    {
        var pieces = await ReadAsync("a\n\n  \r\nb\nc\n"u8.ToArray(), 8);
        Assert.Equal([(0L, 1), (1L, 2)], pieces.Select(piece => (piece.FirstEvent, piece.Events)));
    }

    [Fact]
    public async Task A_chunk_has_so_many_events_at_most()
    {
        var pieces = await ReadAsync("a\nb\n\nc\nd\ne"u8.ToArray(), 1_000, mostEvents: 2);
        Assert.Equal(["a\nb\n", "\nc\nd\n", "e"], pieces.Select(piece => piece.Text));
        Assert.Equal([(0L, 2), (2L, 2), (4L, 1)], pieces.Select(piece => (piece.FirstEvent, piece.Events)));
        Assert.Equal(3, pieces.Select(piece => piece.IdPrefix).Distinct().Count());
    }

    [Fact]
    public async Task The_line_of_an_event_counts_blank_lines_and_earlier_chunks()
    {
        using var reader = new ChunkReader(new MemoryStream("x\n\n\na\n \nb\n"u8.ToArray()), 4, 1_000);
        using var first = await reader.ReadAsync(default);
        using var second = await reader.ReadAsync(default);
        Assert.Equal(1, first!.LineOf(0));
        Assert.Equal((4L, 4L), (second!.LineOf(0), second.Bytes.Length));
        using var third = await reader.ReadAsync(default);
        Assert.Equal(6, third!.LineOf(0));
    }

    [Fact]
    public async Task The_same_bytes_give_the_same_prefixes_however_slowly_they_come()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"{{\"n\":{i}}}\n")));
        var whole = await ReadAsync(bytes, 64);
        using var trickle = new TrickleStream(bytes);
        Assert.Equal(whole, await ReadAsync(trickle, 64));
    }

    [Fact]
    public async Task A_prefix_depends_on_everything_before_and_in_its_chunk_and_on_nothing_after()
    {
        var bytes = "one1\ntwo2\nthr3\n"u8.ToArray();
        var pieces = await ReadAsync(bytes, 5);
        Assert.Equal(3, pieces.Select(piece => piece.IdPrefix).Distinct().Count());
        var changed = await ReadAsync("one1\ntwoX\nthr3\n"u8.ToArray(), 5);
        Assert.Equal([true, false, false], pieces.Zip(changed, (a, b) => a.IdPrefix == b.IdPrefix));
        var grown = await ReadAsync("one1\ntwo2\nthr3\nmore\n"u8.ToArray(), 5);
        Assert.Equal(pieces, grown.Take(3));
    }

    [Fact]
    public async Task A_line_without_end_is_refused()
    {
        using var reader = new ChunkReader(new EndlessStream(), 4 << 20, 50_000);
        var problem = await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync(default));
        Assert.Contains("line 1", problem.Message, StringComparison.Ordinal);
    }

    private static Task<List<Piece>> ReadAsync(byte[] bytes, int size, int mostEvents = 1_000) => ReadAsync(new MemoryStream(bytes), size, mostEvents);

    private static async Task<List<Piece>> ReadAsync(Stream stream, int size, int mostEvents = 1_000)
    {
        var result = new List<Piece>();
        using var reader = new ChunkReader(stream, size, mostEvents);
        while (await reader.ReadAsync(default) is { } chunk)
        {
            using (chunk) result.Add(new Piece(Encoding.UTF8.GetString(chunk.Bytes.Span), chunk.FirstEvent, chunk.Events, chunk.IdPrefix));
        }

        return result;
    }

    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(3, buffer.Length)], cancellationToken);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
