namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class ConcatenationTests
{
    [Theory]
    [InlineData("""a :  true "xyz" 123 foo  """, "\"true xyz 123 foo\"")]
    [InlineData("a : null bar 42 baz true 3.14 \"hi\" ", "\"null bar 42 baz true 3.14 hi\"")]
    [InlineData("a :  [1,2] [3,4]  ", "[1,2,3,4]")]
    [InlineData("a :  [1,2\n ] [3,4]  ", "[1,2,3,4]")]
    [InlineData("a : { b : c } { x : y }  ", """{"b":"c","x":"y"}""")]
    [InlineData("a : { b : c\n } { x : y }  ", """{"b":"c","x":"y"}""")]
    [InlineData("a : { b : 1 } { b : 2 } { b : 3 } { b : 4 } ", """{"b":4}""")]
    [InlineData("a : [ { b : c } { x : y } ] ", """[{"b":"c","x":"y"}]""")]
    [InlineData("a : [ { b : c }\n { x : y } ] ", """[{"b":"c"},{"x":"y"}]""")]
    [InlineData("a : [ [1, 2] [3, 4] ] ", "[[1,2,3,4]]")]
    [InlineData("a : [ [1, 2]\n [3, 4] ] ", "[[1,2],[3,4]]")]
    [InlineData("a : [0] { 2 : c, 0 : a, x : no }", "[0,\"a\",\"c\"]")]
    public void Values_on_one_line_are_joined(string text, string json) => Assert.Equal($$"""{"a":{{json}}}""", HoconText.ToJson(text));

    [Theory]
    [InlineData("a : ${x}foo, x = 1", "\"1foo\"")]
    [InlineData("a : ${x}foo${x}, x = 1", "\"1foo1\"")]
    [InlineData("a : ${x} [3,4] ${y}, x : [1,2], y : [5,6]", "[1,2,3,4,5,6]")]
    [InlineData("a : ${x} { b : 1 } ${y}, x : { a : 0 }, y : { c : 2 }", """{"a":0,"b":1,"c":2}""")]
    [InlineData("a = foo${?bar}", "\"foo\"")]
    [InlineData("bar=bar, a = foo${?bar}", "\"foobar\"")]
    [InlineData("a = [1] ${?bar}", "[1]")]
    [InlineData("bar=[2], a = [1] ${?bar}", "[1,2]")]
    [InlineData("a = { x : foo } ${?bar}", """{"x":"foo"}""")]
    [InlineData("bar={ y : 42 }, a = { x : foo } ${?bar}", """{"x":"foo","y":42}""")]
    [InlineData("a = ${?foo}${?bar}", null)]
    [InlineData("a = ${?foo} ${?bar}", "\" \"")]
    [InlineData("a = \"\"${?foo}${?bar}", "\"\"")]
    [InlineData("n = null, a = <${n}>", "\"<null>\"")]
    public void References_are_joined_like_what_they_refer_to(string text, string? json)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(HoconText.ToJson(text))!;
        Assert.Equal(json is null ? null : System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString(), root["a"]?.ToJsonString());
        Assert.Equal(json is not null, root.AsObject().ContainsKey("a"));
    }

    [Theory]
    [InlineData("a : abc { x : y }")]
    [InlineData("a : null { x : y }")]
    [InlineData("a : abc [1, 2]")]
    [InlineData("a : abc ${x}, x : { y : z }")]
    [InlineData("a : abc ${x}, x : [1,2]")]
    [InlineData("a : [1] { x : y }")]
    public void Text_arrays_and_objects_cannot_be_joined_with_each_other(string text) =>
        Assert.Contains("cannot concatenate", HoconText.Refused(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a : ${x}\n foo, x = 1")]
    [InlineData("a :  [1,2]\n [3,4]")]
    [InlineData("a :  { b : c }\n { x : y }")]
    public void Joining_never_goes_over_a_line_break(string text) => HoconText.Refused(text);

    [Theory]
    [InlineData("a = [], a += 2", "[2]")]
    [InlineData("a += 2", "[2]")]
    [InlineData("a = [1], a += 2", "[1,2]")]
    [InlineData("a = ${x}, a += ${y}, x = [1], y = 2", "[1,2]")]
    [InlineData("a += 1, a += 2, a += 3", "[1,2,3]")]
    [InlineData("a += { b: 1 }, a += { b: 2 }", """[{"b":1},{"b":2}]""")]
    public void Plus_equals_appends_an_element(string text, string json) =>
        Assert.Equal(json, System.Text.Json.Nodes.JsonNode.Parse(HoconText.ToJson(text))!["a"]!.ToJsonString());

    [Theory]
    [InlineData("a.b.c = [1], a.b.c += 2", """{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("a : { b : { c : [1] } }, a : { b : { c += 2 } }", """{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("a : { b : { c : [1], c += 2 } }", """{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("x { a += 1, a += 2, a += 3 }", """{"x":{"a":[1,2,3]}}""")]
    public void Plus_equals_works_at_any_depth(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("a = 10, a += 2")]
    [InlineData("a = abc, a += 2")]
    [InlineData("a = { x : y }, a += 2")]
    [InlineData("x = [ { a += 1 } ]")]
    public void Plus_equals_needs_an_array_before_it_and_a_path_to_it(string text) => HoconText.Refused(text);
}
