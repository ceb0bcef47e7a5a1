using System.Text.Json;
using Analytics.Node.Operators;

namespace Analytics.Node.Tests.Operators;

/// <summary>What differs between two states.</summary>
public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", """{"a":1,"b":{"c":[1,2]}}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "a 1 2")]
    [InlineData("""{"a":1}""", """{"b":1}""", "a 1 -|b - 1")]
    [InlineData("""{"b":{"c":[1,2]}}""", """{"b":{"c":[1,3,4]}}""", "b.c[1] 2 3|b.c[2] - 4")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """a {"b":1} [1]""")]
    [InlineData("""{"a":1.0}""", """{"a":1}""", "")]
    public void Each_difference_has_its_path(string before, string after, string changes) => Assert.Equal(
        changes,
        string.Join('|', JsonDifference.Of(JsonDocument.Parse(before).RootElement, JsonDocument.Parse(after).RootElement).Select(change => $"{change.Path} {change.Before ?? "-"} {change.After ?? "-"}")));

    [Fact]
    public void What_did_not_exist_is_one_difference() =>
        Assert.Equal(("the entity", null, "{}"), JsonDifference.Of(null, JsonDocument.Parse("{}").RootElement).Select(change => (change.Path, change.Before, change.After)).Single());
}
