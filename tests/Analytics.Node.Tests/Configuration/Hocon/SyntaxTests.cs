namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("""{ "foo" : { "bar" : "baz", "woo" : [1,2,3,4], "a" : false, "b" : 3.14, "c" : null, "d" : [[[]],{}] } }""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":42}}}}}}}}""")]
    [InlineData("""{"a":"\"\\\/\b\f\n\r\té","b":[ "#comment" , "//comment" ],"":1e5,"-1":-0.5E-3}""")]
    [InlineData("{}")]
    public void JSON_means_what_it_means_in_JSON(string json) =>
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString(), HoconText.ToJson(json));

    [Theory]
    [InlineData("", "{}")]
    [InlineData(" \n \n   \n\n\n", "{}")]
    [InlineData("# foo\n//bar", "{}")]
    [InlineData("""{ "foo" = 42 }""", """{"foo":42}""")]
    [InlineData("{ \"foo\"\n : \n 42 }", """{"foo":42}""")]
    [InlineData("""{ foo { "bar" : 42 } }""", """{"foo":{"bar":42}}""")]
    [InlineData("""{ foo baz { "bar" : 42 } }""", """{"foo baz":{"bar":42}}""")]
    [InlineData(""" "foo" : 42 """, """{"foo":42}""")]
    [InlineData("foo : bar # why\nbaz : http//no comment // but this is", """{"foo":"bar","baz":"http"}""")]
    [InlineData("{ foo.bar : x }", """{"foo":{"bar":"x"}}""")]
    [InlineData("""{ foo."hello world".baz : x }""", """{"foo":{"hello world":{"baz":"x"}}}""")]
    [InlineData("{ foo  bar : x }", """{"foo  bar":"x"}""")]
    [InlineData("{ true : x, 3.14 : y, 10.0foo : z, foo\"10.0\" : w }", """{"true":"x","3":{"14":"y"},"10":{"0foo":"z"},"foo10.0":"w"}""")]
    [InlineData("[]x : 1", null)]
    [InlineData("a.\"\".b : 1", """{"a":{"":{"b":1}}}""")]
    [InlineData("\uFEFFa : 1\r\nb : 2\r\n", """{"a":1,"b":2}""")]
    public void What_HOCON_allows_beyond_JSON(string text, string? json)
    {
        if (json is null) HoconText.Refused(text);
        else Assert.Equal(json, HoconText.ToJson(text));
    }

    [Theory]
    [InlineData("a : [ 1, 2, 3, ]", "[1,2,3]")]
    [InlineData("a : [1,2,3\n\n , \n]", "[1,2,3]")]
    [InlineData("a : [1\n2\n3]", "[1,2,3]")]
    [InlineData("a : [ foo bar 10 ]", "[\"foo bar 10\"]")]
    [InlineData("a : [ foo\n bar\n 10 ]", "[\"foo\",\"bar\",10]")]
    [InlineData("a : [ / , include, t, trx, 10x, 127.0.0.1 ]", "[\"/\",\"include\",\"t\",\"trx\",\"10x\",\"127.0.0.1\"]")]
    public void Line_breaks_part_the_elements_of_arrays_and_one_comma_may_trail(string text, string array) =>
        Assert.Equal($$"""{"a":{{array}}}""", HoconText.ToJson(text));

    [Theory]
    [InlineData("\"\"\"one \"quoted\" \\n\ntwo\"\"\"", "one \"quoted\" \\n\ntwo")]
    [InlineData("\"\"\"foo\"\"\"\"", "foo\"")]
    [InlineData("\"\"\"\"\"\"", "")]
    public void Three_quotes_keep_everything_as_it_is(string literal, string value) =>
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(new { a = value, b = 1 }), Unescaped(HoconText.ToJson($"a : {literal}\nb : 1")));

    private static string Unescaped(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData(",")]
    [InlineData("10")]
    [InlineData("\"foo\"")]
    [InlineData("\"")]
    [InlineData("a:[,]")]
    [InlineData("a:[1,2,,]")]
    [InlineData("a:[,1,2]")]
    [InlineData("{ , }")]
    [InlineData("{ 1,2 }")]
    [InlineData("{ , \"foo\" : 10 }")]
    [InlineData("{ \"foo\" : 10 ,, }")]
    [InlineData("\"a\" : 10 ,, ")]
    [InlineData("{ \"foo\" : }")]
    [InlineData("{ : 10 }")]
    [InlineData(" \"foo\" : 10 } ")]
    [InlineData(" \"foo\" : 10 [ ")]
    [InlineData("{ \"foo\" }")]
    [InlineData("{ \"a\" : [ }")]
    [InlineData("{ foo \n bar : 10 }")]
    [InlineData("a:[ 1, \\")]
    [InlineData("a:[:\"foo\", \"bar\"]")]
    [InlineData("a:[\"foo\" : \"bar\"]")]
    [InlineData("a:[ \"hello ]")]
    [InlineData("{ \"foo\" : true \"bar\" : false }")]
    [InlineData("a:[ 10, }]")]
    [InlineData("{}x")]
    [InlineData("{}{}")]
    [InlineData("a:[${]")]
    [InlineData("a:[$]")]
    [InlineData("a:[${}]")]
    [InlineData("a:[${?}]")]
    [InlineData("a:[${ ?foo}]")]
    [InlineData("a:2, b:${${a}}")]
    [InlineData("a:[ = ]")]
    [InlineData("a:[ + ]")]
    [InlineData("a:[ # ]")]
    [InlineData("a:[ ` ]")]
    [InlineData("a:[ ^ ]")]
    [InlineData("a:[ ? ]")]
    [InlineData("a:[ ! ]")]
    [InlineData("a:[ @ ]")]
    [InlineData("a:[ * ]")]
    [InlineData("a:[ & ]")]
    [InlineData("a:[ \\ ]")]
    [InlineData("a:[ \"foo\nbar\" ]")]
    [InlineData("a:\"\\x\"")]
    [InlineData("a:\"\\u12\"")]
    [InlineData("a:\"\"\"open")]
    [InlineData("a..b : 1")]
    [InlineData(".a : 1")]
    [InlineData("a. : 1")]
    [InlineData("{ { a : 1 } : \"value\" }")]
    [InlineData("{ [ \"a\" ] : \"value\" }")]
    [InlineData("{ include \"bar\" : 10 }")]
    [InlineData("{ include foo }")]
    [InlineData("{ include : { \"a\" : 1 } }")]
    [InlineData("include url(\"http://x\")")]
    public void What_is_not_HOCON_is_refused(string text) => HoconText.Refused(text);

    [Theory]
    [InlineData("a : 1\n  b : ?", 2, 7)]
    [InlineData("a {\n  b : 1\n", 3, 1)]
    [InlineData("a : \"\"\"x\ny\"\"\" }", 2, 6)]
    [InlineData("a : [1,\n 2\n  : ]", 3, 3)]
    public void A_refusal_names_source_line_and_column(string text, int line, int column)
    {
        var problem = HoconText.Refused(text);
        Assert.Equal(("text", line, column), (problem.Origin.Source, problem.Origin.Line, problem.Origin.Column));
        Assert.StartsWith($"text:{line}:{column}: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_has_a_limit_instead_of_the_stack() =>
        Assert.Contains("nested deeper", HoconText.Refused("a:" + new string('[', 100_000)).Message, StringComparison.Ordinal);
}
