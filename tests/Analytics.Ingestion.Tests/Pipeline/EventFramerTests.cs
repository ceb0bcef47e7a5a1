using System.Text;
using Analytics.Contracts.Events;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Tests.Pipeline;

public sealed class EventFramerTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \n\t ", new string[0])]
    [InlineData("hello", new string[0])]
    [InlineData("\"x\"", new string[0])]
    [InlineData("[]", new string[0])]
    [InlineData("{\"a\":1}", new[] { "{\"a\":1}" })]
    [InlineData(" {\"a\":\n1}\n ", new[] { "{\"a\":\n1}" })]
    [InlineData("{\"a\":1}\n{\"b\":2}\r\n\r\n{\"c\":3}", new[] { "{\"a\":1}", "{\"b\":2}", "{\"c\":3}" })]
    [InlineData("{\n\"a\":1\n}\n{\n\"b\":2\n}", new[] { "{\n\"a\":1\n}", "{\n\"b\":2\n}" })]
    [InlineData("{\"a\":1}\n{bad\n{\"c\":3}", new[] { "{\"a\":1}", "{bad", "{\"c\":3}" })]
    [InlineData("{\"a\":1", new[] { "{\"a\":1" })]
    [InlineData("[{\"a\":\"],[\\\"{\"},{\"b\":[1,2]} , {\"c\":3}]", new[] { "{\"a\":\"],[\\\"{\"}", "{\"b\":[1,2]}", "{\"c\":3}" })]
    [InlineData("[{\"a\":01},{\"b\":\"\\ud800\"},3,{\"c\":3}]", new[] { "{\"a\":01}", "{\"b\":\"\\ud800\"}", "3", "{\"c\":3}" })]
    [InlineData("[{\"a\":1},,{\"b\":2},]", new[] { "{\"a\":1}", "", "{\"b\":2}", "" })]
    [InlineData("[{\"a\":1},{\"b\":", new[] { "{\"a\":1}", "{\"b\":" })]
    [InlineData("[{\"a\":1}] tail", new[] { "{\"a\":1}", "tail" })]
    public void Events_are_found_without_being_judged(string body, string[] expected) => Assert.Equal(expected, Frames(body, isLines: false));

    [Fact]
    public void Lines_are_events_when_the_request_says_so() =>
        Assert.Equal(["{\"a\":", "1}", "nonsense"], Frames("{\"a\":\n1}\n\n  \nnonsense\n", isLines: true));

    [Fact]
    public void Elements_are_found_at_every_place_of_a_vector()
    {
        for (var length = 0; length < 200; length++)
        {
            var element = $"{{\"t\":\"{new string('t', length)}\\\\\\\"]\"}}";
            Assert.Equal([element, element, "7"], Frames($"[{element},{element},7]", isLines: false));
        }
    }

    private static string[] Frames(string body, bool isLines)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var buffer = new byte[bytes.Length + 100];
        buffer.AsSpan().Fill((byte)'"');
        bytes.CopyTo(buffer, 0);
        var frames = new List<Utf8Slice>();
        EventFramer.Frame(buffer.AsSpan(0, bytes.Length), isLines, int.MaxValue, frames);
        return [.. frames.Select(frame => Encoding.UTF8.GetString(buffer, frame.Offset, frame.Length))];
    }
}
