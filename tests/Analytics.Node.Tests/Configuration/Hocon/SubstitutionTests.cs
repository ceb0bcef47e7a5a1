namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("foo : ${bar}, bar : ${a.b.c}, a : { b : { c : 57 } }", """{"foo":57,"bar":57,"a":{"b":{"c":57}}}""")]
    [InlineData("a=1,b=${a},a=2", """{"a":2,"b":2}""")]
    [InlineData("a : [ ${?missing}, ${?also.missing} ]", """{"a":[]}""")]
    [InlineData("a : ${?missing}, b : ${?also.missing}, c : ${?b}, d : ${?c}", "{}")]
    [InlineData("a = 1, a = ${?missing}", """{"a":1}""")]
    [InlineData("a = { b : null }, c = ${a.b}", """{"a":{"b":null},"c":null}""")]
    [InlineData("key : ${animal.favorite} is my favorite animal, animal.favorite = cat", """{"key":"cat is my favorite animal","animal":{"favorite":"cat"}}""")]
    [InlineData("""a : "${b}", b : 1""", """{"a":"${b}","b":1}""")]
    [InlineData("""a : ${"b.c"}, "b.c" : 1""", """{"a":1,"b.c":1}""")]
    public void A_reference_sees_the_final_value_wherever_it_is(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("path : \"a:b:c\", path : ${path}\":d\"", """{"path":"a:b:c:d"}""")]
    [InlineData("a : [1, 2], a : ${a} [3,4], a : ${a} [5,6]", """{"a":[1,2,3,4,5,6]}""")]
    [InlineData("a : { a : 0 }, a : ${a} { b : 1 }, a : ${a} { c : 2 }", """{"a":{"a":0,"b":1,"c":2}}""")]
    [InlineData("a : { b : 3 }, a : { b : 2 } ${a}", """{"a":{"b":3}}""")]
    [InlineData("foo : { a : 1 }, foo : ${foo}", """{"foo":{"a":1}}""")]
    [InlineData("foo : ${?foo}", "{}")]
    [InlineData("a = ${?a}foo", """{"a":"foo"}""")]
    [InlineData("foo : { a : { c : 1 } }, foo : ${foo.a}, foo : { a : 2 }", """{"foo":{"a":2,"c":1}}""")]
    [InlineData("a : 1, b : 2, a : ${b}, b : ${a}", """{"a":1,"b":1}""")]
    public void A_reference_to_the_field_itself_looks_back(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }, bar : { foo : 43 }", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }, bar.b = 3, foo : { c : ${bar.b}, d : 2 }, foo.d = 4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("foo : ${a.b.c}, a : { b : { c : 42, cycle : ${foo} }, cycle : ${foo} }", """{"foo":42,"a":{"b":{"c":42,"cycle":42},"cycle":42}}""")]
    public void Objects_may_refer_to_paths_within_themselves_and_each_other(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("a=${nonexistent},a=42", """{"a":42}""")]
    [InlineData("a=${a},a=42", """{"a":42}""")]
    public void A_hidden_reference_need_not_lead_anywhere(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Theory]
    [InlineData("defaults { a = 1, b = 2 }, item1 = ${defaults}, item1.b = 3, item2.b = ${item1.b}",
        """{"defaults":{"a":1,"b":2},"item1":{"a":1,"b":3},"item2":{"b":3}}""")]
    [InlineData("defaults { a = 1, b = 2 }, item1 = ${defaults}, item1.b = { c : 43 }, item2.b = ${item1.b}",
        """{"defaults":{"a":1,"b":2},"item1":{"a":1,"b":{"c":43}},"item2":{"b":{"c":43}}}""")]
    [InlineData("defaults { a = 1, b = 2 }, item1.b = 7, item1 = ${defaults}, item2.b = ${item1.b}",
        """{"defaults":{"a":1,"b":2},"item1":{"b":2,"a":1},"item2":{"b":2}}""")]
    [InlineData("defaults { a = ${item1.b}, b = 2 }, item1.b = 7, item1 = ${defaults}, item2.b = ${item1.b}",
        """{"defaults":{"a":2,"b":2},"item1":{"b":2,"a":2},"item2":{"b":2}}""")]
    [InlineData("base { x = 1 }, one = ${base} { y = 2 }, two = ${one} { x = 3 }",
        """{"base":{"x":1},"one":{"x":1,"y":2},"two":{"x":3,"y":2}}""")]
    public void Objects_merge_with_what_a_reference_brings(string text, string json) => Assert.Equal(json, HoconText.ToJson(text));

    [Fact]
    public void Many_references_and_objects_pile_up_in_order() => Assert.Equal(
        """{"item1":{"m":1,"x":10,"a":2,"b":{"c":43},"xyz":101},"p":{"m":1},"q":{"x":10,"a":1},"r":{"a":2}}""",
        HoconText.ToJson("item1 = 345, item1 = ${?NONE}, item1 = ${p}, item1 = {}, item1 = ${q}, item1 = ${r}, item1.b = { c : 43 }, item1.xyz = 101, p.m = 1, q { x = 10, a = 1 }, r.a = 2"));

    [Theory]
    [InlineData("a : ${a}")]
    [InlineData("foo : ${bar}, bar : ${a.b.c}, a : { b : { c : ${foo} } }")]
    [InlineData("foo : ${?bar}, bar : ${a.b.c}, a : { b : { c : ${foo} } }")]
    [InlineData("a:${b},b:${a}")]
    [InlineData("a:${b},b:${c},c:${d},d:${a}")]
    [InlineData("a : { b : ${a} }")]
    [InlineData("a : [${a}]")]
    [InlineData("foo : ${foo}, foo : { a : 1 }")]
    public void A_circle_that_nothing_breaks_is_refused(string text) =>
        Assert.Contains("cycle", HoconText.Refused(text).Message, StringComparison.Ordinal);

    [Fact]
    public void A_circle_of_optional_references_is_nothing() =>
        Assert.Equal("""{"a":{"b":{}}}""", HoconText.ToJson("foo : ${?bar}, bar : ${?a.b.c}, a : { b : { c : ${?foo} } }"));

    [Theory]
    [InlineData("a = 1\nb = x ${nonexistent}", 2, 7)]
    [InlineData("a=${nonexistent},a={ b : 42 }", 1, 3)]
    public void A_reference_that_leads_nowhere_is_refused_with_its_place(string text, int line, int column)
    {
        var problem = HoconText.Refused(text);
        Assert.Equal((line, column), (problem.Origin.Line, problem.Origin.Column));
        Assert.Contains("${nonexistent}", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a = ${NAME}", """{"a":"value"}""")]
    [InlineData("a = 1, a = ${?NAME}", """{"a":"value"}""")]
    [InlineData("a = 1, a = ${?OTHER}", """{"a":1}""")]
    [InlineData("a = ${?EMPTY}", """{"a":""}""")]
    [InlineData("NAME = null, a = ${NAME}", """{"NAME":null,"a":null}""")]
    [InlineData("NAME = mine, a = ${NAME}", """{"NAME":"mine","a":"mine"}""")]
    [InlineData("a = ${LIST[]}", """{"a":["x","y"]}""")]
    [InlineData("a = ${?NONE[]}", "{}")]
    [InlineData("a = [0] ${?LIST[]}", """{"a":[0,"x","y"]}""")]
    public void The_environment_is_asked_for_what_the_configuration_does_not_set(string text, string json) =>
        Assert.Equal(json, HoconText.ToJson(text, ("NAME", "value"), ("EMPTY", ""), ("LIST_0", "x"), ("LIST_1", "y")));
}
