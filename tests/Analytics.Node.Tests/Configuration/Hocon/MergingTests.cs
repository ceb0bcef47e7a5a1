using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class MergingTests
{
    [Theory]
    [InlineData("foo : { a : 42 }, foo : { b : 43 }", """{"foo":{"a":42,"b":43}}""")]
    [InlineData("foo : { a : 42 }, foo : null, foo : { b : 43 }", """{"foo":{"b":43}}""")]
    [InlineData("a.x : 42, a.y : 43", """{"a":{"x":42,"y":43}}""")]
    [InlineData("a { x { y : 1, z : 2 } }, a.x.y = 3", """{"a":{"x":{"y":3,"z":2}}}""")]
    [InlineData("a : 1, a : [2], a : [3]", """{"a":[3]}""")]
    [InlineData("a : { x : 1 }, a : 42", """{"a":42}""")]
    [InlineData("a : 42, a : { x : 1 }, a : { y : 2 }", """{"a":{"x":1,"y":2}}""")]
    public void Objects_merge_and_anything_else_replaces(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("{ a : { x : 1 } }", "{ a : 42 }", "{ a : { y : 2 } }", """{"a":{"y":2}}""")]
    [InlineData("{ a : 42 }", "{ a : { y : 2 } }", "{ a : { x : 1 } }", """{"a":{"y":2,"x":1}}""")]
    [InlineData("a = [1, 2]", "a += 3", "b = ${a}", """{"a":[1,2,3],"b":[1,2,3]}""")]
    [InlineData("a = ${c}, c = 1", "c = 2", "", """{"a":2,"c":2}""")]
    public void Documents_merge_like_repeated_keys_of_one_document(string weakest, string middle, string strongest, string json)
    {
        var documents = new[] { weakest, middle, strongest }.Select(text => HoconParser.Parse(text)).ToList();
        Assert.Equal(json, HoconText.ToJson(HoconResolver.Resolve(documents)));
    }
}
