using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class IncludeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hocon-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Keys_of_an_included_file_stand_where_the_include_stands()
    {
        Write("foo.conf", "x = 10, y = 11");
        Assert.Equal("""{"a":{"x":10,"y":2}}""", Load("a { x = 1, include \"foo.conf\", y = 2 }"));
    }

    [Fact]
    public void References_of_an_included_file_are_relative_to_it_first_and_to_the_root_second()
    {
        Write("foo.conf", "x = 10, y = ${x}, z = ${top}");
        Assert.Equal("""{"top":1,"a":{"x":42,"y":42,"z":1}}""", Load("top = 1, a { include \"foo.conf\" }, a { x = 42 }"));
    }

    [Fact]
    public void Appending_works_through_an_include()
    {
        Write("foo.conf", "list += 2");
        Assert.Equal("""{"a":{"list":[1,2]}}""", Load("a { list = [1], include \"foo.conf\" }"));
    }

    [Fact]
    public void Names_are_relative_to_the_including_file()
    {
        Write("sub/one.conf", "include \"two.conf\"");
        Write("sub/two.conf", "a = 2");
        Assert.Equal("""{"a":2}""", Load("include \"sub/one.conf\""));
    }

    [Theory]
    [InlineData("include \"none.conf\"")]
    [InlineData("include file(\"none.conf\")")]
    public void A_missing_file_is_nothing(string statement) => Assert.Equal("""{"b":1}""", Load(statement + "\nb = 1"));

    [Theory]
    [InlineData("include required(\"none.conf\")")]
    [InlineData("include required( file( \"none.conf\" ) )")]
    public void A_missing_file_that_is_required_is_refused(string statement) =>
        Assert.Contains("there is no file", Assert.Throws<HoconException>(() => Load(statement)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("include file(\"x.conf\")")]
    [InlineData("include required(\"x.conf\")")]
    [InlineData("include\"x.conf\"")]
    [InlineData("include\n\"x.conf\"")]
    public void The_forms_of_include_mean_the_same_for_a_file_that_exists(string statement)
    {
        Write("x.conf", "a = 1");
        Assert.Equal("""{"a":1}""", Load(statement));
    }

    [Fact]
    public void A_name_without_extension_takes_JSON_and_then_HOCON()
    {
        Write("both.json", """{ "a": 1, "b": 1 }""");
        Write("both.conf", "b = 2");
        Assert.Equal("""{"a":1,"b":2}""", Load("include \"both\""));
    }

    [Fact]
    public void A_file_that_includes_itself_is_refused()
    {
        Write("self.conf", "include \"self.conf\"");
        Assert.Contains("includes itself", Assert.Throws<HoconException>(() => Load("include \"self.conf\"")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_cannot_be_included()
    {
        Write("array.conf", "[1, 2]");
        Assert.Contains("array.conf:1:1", Assert.Throws<HoconException>(() => Load("include \"array.conf\"")).Message, StringComparison.Ordinal);
    }

    private string Load(string text) => HoconText.ToJson(HoconResolver.Resolve([HoconParser.ParseFile(Write("main.conf", text))]));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
